//! One file: what both sides say about each field.

use std::collections::BTreeSet;

use serde_json::{Map as Object, Value};

use super::fields::{self, FIELDS, Field, MAPS, Map};

/// Both sides of one field.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Comparison {
    /// `link.pie`, or `settings/-ldflags` for one entry of a map.
    pub(super) field: String,
    /// What the truth says.
    pub(super) theirs: Value,
    /// What cgone says.
    pub(super) ours: Value,
    /// What cgone shows for it.
    pub(super) evidence: Vec<String>,
}

impl Comparison {
    /// A comparison without evidence.
    pub(super) fn new(field: &str, theirs: Value, ours: Value) -> Self {
        Self {
            field: field.to_owned(),
            theirs,
            ours,
            evidence: Vec::new(),
        }
    }

    /// The field, without the entry of a map.
    pub(super) fn family(&self) -> &str {
        self.field
            .split_once('/')
            .map_or(self.field.as_str(), |(family, _)| family)
    }

    /// Both sides say the same.
    pub(super) fn is_equal(&self) -> bool {
        self.theirs == self.ours
    }
}

/// Compares one row of the truth with the records of that file.
///
/// Only whether it is Go's is compared for a file of several images: the truth has one row for all.
pub(super) fn compare(truth: &Value, records: &[Value]) -> Vec<Comparison> {
    let is_go = records
        .iter()
        .any(|record| record.get("go").is_some_and(|go| !go.is_null()));
    let theirs = truth.get("is_go").cloned().unwrap_or_default();
    let mut comparisons = vec![Comparison::new("is_go", theirs, is_go.into())];
    if let ([record], true) = (records, is_go) {
        comparisons.extend(FIELDS.iter().filter_map(|field| one(field, truth, record)));
        comparisons.extend(MAPS.iter().flat_map(|map| entries(map, truth, record)));
    }
    comparisons
}

fn one(Field(name, theirs, ours): &Field, truth: &Value, record: &Value) -> Option<Comparison> {
    let ours = ours.of(record).unwrap_or_default();
    let comparison = Comparison::new(name, theirs.of(truth)?, ours);
    Some(Comparison {
        evidence: evidence(record, fields::evidence(name)),
        ..comparison
    })
}

/// Every key of either side.
fn entries(map: &Map, truth: &Value, record: &Value) -> Vec<Comparison> {
    let Some(theirs) = (map.theirs)(truth) else {
        return Vec::new();
    };
    let ours = (map.ours)(record);
    let keys: BTreeSet<&String> = theirs.keys().chain(ours.keys()).collect();
    let entry = |key: &String| {
        let value = |side: &Object<String, Value>| side.get(key).cloned().unwrap_or_default();
        Comparison::new(&format!("{}/{key}", map.name), value(&theirs), value(&ours))
    };
    keys.into_iter().map(entry).collect()
}

/// What the record shows for a field.
fn evidence(record: &Value, field: &str) -> Vec<String> {
    let shown = record
        .get("evidence")
        .and_then(|all| all.get(field))
        .and_then(Value::as_array);
    let text = |one: &Value| {
        let place = one.pointer("/place/text").and_then(Value::as_str)?;
        Some(format!(
            "{place}: {}",
            one.get("value").and_then(Value::as_str).unwrap_or_default()
        ))
    };
    shown.into_iter().flatten().filter_map(text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// The fields that differ between a row of the truth and a record.
    fn check(truth: &Value, records: &[Value], expect: &[&str]) {
        let found = compare(truth, records);
        let different: Vec<&str> = found
            .iter()
            .filter(|c| !c.is_equal())
            .map(|c| c.field.as_str())
            .collect();
        assert_eq!(different, expect, "{found:#?}");
    }

    fn row() -> Value {
        json!({
            "is_go": true, "format": "elf", "go": "go1.19.8", "cgo_linked": true, "cgo_kind": "cgo",
            "interp": "/lib64/ld.so", "needed": ["b.so", "a.so"], "max_glibc": "2.34", "pie": true,
            "relro_seg": true, "bind_now": false, "symtab": false, "settings": {"-compiler": "gc"},
            "pcln": {"NFuncs": 7, "FakeCgo": 0, "Cgoexp": 0, "CfuncPkgs": {"net": 3}, "Magic": "go1.18"},
        })
    }

    fn record() -> Value {
        json!({
            "format": "elf",
            "go": {"version": "go1.19.8", "version_source": "build-info", "settings": {"-compiler": "gc"},
                   "build_info": {"form": "inline"}, "pclntab": {"functions": 7, "layout": "1.18"}},
            "cgo": {"state": "std", "by_package": [{"path": "net", "functions": ["a", "b", "c"]}]},
            "link": {"interpreter": "/lib64/ld.so", "needed": ["b.so", "a.so"], "pie": true,
                     "max_versions": {"GLIBC": "2.34"}, "relro": "partial", "bind_now": false, "symtab": false},
            "evidence": {"link.pie": [{"place": {"text": "header at 0x10"}, "value": "ET_DYN"}]},
        })
    }

    #[test]
    fn equal_is_equal() {
        check(&row(), &[record()], &[]);
    }

    #[test]
    fn order_of_libraries_counts() {
        let mut other = record();
        other["link"]["needed"] = json!(["a.so", "b.so"]);
        check(&row(), &[other], &["link.needed"]);
    }

    #[test]
    fn one_setting_one_difference() {
        let mut other = record();
        other["go"]["settings"] = json!({"-trimpath": "true"});
        check(
            &row(),
            &[other],
            &["settings/-compiler", "settings/-trimpath"],
        );
    }

    #[test]
    fn what_the_truth_cannot_read_is_not_compared() {
        let mut other = record();
        other["go"]["build_info"]["form"] = json!("module text");
        other["go"]["version_source"] = json!("runtime-variable");
        let mut truth = row();
        truth["settings"] = json!({});
        truth["go"] = Value::Null;
        check(&truth, &[other.clone()], &[]);
        check(&row(), &[other], &["go.version", "settings/-compiler"]);
    }

    #[test]
    fn state_and_packages() {
        let mut other = record();
        other["cgo"] = json!({"state": "none", "by_package": []});
        check(
            &row(),
            &[other],
            &["cgo.linked", "cgo.kind", "wrappers/net"],
        );
    }

    #[test]
    fn unknown_is_no_answer() {
        let mut other = record();
        other["link"]["relro"] = Value::Null;
        other["cgo"]["state"] = Value::Null;
        check(
            &row(),
            &[other],
            &[
                "cgo.linked",
                "cgo.kind",
                "cgo.user",
                "cgo.fake",
                "link.relro",
            ],
        );
    }

    #[test]
    fn what_is_not_go_must_not_be_called_go() {
        check(&json!({"is_go": false}), &[], &[]);
        check(
            &json!({"is_go": false}),
            &[record()],
            &["is_go", "go.version"],
        );
        check(&row(), &[], &["is_go"]);
        check(&row(), &[json!({"go": null})], &["is_go"]);
    }

    #[test]
    fn evidence_is_taken_along() {
        let found = compare(&row(), &[record()]);
        let pie = found.iter().find(|c| c.field == "link.pie").unwrap();
        assert_eq!(pie.evidence, ["header at 0x10: ET_DYN"]);
    }
}
