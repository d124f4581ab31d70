//! One page a rule, and the list of all, from the catalogue.

use rules::{CATALOGUE, Rule, Theme};

use super::Page;

const NOTE: &str =
    "<!-- written by `cargo xtask docs` from the rule's own file: change it there -->\n";

/// The list and every rule's page.
pub(super) fn pages() -> Vec<Page> {
    let list = Page {
        path: "docs/rules.md".into(),
        text: list(),
    };
    std::iter::once(list)
        .chain(CATALOGUE.iter().map(|rule| page(rule)))
        .collect()
}

fn page(rule: &Rule) -> Page {
    let text = format!(
        "{NOTE}\n# {}\n\n{}.\n\nLevel: `{}` by default. Since {}.\n\n{}\n",
        rule.name,
        sentence(rule.summary),
        rule.default_level,
        rule.since,
        rule.page().trim(),
    );
    Page {
        path: format!("docs/rules/{}.md", rule.name).into(),
        text,
    }
}

/// Every rule under its theme.
fn list() -> String {
    let mut text = format!("{NOTE}\n# Rules\n");
    for theme in Theme::ALL {
        let mut rules = CATALOGUE.iter().filter(|r| r.theme == theme).peekable();
        if rules.peek().is_none() {
            continue;
        }
        text.push_str(&format!(
            "\n## {}\n\n| rule | level | what it says |\n|---|---|---|\n",
            theme.title()
        ));
        for rule in rules {
            let name = rule.name;
            let row = format!(
                "| [{name}](rules/{name}.md) | {} | {} |\n",
                rule.default_level, rule.summary
            );
            text.push_str(&row);
        }
    }
    text
}

/// With a capital first letter.
fn sentence(clause: &str) -> String {
    let mut letters = clause.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_a_page_and_a_row() {
        let pages = pages();
        assert_eq!(pages.len(), CATALOGUE.len() + 1);
        for rule in CATALOGUE {
            assert!(list().contains(&format!("| [{}](", rule.name)));
        }
        assert_eq!(sentence("a loader"), "A loader");
    }
}
