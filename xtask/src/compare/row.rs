//! One fixture: each expected fact against the record.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::fixtures::Row;

/// What was compared.
#[derive(Debug, Default)]
pub(super) struct Counts {
    pub(super) facts: usize,
    pub(super) rules: usize,
    pub(super) iscgo: usize,
}

/// Every difference, as a clause. Of several images in a file, the one that differs least is the expected one.
pub(super) fn compare(row: &Row, records: &[Value], counts: &mut Counts) -> Vec<String> {
    let each = records.iter().map(|record| against(row, record));
    let nearest = each.min_by_key(|(differences, _)| differences.len());
    let Some((differences, compared)) = nearest else {
        return vec!["cgone has no record of it".into()];
    };
    counts.facts += compared.facts;
    counts.rules += compared.rules;
    counts.iscgo += compared.iscgo;
    differences
}

fn against(row: &Row, record: &Value) -> (Vec<String>, Counts) {
    let record = with_exports(record);
    let mut counts = Counts::default();
    let mut differences = Vec::new();
    fact(
        "",
        &row.expected,
        &record,
        &mut differences,
        &mut counts.facts,
    );
    rules(row, &record, &mut differences);
    counts.rules = row.rules.len() + row.silent.len();
    if let Some(iscgo) = row.observed_iscgo {
        counts.iscgo = 1;
        let said = record.pointer("/runtime/iscgo").unwrap_or(&Value::Null);
        if *said != Value::Bool(iscgo) {
            differences.push(format!(
                "runtime.iscgo: the program says {iscgo}, cgone {said}"
            ));
        }
    }
    (differences, counts)
}

/// The record with `cgo.exports` and `cgo.functions` as fixtures state them: the exports of all packages, and
/// `PACKAGE.FUNCTION`, because two packages may call one function.
fn with_exports(record: &Value) -> Value {
    let mut functions = BTreeSet::new();
    let mut exports = BTreeSet::new();
    for package in elements(record, "/cgo/by_package") {
        let path = package
            .get("path")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let called = elements(package, "/functions").filter_map(Value::as_str);
        functions.extend(called.map(|function| format!("{path}.{function}")));
        exports.extend(elements(package, "/exports").filter_map(Value::as_str));
    }
    let mut with = record.clone();
    if let Some(cgo) = with.get_mut("cgo").and_then(Value::as_object_mut) {
        cgo.insert("functions".into(), json!(functions));
        cgo.insert("exports".into(), json!(exports));
    }
    with
}

fn elements<'v>(value: &'v Value, pointer: &str) -> impl Iterator<Item = &'v Value> {
    let array = value.pointer(pointer).and_then(Value::as_array);
    array.into_iter().flatten()
}

/// Compares what is expected, field by field; what is not in the tree is not asserted.
fn fact(
    name: &str,
    expected: &Value,
    said: &Value,
    differences: &mut Vec<String>,
    count: &mut usize,
) {
    match (expected, said) {
        (Value::Object(fields), said) if !is_map(name) => {
            let nothing = Value::Object(Map::new());
            let said = if said.is_object() { said } else { &nothing };
            for (key, value) in fields {
                let name = if name.is_empty() {
                    key.clone()
                } else {
                    format!("{name}.{key}")
                };
                fact(
                    &name,
                    value,
                    said.get(key).unwrap_or(&Value::Null),
                    differences,
                    count,
                );
            }
        }
        _ => {
            *count += 1;
            if expected != said {
                differences.push(format!("{name}: expected {expected}, cgone says {said}"));
            }
        }
    }
}

/// Fields whose keys are data: a key too many is a difference.
fn is_map(name: &str) -> bool {
    name == "link.max_versions"
}

fn rules(row: &Row, record: &Value, differences: &mut Vec<String>) {
    let findings = record.get("findings").and_then(Value::as_array);
    let spoke: BTreeSet<&str> = findings
        .into_iter()
        .flatten()
        .filter_map(|finding| finding.get("rule")?.as_str())
        .collect();
    let missing = row
        .rules
        .iter()
        .filter(|rule| !spoke.contains(rule.as_str()));
    differences.extend(missing.map(|rule| format!("rule `{rule}` is silent")));
    let loud = row
        .silent
        .iter()
        .filter(|rule| spoke.contains(rule.as_str()));
    differences.extend(loud.map(|rule| format!("rule `{rule}` speaks")));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row() -> Row {
        let row = json!({
            "id": "x", "path": "x", "sha256": null, "rules": ["loud"], "silent": ["quiet"], "not_asserted": [],
            "expected": {"link": {"needed": ["a"], "max_versions": {"GLIBC": "2.4"}}, "cgo": {"exports": ["f", "g"], "functions": ["main.c"]}},
            "observed_iscgo": true, "go_version_m": null, "commands": [], "build_said": "",
            "observed": {"iscgo": true, "not_run": null, "exit": 0, "said": ""},
        });
        serde_json::from_value(row).unwrap()
    }

    fn record() -> Value {
        json!({
            "link": {"needed": ["a"], "max_versions": {"GLIBC": "2.4"}, "more": 1},
            "cgo": {"by_package": [{"path": "main", "functions": ["c"], "exports": ["g"]}, {"exports": ["f"]}]},
            "runtime": {"iscgo": true},
            "findings": [{"rule": "loud"}],
        })
    }

    fn check(records: &[Value], expect: &[&str]) {
        assert_eq!(compare(&row(), records, &mut Counts::default()), expect);
    }

    #[test]
    fn what_is_expected_is_counted() {
        let mut counts = Counts::default();
        assert!(compare(&row(), &[record()], &mut counts).is_empty());
        assert_eq!((counts.facts, counts.rules, counts.iscgo), (4, 2, 1));
    }

    #[test]
    fn differences_are_named() {
        let mut other = record();
        other["link"] = json!({"needed": ["a", "b"], "max_versions": {"GLIBC": "2.4", "GCC": "3"}});
        other["runtime"] = json!({"iscgo": null});
        other["findings"] = json!([{"rule": "quiet"}]);
        let expect = [
            "link.needed: expected [\"a\"], cgone says [\"a\",\"b\"]",
            "link.max_versions: expected {\"GLIBC\":\"2.4\"}, cgone says {\"GLIBC\":\"2.4\",\"GCC\":\"3\"}",
            "rule `loud` is silent",
            "rule `quiet` speaks",
            "runtime.iscgo: the program says true, cgone null",
        ];
        check(&[other.clone()], &expect);
        check(&[other, record()], &[]);
    }

    #[test]
    fn a_file_without_a_record_differs() {
        check(&[], &["cgone has no record of it"]);
    }
}
