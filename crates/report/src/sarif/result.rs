//! One finding as a result.

use diagnostic::{Decision, Finding, Level};
use serde_json::{Map, Value, json};

use super::{driver, location, text};
use crate::case::{Case, Standing, standing};

/// Code scanning shows so many locations of a result.
const LOCATIONS: usize = 100;
/// Pieces of evidence that the message itself quotes.
const QUOTED: usize = 10;

/// The finding as a `result` object.
pub(super) fn of(case: &Case<'_>, finding: &Finding) -> Value {
    let first = finding.evidence.iter().find_map(|e| e.place.offset);
    let fingerprint = rules::fingerprint(&case.name(), finding);
    let related = finding.evidence.iter().take(LOCATIONS).enumerate();
    let related = related.map(|(at, e)| location::related(case.path, at + 1, e));
    let (kind, level) = kind_and_level(standing(finding), finding);
    let mut result = Map::new();
    let mut put = |name: &str, value| result.insert(name.to_owned(), value);
    put("ruleId", json!(finding.rule));
    if let Some(index) = driver::index(finding.rule) {
        put("ruleIndex", json!(index));
    }
    put("kind", json!(kind));
    put("level", json!(level));
    put("message", json!({"text": message(case, finding)}));
    put(
        "locations",
        json!([{"physicalLocation": location::physical(case.path, first)}]),
    );
    put("relatedLocations", related.collect());
    // The first is the one that code scanning tells results apart by; its number is that of equal lines.
    let marks = json!({
        "primaryLocationLineHash": format!("{fingerprint}:1"),
        "cgone/v1": fingerprint,
    });
    put("partialFingerprints", marks);
    if let Some(decision) = finding.waived() {
        put("suppressions", json!([suppression(decision)]));
    }
    put("properties", properties(case, finding));
    Value::Object(result)
}

/// A kind other than `fail` goes with level `none` (SARIF 2.1.0, 3.27.10).
fn kind_and_level(standing: Standing, finding: &Finding) -> (&'static str, &'static str) {
    match (standing, finding.level) {
        (Standing::Recorded, _) => ("informational", "none"),
        (_, Level::Deny) => ("fail", "error"),
        (_, Level::Warn) => ("fail", "warning"),
        (_, Level::Allow) => ("fail", "note"),
    }
}

/// What, its evidence, what to do: code scanning shows nothing else of a result.
fn message(case: &Case<'_>, finding: &Finding) -> String {
    let what = text::sentence(&text::value(&finding.message));
    let mut lines = vec![what];
    if let Some(container) = case.container {
        lines.push(format!("In {}.", text::value(container)));
    }
    let evidence = finding.evidence.iter().take(QUOTED);
    lines.extend(evidence.map(|e| format!("Evidence: {}", location::proof(e))));
    if finding.evidence.len() > QUOTED {
        let more = finding.evidence.len() - QUOTED;
        lines.push(format!("Evidence: {more} more places"));
    }
    let help = finding.help.as_deref().map(text::value);
    lines.extend(help.map(|help| format!("Help: {help}")));
    lines.join("\n")
}

/// An exception stands in the policy, a baseline in a file of its own: both outside the binary.
fn suppression(decision: &Decision) -> Value {
    let mut suppression = json!({
        "kind": "external",
        "status": "accepted",
        "justification": text::value(&decision.says),
    });
    if let (Some(fields), Some(place)) = (suppression.as_object_mut(), &decision.place) {
        fields.insert("location".into(), location::in_text(place));
    }
    suppression
}

fn properties(case: &Case<'_>, finding: &Finding) -> Value {
    let decided = finding.decided.iter();
    let decided = decided.map(|d| json!({"by": d.by.name(), "says": d.to_string()}));
    json!({
        "cgone/level": finding.level.name(),
        "container": case.container,
        "subject": finding.subject,
        "decided": decided.collect::<Vec<_>>(),
    })
}
