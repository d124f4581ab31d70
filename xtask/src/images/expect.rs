//! What `cgone audit` says of every program of an image, against what is expected.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::build::{Expected, Spec, Workshop};

/// The rules that speak about images.
const RULES: [&str; 5] = [
    "fails-in-its-image",
    "missing-runtime-files",
    "not-started-by-image",
    "runs-as-root",
    "user-not-in-image",
];

/// Audits the image alone and names what is not as expected.
pub(super) fn compare(cgone: &Path, shop: &Workshop, spec: &Spec) -> Result<Vec<String>> {
    let source = format!("oci:{}:{}", shop.layout(), spec.tag);
    let archive = format!("{}.tar", spec.tag);
    let target = format!("docker-archive:{archive}:example/{}:1", spec.tag);
    shop.skopeo(&["copy", "--quiet", &source, &target])?;
    let records = audit(cgone, &shop.folder, &archive)?;
    let mut wrong = Vec::new();
    for expected in spec.expected {
        let found = records.get(expected.path);
        let found = found.with_context(|| format!("{}: no {}", spec.tag, expected.path))?;
        let (expected, found) = (wanted(expected), said(found));
        if expected != found {
            wrong.push(format!(
                "{}: expected {expected}\n  found {found}",
                spec.tag
            ));
        }
    }
    let more = records.len() - spec.expected.len();
    if more > 0 {
        let paths: Vec<&str> = records.keys().map(String::as_str).collect();
        wrong.push(format!("{}: {more} programs more: {paths:?}", spec.tag));
    }
    Ok(wrong)
}

/// Records by the path in the image.
pub(super) fn audit(cgone: &Path, folder: &Path, image: &str) -> Result<BTreeMap<String, Value>> {
    let mut audit = Command::new(cgone);
    audit.args(["audit", "--format", "ndjson", image]);
    let output = audit.current_dir(folder).output()?;
    let code = output.status.code();
    let error = String::from_utf8_lossy(&output.stderr);
    ensure!(
        matches!(code, Some(0 | 1)),
        "`cgone audit {image}` ended with {code:?}: {error}"
    );
    let text = String::from_utf8(output.stdout)?;
    let mut records = BTreeMap::new();
    for line in text.lines() {
        let record: Value = serde_json::from_str(line)?;
        let path = record.pointer("/image/path").and_then(Value::as_str);
        let path = path
            .context("a record without the image's path")?
            .to_owned();
        records.insert(path, record);
    }
    Ok(records)
}

fn wanted(expected: &Expected) -> String {
    let Expected {
        path,
        verdict,
        subject,
        started,
        rules,
    } = expected;
    format!("{path}: {verdict}, subject {subject:?}, started {started:?}, {rules:?}")
}

fn said(record: &Value) -> String {
    let text = |pointer: &str| record.pointer(pointer).and_then(Value::as_str);
    let findings = record.pointer("/findings").and_then(Value::as_array);
    let mut rules: Vec<&str> = findings
        .into_iter()
        .flatten()
        .filter_map(|finding| finding.get("rule")?.as_str())
        .filter(|rule| RULES.contains(rule))
        .collect();
    rules.sort_unstable();
    rules.dedup();
    format!(
        "{}: {}, subject {:?}, started {:?}, {rules:?}",
        text("/image/path").unwrap_or_default(),
        text("/image/verdict").unwrap_or_default(),
        text("/image/subject"),
        text("/image/started"),
    )
}
