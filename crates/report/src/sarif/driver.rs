//! The tool, with a page for every rule of the catalogue.
//!
//! `helpUri` and `informationUri` must be absolute, and the project has no address of which it could be sure
//! that it stays: the page itself is in `help`.

use diagnostic::Level;
use rules::{CATALOGUE, Rule};
use serde_json::{Value, json};

use super::text;

/// Characters that code scanning takes of a description.
const DESCRIPTION: usize = 1024;

/// The `driver` component.
pub(super) fn tool() -> Value {
    json!({
        "name": "cgone",
        "version": env!("CARGO_PKG_VERSION"),
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "rules": CATALOGUE.iter().map(|rule| of(rule)).collect::<Vec<_>>(),
    })
}

/// The place of a rule in the table; `None` for one that is not in the catalogue.
pub(super) fn index(rule: &str) -> Option<usize> {
    CATALOGUE.iter().position(|known| known.name == rule)
}

fn of(rule: &Rule) -> Value {
    let page = rule.page();
    let summary = text::sentence(rule.summary);
    json!({
        "id": rule.name,
        "shortDescription": {"text": text::shortened(&text::plain(&summary), DESCRIPTION)},
        "fullDescription": {"text": text::shortened(&text::plain(&purpose(&page, &summary)), DESCRIPTION)},
        "help": {"text": text::plain(&page), "markdown": page},
        "defaultConfiguration": {"level": default_level(rule.default_level)},
        "properties": {
            "tags": ["binary", "go"],
            "since": rule.since,
            "cgone/level": rule.default_level.name(),
        },
    })
}

/// The page's first section: what the rule does; the summary where a page has none.
fn purpose(page: &str, summary: &str) -> String {
    let sections = page.split_once("## What it does\n").map(|(_, rest)| rest);
    let first = sections.and_then(|rest| rest.split("\n## ").next());
    let words: Vec<&str> = first.unwrap_or(summary).split_whitespace().collect();
    words.join(" ")
}

/// SARIF knows `none`, `note`, `warning`, `error`.
fn default_level(level: Level) -> &'static str {
    match level {
        Level::Allow => "note",
        Level::Warn => "warning",
        Level::Deny => "error",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Code scanning rejects a rule without these, or cuts what is longer.
    #[test]
    fn every_rule_says_what_it_does() {
        for rule in CATALOGUE {
            let said = of(rule);
            for field in ["/shortDescription/text", "/fullDescription/text"] {
                let text = said.pointer(field).and_then(Value::as_str).unwrap();
                assert!((10..=DESCRIPTION).contains(&text.len()), "{field}: {text}");
            }
            let full = said["fullDescription"]["text"].as_str().unwrap();
            assert_ne!(full, said["shortDescription"]["text"], "{}", rule.name);
            assert!(said["help"]["text"].as_str().unwrap().len() > 200);
        }
    }

    #[test]
    fn a_rule_is_found_in_the_table() {
        assert_eq!(index(CATALOGUE[1].name), Some(1));
        assert_eq!(index("no-such-rule"), None);
    }
}
