//! `cgone rules`: every rule.

use serde_json::json;

use crate::args::{Color, ListFormat, Rules};
use crate::exit::Exit;
use crate::terminal;

/// Prints the catalogue.
pub(crate) fn run(args: &Rules, color: Color) -> Exit {
    let text = match args.format {
        ListFormat::Human => table(color),
        ListFormat::Json => document(),
    };
    match terminal::print(&text) {
        Ok(()) => Exit::Clean,
        Err(_) => Exit::Usage,
    }
}

fn table(color: Color) -> String {
    let palette = report::Palette::new(terminal::view(color, false, false).color);
    let width = rules::CATALOGUE.iter().map(|r| r.name.len()).max();
    let width = width.unwrap_or_default();
    let mut text = palette.faint(&format!("{:width$}  LEVEL  REPORTS", "RULE")) + "\n";
    for rule in rules::CATALOGUE {
        let name = palette.strong(rule.name);
        let gap = " ".repeat(width - rule.name.len());
        let level = palette.level(
            rule.default_level,
            &format!("{:5}", rule.default_level.to_string()),
        );
        text.push_str(&format!("{name}{gap}  {level}  {}\n", rule.summary));
    }
    text
}

fn document() -> String {
    let rule = |rule: &&rules::Rule| {
        json!({
            "name": rule.name,
            "level": rule.default_level.to_string(),
            "since": rule.since,
            "summary": rule.summary,
            "page": rule.page(),
        })
    };
    let all: serde_json::Value = rules::CATALOGUE.iter().map(rule).collect();
    format!("{all:#}\n")
}
