//! A subcommand's page as Markdown, from its declaration.

use clap::{Arg, Command};

/// The page: what it does, how it is called, every argument and option, examples.
pub(super) fn markdown(command: &Command) -> String {
    let mut command = command.clone();
    let usage = command.render_usage().to_string();
    let usage = usage.trim_start_matches("Usage: ");
    let about = command.get_long_about().or(command.get_about());
    let about = about.map(ToString::to_string).unwrap_or_default();
    let name = command.get_bin_name().unwrap_or(command.get_name());
    let mut text = format!("# {name}\n\n{}.\n", inert(about.trim_end_matches('.')));
    text.push_str(&format!("\n```text\n{usage}\n```\n"));
    let (operands, options): (Vec<&Arg>, Vec<&Arg>) = command
        .get_arguments()
        .filter(|arg| !arg.is_hide_set())
        .partition(|arg| arg.is_positional());
    text.push_str(&table("argument", &operands));
    text.push_str(&table("option", &options));
    text.push_str(&subcommands(&command));
    let after = command.get_after_long_help().or(command.get_after_help());
    if let Some(after) = after {
        text.push_str(&sections(&after.to_string()));
    }
    text
}

fn table(title: &str, arguments: &[&Arg]) -> String {
    if arguments.is_empty() {
        return String::new();
    }
    let mut text = format!("\n| {title} | what it does |\n|---|---|\n");
    for arg in arguments {
        text.push_str(&format!("| `{}` | {} |\n", name(arg), help(arg)));
    }
    text
}

/// `-j, --threads <N>`
fn name(arg: &Arg) -> String {
    let short = arg.get_short().map(|short| format!("-{short}"));
    let long = arg.get_long().map(|long| format!("--{long}"));
    let names: Vec<String> = short.into_iter().chain(long).collect();
    let values = arg.get_value_names().unwrap_or_default();
    let values: Vec<String> = match arg.get_action().takes_values() {
        true => values.iter().map(|value| format!("<{value}>")).collect(),
        false => Vec::new(),
    };
    let all = [names.join(", "), values.join(" ")];
    let all: Vec<String> = all.into_iter().filter(|part| !part.is_empty()).collect();
    all.join(" ").replace('|', "\\|")
}

fn help(arg: &Arg) -> String {
    let help = arg.get_long_help().or(arg.get_help());
    let mut text = inert(&help.map(ToString::to_string).unwrap_or_default());
    let values: Vec<String> = arg
        .get_possible_values()
        .iter()
        .filter(|_| arg.get_action().takes_values())
        .map(|value| format!("`{}`", value.get_name()))
        .collect();
    // A list of all rules has a page of its own.
    if !values.is_empty() && values.len() <= 12 {
        text.push_str(&format!("; one of {}", values.join(", ")));
    }
    if let ([default], true) = (arg.get_default_values(), arg.get_action().takes_values()) {
        text.push_str(&format!("; `{}` by default", default.to_string_lossy()));
    }
    for alias in arg.get_visible_aliases().unwrap_or_default() {
        text.push_str(&format!("; also `--{alias}`"));
    }
    text
}

fn subcommands(command: &Command) -> String {
    let shown = command
        .get_subcommands()
        .filter(|sub| sub.get_name() != "help");
    let rows: String = shown
        .map(|sub| {
            let name = sub.get_name();
            let about = sub.get_about().map(ToString::to_string).unwrap_or_default();
            format!("| [{name}](cgone-{name}.md) | {} |\n", inert(&about))
        })
        .collect();
    if rows.is_empty() {
        return rows;
    }
    format!("\n| command | what it does |\n|---|---|\n{rows}")
}

/// Text after the options: each paragraph that opens with `Title:` is a section of its own.
fn sections(text: &str) -> String {
    let mut page = String::new();
    let mut open = false;
    for line in text.lines() {
        let title = line
            .strip_suffix(':')
            .filter(|title| !title.starts_with(' '));
        if open && (title.is_some() || !line.starts_with(' ')) {
            page.push_str("```\n");
            open = false;
        }
        if let Some(title) = title {
            page.push_str(&format!("\n## {title}\n"));
        } else if line.starts_with(' ') {
            if !open {
                page.push_str("\n```text\n");
                open = true;
            }
            page.push_str(&format!("{}\n", line.trim_start()));
        } else {
            page.push_str(&format!("{}\n", inert(line)));
        }
    }
    if open {
        page.push_str("```\n");
    }
    page
}

/// Text of a help line in a table: one line, nothing taken for HTML or a column.
fn inert(text: &str) -> String {
    let mut parts = Vec::new();
    for (at, part) in text.split('`').enumerate() {
        parts.push(match at % 2 {
            0 => part
                .replace('<', "&lt;")
                .replace('>', "&gt;")
                .replace('|', "\\|"),
            _ => part.replace('|', "\\|"),
        });
    }
    parts.join("`").replace('\n', " ")
}
