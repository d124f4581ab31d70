//! `cgone why`: the chains, the most decisive first, and what would remove the need.

use std::fmt::Write as _;

use serde_json::{Value, json};
use target::{Answer, Chain, Remedy};

use crate::escape::escape_json;
use crate::{Palette, View, escape};

/// A verdict that a remedy would change.
#[derive(Clone, Debug)]
pub struct Change {
    /// The target.
    pub target: String,
    /// The verdict now.
    pub now: String,
    /// The verdict then.
    pub then: String,
}

/// For people.
#[must_use]
pub fn why_human(path: &str, answer: &Answer, changes: &[Change], view: &View) -> String {
    let palette = Palette::new(view.color);
    let mut text = format!(
        "{} needs {}: {}\n",
        palette.strong(&escape(path)),
        palette.strong(&escape(&answer.what)),
        escape(&answer.is)
    );
    for chain in &answer.chains {
        text.push('\n');
        for (depth, link) in chain.links.iter().enumerate() {
            let arrow = palette.guide("<-");
            let _ = writeln!(text, "  {}{arrow} {}", "  ".repeat(depth), escape(link));
        }
        for evidence in chain
            .evidence
            .iter()
            .take(if view.verbose { usize::MAX } else { 1 })
        {
            let place = evidence.place.to_string();
            let line = format!("{}: `{}`", escape(&place), escape(&evidence.value));
            let _ = writeln!(text, "   {} {line}", palette.guide("|"));
        }
    }
    for remedy in &answer.remedies {
        let _ = writeln!(
            text,
            "\n{} {}",
            palette.guide("without it:"),
            escape(&remedy.build)
        );
        let _ = writeln!(text, "  changes  {}", escape(&remedy.changes));
        let _ = writeln!(text, "  then     {}", escape(&remedy.then));
        for change in changes.iter().filter(|_| remedy.makes_static) {
            let _ = writeln!(
                text,
                "           {}: {} -> {}",
                escape(&change.target),
                change.now,
                change.then
            );
        }
    }
    text
}

/// `cgone.why/1`.
#[must_use]
pub fn why_json(path: &str, answer: &Answer, changes: &[Change]) -> String {
    let document = json!({
        "schema": "cgone.why/1",
        "path": path,
        "what": answer.what,
        "is": answer.is,
        "chains": answer.chains.iter().map(chain).collect::<Vec<_>>(),
        "remedies": answer.remedies.iter().map(|one| remedy(one, changes)).collect::<Vec<_>>(),
    });
    escape_json(format!("{document:#}\n"))
}

fn chain(chain: &Chain) -> Value {
    let evidence = chain.evidence.iter();
    let evidence = evidence.map(|e| json!({"place": e.place.to_string(), "value": e.value}));
    json!({"links": chain.links, "evidence": evidence.collect::<Vec<_>>()})
}

fn remedy(remedy: &Remedy, changes: &[Change]) -> Value {
    let changed = changes.iter().filter(|_| remedy.makes_static);
    let changed = changed.map(|c| json!({"target": c.target, "now": c.now, "then": c.then}));
    json!({
        "build": remedy.build,
        "changes": remedy.changes,
        "then": remedy.then,
        "verdicts": changed.collect::<Vec<_>>(),
    })
}
