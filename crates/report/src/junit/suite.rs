//! One file: a case for every rule.

use std::collections::BTreeMap;

use diagnostic::{Decision, Finding};
use rules::CATALOGUE;

use super::xml::text;
use crate::case::{Case, Standing, standing};

/// The suite of a case, with properties by name.
pub(super) fn render(case: &Case<'_>, properties: &[(&str, String)]) -> String {
    let name = text(&case.name());
    let rules = by_rule(case.findings);
    let cases: Vec<One> = rules.iter().map(|(rule, found)| one(rule, found)).collect();
    let count = |state| cases.iter().filter(|case| case.state == state).count();
    let mut xml = format!(
        "<testsuite name=\"{name}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\">\n<properties>\n",
        cases.len(),
        count(State::Failed),
        count(State::Skipped),
    );
    for (key, value) in properties {
        let value = text(value);
        xml.push_str(&format!("<property name=\"{key}\" value=\"{value}\"/>\n"));
    }
    xml.push_str("</properties>\n");
    for ((rule, _), case) in rules.iter().zip(&cases) {
        let head = format!("<testcase classname=\"{name}\" name=\"{}\"", text(rule));
        match case.body.as_str() {
            "" => xml.push_str(&format!("{head}/>\n")),
            body => xml.push_str(&format!("{head}>{body}</testcase>\n")),
        }
    }
    xml.push_str("</testsuite>\n");
    xml
}

/// How a case ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Passed,
    Failed,
    Skipped,
}

/// One case: how it ended, and the elements in it.
struct One {
    state: State,
    body: String,
}

/// Findings of every rule, first the catalogue's.
fn by_rule(findings: &[Finding]) -> Vec<(&str, Vec<&Finding>)> {
    let mut found: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        found.entry(finding.rule).or_default().push(finding);
    }
    let known = CATALOGUE.iter().map(|rule| rule.name);
    let mut all: Vec<_> = known
        .map(|rule| (rule, found.remove(rule).unwrap_or_default()))
        .collect();
    all.extend(found);
    all
}

/// The worst finding decides; set aside is the case only when nothing else is left.
fn one(rule: &str, found: &[&Finding]) -> One {
    let of = |wanted| {
        let kept = found.iter().filter(move |f| standing(f) == wanted);
        kept.copied().collect::<Vec<&Finding>>()
    };
    let (fails, warns, waived) = (
        of(Standing::Fails),
        of(Standing::Warns),
        of(Standing::Waived),
    );
    if let Some(first) = fails.first() {
        let body = format!(
            "<failure message=\"{}\" type=\"{}\">{}</failure>",
            headline(first, fails.len()),
            text(rule),
            told(&fails)
        );
        return One {
            state: State::Failed,
            body: body + &output(&warns),
        };
    }
    match waived.first() {
        Some(first) if warns.is_empty() => {
            let why = first.waived().map(Decision::to_string).unwrap_or_default();
            let body = format!("<skipped message=\"{}\"/>", text(&why));
            One {
                state: State::Skipped,
                body,
            }
        }
        _ => One {
            state: State::Passed,
            body: output(&warns),
        },
    }
}

fn output(warns: &[&Finding]) -> String {
    match warns {
        [] => String::new(),
        _ => format!("<system-out>{}</system-out>", told(warns)),
    }
}

fn headline(first: &Finding, count: usize) -> String {
    let message = text(&first.message);
    match count {
        1 => message,
        _ => format!("{message}, and {} more", count - 1),
    }
}

/// Each finding: what, evidence, who decided, what to do.
fn told(findings: &[&Finding]) -> String {
    let one = |finding: &&Finding| {
        let mut lines = vec![format!("{}: {}", finding.level, text(&finding.message))];
        lines.extend(finding.evidence.iter().map(|e| {
            let place = e.place.to_string();
            format!("  | {}: `{}`", text(&place), text(&e.value))
        }));
        lines.extend(
            finding
                .decided
                .iter()
                .map(|d| format!("  | {}", text(&d.to_string()))),
        );
        lines.extend(
            finding
                .help
                .iter()
                .map(|help| format!("help: {}", text(help))),
        );
        lines.join("\n")
    };
    findings.iter().map(one).collect::<Vec<_>>().join("\n\n")
}
