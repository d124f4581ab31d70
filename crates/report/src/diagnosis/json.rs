//! `json`: one document, `cgone.diagnose/1`.

use ::diagnose::{Diagnosis, Evidence, Report};
use serde_json::{Value, json};

use super::DiagnosisFormat;
use crate::View;
use crate::escape::escape_json;

/// The schema's name.
const SCHEMA: &str = "cgone.diagnose/1";

pub(super) static FORMAT: DiagnosisFormat = DiagnosisFormat {
    name: "json",
    render,
};

fn render(report: &Report, _view: &View) -> String {
    let document = json!({
        "schema": SCHEMA,
        "inputs": report.inputs,
        "causes": report.causes.iter().map(cause).collect::<Vec<_>>(),
        "unexplained": report.unexplained.iter().map(evidence).collect::<Vec<_>>(),
    });
    let text = serde_json::to_string_pretty(&document).unwrap_or_default();
    format!("{}\n", escape_json(text))
}

fn cause(diagnosis: &Diagnosis) -> Value {
    let fix = diagnosis.cause.fix.iter();
    let fix = fix.map(|fix| json!({"platform": fix.platform.name(), "text": fix.text}));
    json!({
        "cause": diagnosis.cause.name,
        "title": diagnosis.cause.title,
        "certainty": diagnosis.certainty.to_string(),
        "evidence": diagnosis.evidence.iter().map(evidence).collect::<Vec<_>>(),
        "reason": diagnosis.reason,
        "next": diagnosis.next,
        "fix": fix.collect::<Vec<_>>(),
        "not": diagnosis.cause.not,
    })
}

fn evidence(line: &Evidence) -> Value {
    json!({"source": line.source, "line": line.line, "text": line.text})
}
