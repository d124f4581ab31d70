//! `json`: `cgone.diff/1`. Fields are added, never renamed.

use diff::{Build, Change, Judged, Lone, Pair, Side, Unknown};
use serde_json::{Value, json};

use super::{Comparison, DiffFormat, Sums};
use crate::View;
use crate::escape::escape_json;

pub(super) static FORMAT: DiffFormat = DiffFormat {
    name: "json",
    summary: "one `cgone.diff/1` document",
    render,
};

fn render(comparison: &Comparison<'_>, _view: &View) -> String {
    let diff = comparison.diff;
    let sums = Sums::of(diff);
    let document = json!({
        "schema": "cgone.diff/1",
        "cgone": {"version": env!("CARGO_PKG_VERSION")},
        "old": comparison.old,
        "new": comparison.new,
        "fails": !comparison.reasons.is_empty(),
        "reasons": comparison.reasons,
        "pairs": diff.pairs.iter().map(pair).collect::<Vec<_>>(),
        "added": diff.added.iter().map(lone).collect::<Vec<_>>(),
        "removed": diff.removed.iter().map(lone).collect::<Vec<_>>(),
        "summary": {
            "pairs": diff.pairs.len(),
            "changed": sums.changed,
            "worse": sums.worse,
            "better": sums.better,
            "neutral": sums.neutral,
            "findings": {"new": sums.new, "gone": sums.gone, "kept": sums.kept},
        },
    });
    let text = serde_json::to_string_pretty(&document).unwrap_or_default();
    escape_json(text) + "\n"
}

fn image(build: &Build) -> Value {
    json!({
        "path": build.path,
        "container": build.container,
        "main": build.main(),
        "platform": build.platform(),
    })
}

fn pair(pair: &Pair) -> Value {
    json!({
        "old": image(&pair.old),
        "new": image(&pair.new),
        "paired_by": pair.by.name(),
        "changes": pair.changes.iter().map(change).collect::<Vec<_>>(),
        "unknown": pair.unknown.iter().map(unknown).collect::<Vec<_>>(),
        "findings": pair.findings.iter().map(finding).collect::<Vec<_>>(),
    })
}

fn lone(lone: &Lone) -> Value {
    json!({
        "image": image(&lone.build),
        "findings": lone.findings.iter().map(finding).collect::<Vec<_>>(),
    })
}

fn change(change: &Change) -> Value {
    let evidence = change.evidence.iter();
    let evidence = evidence.map(
        |(side, proof)| json!({"side": side.name(), "place": proof.place(), "value": proof.value}),
    );
    json!({
        "aspect": change.aspect,
        "direction": change.direction.name(),
        "subject": change.subject,
        "message": change.message,
        "old": change.old,
        "new": change.new,
        "evidence": evidence.collect::<Vec<_>>(),
    })
}

fn unknown(unknown: &Unknown) -> Value {
    let (old, new) = match unknown.side {
        Side::Old => (None, Some(&unknown.known)),
        Side::New => (Some(&unknown.known), None),
    };
    json!({
        "field": unknown.field,
        "old": old,
        "new": new,
        "missing": unknown.missing,
    })
}

fn finding(judged: &Judged) -> Value {
    let finding = &judged.finding;
    let evidence = finding.evidence.iter();
    let evidence = evidence.map(|proof| json!({"place": proof.place(), "value": proof.value}));
    json!({
        "fate": judged.fate.name(),
        "rule": finding.rule,
        "level": finding.level().name(),
        "message": finding.message,
        "fingerprint": finding.fingerprint,
        "waived": finding.waived,
        "newly_denies": judged.newly_denies,
        "help": finding.help,
        "evidence": evidence.collect::<Vec<_>>(),
    })
}
