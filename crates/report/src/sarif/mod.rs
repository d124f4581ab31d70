//! `sarif`: SARIF 2.1.0, one run with the rules' pages, for code scanning and editors.
//!
//! What code scanning of GitHub takes of it, and where its limits lie:
//! <https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning>.

mod driver;
mod invocation;
mod location;
mod result;
mod text;

use crate::case::{Case, Standing, standing};
use crate::escape::escape_json;
use crate::format::{Format, Listed, Piece, View, listed_once};
use crate::{Record, Totals};

pub(crate) static FORMAT: Format = Format {
    name: "sarif",
    summary: "SARIF 2.1.0, for code scanning",
    names_imports: |_| false,
    piece,
    join: Some(join),
};

fn piece(record: &Record, view: &View) -> Piece {
    Piece {
        listed: vec![artifact(record)],
        ..results(&Case::of(record), view)
    }
}

/// One result a line. Findings at `allow` are recorded for people who ask for everything: a reader of SARIF
/// shows whatever it is given.
fn results(case: &Case<'_>, view: &View) -> Piece {
    let wanted = |standing| view.verbose || standing != Standing::Recorded;
    let findings = case.findings.iter().filter(|f| wanted(standing(f)));
    let results = findings.map(|finding| escape_json(result::of(case, finding).to_string()));
    let results: Vec<String> = results.collect();
    Piece {
        count: results.len(),
        text: results.join(",\n"),
        ..Piece::default()
    }
}

/// That the file was looked at, and its digest if it is known.
fn artifact(record: &Record) -> Listed {
    let mut artifact = serde_json::json!({
        "location": location::artifact(&record.path),
        "roles": ["analysisTarget"],
    });
    if let (Some(artifact), Some(hash)) = (artifact.as_object_mut(), &record.sha256) {
        artifact.insert("hashes".into(), serde_json::json!({"sha-256": hash}));
    }
    Listed {
        key: record.path.clone(),
        text: escape_json(artifact.to_string()),
        also: Vec::new(),
    }
}

/// Results are JSON already, so the run is written around them.
fn join(pieces: &[Piece], totals: &Totals, _view: &View) -> String {
    let texts = pieces.iter().map(|piece| piece.text.as_str());
    let results: Vec<&str> = texts.filter(|text| !text.is_empty()).collect();
    let artifacts = listed_once(pieces).into_iter().map(|listed| listed.text);
    let artifacts: Vec<String> = artifacts.collect();
    let count = pieces.iter().map(|piece| piece.count).sum();
    format!(
        "{{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\",\"runs\":[{{\n\
         \"tool\":{{\"driver\":{}}},\n\
         \"originalUriBaseIds\":{},\n\
         \"invocations\":[{}],\n\
         \"artifacts\":[\n{}\n],\n\
         \"results\":[\n{}\n]\n}}]}}\n",
        escape_json(driver::tool().to_string()),
        location::bases(),
        escape_json(invocation::of(totals, count).to_string()),
        artifacts.join(",\n"),
        results.join(",\n"),
    )
}
