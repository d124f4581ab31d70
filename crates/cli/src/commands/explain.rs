//! `cgone explain [RULE]`: a rule's page, or what there is to explain.

use report::View;
use rules::{CATALOGUE, Rule, Theme};

use crate::args::Color;
use crate::exit::Exit;
use crate::terminal;

const HELP: &str = "\
Examples:
  $ cgone explain
  $ cgone explain interp-without-needed
  $ cgone explain --format markdown static-glibc-lookups";

#[derive(Debug, clap::Args)]
#[command(after_long_help = HELP)]
pub(crate) struct Explain {
    /// A rule's name, as findings print it in brackets; without it, every rule by theme
    #[arg(value_name = "RULE")]
    rule: Option<String>,
    /// Output
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: PageFormat,
}

/// How a page is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum PageFormat {
    /// Set for reading: wrapped, coloured on a terminal.
    Human,
    /// As it was written.
    Markdown,
}

/// Prints the page, or the nearest name.
pub(crate) fn run(args: &Explain, color: Color) -> Exit {
    let page = match &args.rule {
        None => themes(),
        Some(name) => match rules::find(name) {
            Some(rule) => page(rule),
            None => return unknown(name, color),
        },
    };
    let text = match args.format {
        PageFormat::Markdown => page,
        PageFormat::Human => {
            let view = terminal::view(color, false, false);
            // A page is read: lines longer than a book's tire the eye.
            let width = view.width.min(100);
            report::set_page(&page, &View { width, ..view })
        }
    };
    match terminal::print(&text) {
        Ok(()) => Exit::Clean,
        Err(_) => Exit::Usage,
    }
}

fn unknown(name: &str, color: Color) -> Exit {
    let nearest = rules::UnknownRule::new(name).nearest;
    let message = format!("no such rule; did you mean `{nearest}`? `cgone explain` lists all");
    terminal::complain(color, name, &message);
    Exit::Usage
}

fn page(rule: &Rule) -> String {
    format!(
        "# {}\n\n{}.\nDefault level: {}. Since {}.\n\n{}",
        rule.name,
        rule.summary,
        rule.default_level,
        rule.since,
        rule.page()
    )
}

/// Every rule under its theme.
fn themes() -> String {
    let mut text = "# Rules\n".to_owned();
    for theme in Theme::ALL {
        let rules: Vec<&&Rule> = CATALOGUE.iter().filter(|r| r.theme == theme).collect();
        if rules.is_empty() {
            continue;
        }
        text.push_str(&format!("\n## {}\n\n", theme.title()));
        for rule in rules {
            text.push_str(&format!(
                "- `{}` ({}): {}\n",
                rule.name, rule.default_level, rule.summary
            ));
        }
    }
    text.push_str("\n`cgone explain RULE` prints a rule's page.\n");
    text
}
