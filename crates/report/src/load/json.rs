//! `cgone.load/1`.

use serde_json::{Value, json};
use target::{Failure, Step, Verdict};

use crate::escape::escape_json;

use super::{Floor, Reality, Record};

/// The schema's name.
const SCHEMA: &str = "cgone.load/1";

/// One document: the verdict where there is exactly one, else `verdicts`, and `floors` where they were asked for.
#[must_use]
pub fn json(records: &[Record], floors: &[(String, Floor)]) -> String {
    let document = match (records, floors) {
        ([only], []) => record(only),
        _ => json!({
            "schema": SCHEMA,
            "verdicts": records.iter().map(record).collect::<Vec<_>>(),
            "floors": floors.iter().map(floor).collect::<Vec<_>>(),
        }),
    };
    escape_json(format!("{document:#}\n"))
}

fn floor((path, floor): &(String, Floor)) -> Value {
    json!({"path": path, "floor": floor.json()})
}

/// One verdict a line.
#[must_use]
pub fn ndjson(records: &[Record]) -> String {
    let lines = records.iter().map(|one| format!("{}\n", record(one)));
    escape_json(lines.collect())
}

fn record(record: &Record) -> Value {
    let outcome = &record.outcome;
    let failure = match &outcome.verdict {
        Verdict::Fails(failure) => Some(failure),
        Verdict::Starts | Verdict::Unknown { .. } => None,
    };
    let missing: &[String] = match &outcome.verdict {
        Verdict::Unknown { missing } => missing,
        Verdict::Starts | Verdict::Fails(_) => &[],
    };
    json!({
        "schema": SCHEMA,
        "path": record.path,
        "target": record.target,
        "at": record.at,
        "platform": record.platform,
        "verdict": outcome.verdict.name(),
        "reason": failure.map(|f| f.reason.name()),
        "subject": failure.map(|f| f.subject.as_str()),
        "message": failure.map(|f| f.message.as_str()),
        "missing": missing,
        "demanded": record.demanded.as_ref().map(ToString::to_string),
        "reality": record.reality.as_ref().map(reality),
        "later": outcome.later.iter().map(later).collect::<Vec<_>>(),
        "notes": outcome.notes,
        "libraries": outcome.loaded.iter().map(library).collect::<Vec<_>>(),
        "trail": outcome.trail.iter().map(step).collect::<Vec<_>>(),
    })
}

fn reality(reality: &Result<Reality, String>) -> Value {
    match reality {
        Ok(seen) => json!({
            "started": seen.started,
            "status": seen.status,
            "words": seen.words,
            "agrees": seen.agrees,
            "error": null,
        }),
        Err(error) => {
            json!({"started": null, "status": null, "words": null, "agrees": null, "error": error})
        }
    }
}

fn later(failure: &Failure) -> Value {
    json!({
        "reason": failure.reason.name(),
        "subject": failure.subject,
        "message": failure.message,
    })
}

fn library(loaded: &target::Loaded) -> Value {
    json!({
        "name": loaded.name,
        "path": loaded.path,
        "real": loaded.real,
        "found": loaded.found,
        "needs": loaded.needs,
    })
}

fn step(step: &Step) -> Value {
    let tries = step.tries.iter();
    let tries = tries.map(|t| json!({"what": t.what, "why": t.why, "result": t.result}));
    json!({
        "stage": step.stage.name(),
        "does": step.does,
        "tries": tries.collect::<Vec<_>>(),
        "result": step.result,
    })
}
