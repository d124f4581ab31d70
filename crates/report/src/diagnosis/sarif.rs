//! `sarif`: SARIF 2.1.0; a cause is a rule, a diagnosis a result at the lines that prove it.

use ::diagnose::{Certainty, Diagnosis, Report};
use serde_json::{Value, json};

use super::DiagnosisFormat;
use crate::View;
use crate::escape::escape_json;

pub(super) static FORMAT: DiagnosisFormat = DiagnosisFormat {
    name: "sarif",
    render,
};

fn render(report: &Report, _view: &View) -> String {
    let rules: Vec<Value> = report.causes.iter().map(rule).collect();
    let results: Vec<Value> = report.causes.iter().map(result).collect();
    let document = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "cgone",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "results": results,
        }],
    });
    let text = serde_json::to_string_pretty(&document).unwrap_or_default();
    format!("{}\n", escape_json(text))
}

fn rule(diagnosis: &Diagnosis) -> Value {
    let cause = diagnosis.cause;
    let fixes: Vec<String> = cause
        .fix
        .iter()
        .map(|fix| format!("{}: {}", fix.platform.name(), fix.text))
        .collect();
    json!({
        "id": cause.name,
        "shortDescription": {"text": cause.title},
        "help": {"text": fixes.join("\n")},
    })
}

fn result(diagnosis: &Diagnosis) -> Value {
    let level = match diagnosis.certainty {
        Certainty::Certain => "error",
        Certainty::Likely => "warning",
        Certainty::Possible => "note",
    };
    let locations = diagnosis.evidence.iter().map(|line| {
        json!({"physicalLocation": {
            "artifactLocation": {"uri": line.source},
            "region": {"startLine": line.line.max(1), "snippet": {"text": line.text}},
        }})
    });
    json!({
        "ruleId": diagnosis.cause.name,
        "level": level,
        "message": {"text": format!("{}: {}", diagnosis.cause.title, diagnosis.reason)},
        "locations": locations.collect::<Vec<_>>(),
        "properties": {"certainty": diagnosis.certainty.to_string()},
    })
}
