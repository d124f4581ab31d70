//! JSON Schemas of what cgone writes and reads, for `cgone schema`. To add one: its line in [`SCHEMAS`].

use serde_json::Value;

/// One schema, in draft 2020-12.
#[derive(Debug)]
pub struct Schema {
    /// What `cgone schema` calls it.
    pub name: &'static str,
    /// The name and version that the text carries, as in `"schema": "cgone.audit/1"`.
    pub id: &'static str,
    /// One clause for the list.
    pub summary: &'static str,
    /// The schema.
    pub text: fn() -> String,
}

/// Every schema, by name.
pub const SCHEMAS: &[Schema] = &[
    Schema {
        name: "audit",
        id: "cgone.audit/1",
        summary: "what `cgone audit` writes as `json` and `ndjson`",
        text: || include_str!("../schemas/audit.json").to_owned(),
    },
    Schema {
        name: "baseline",
        id: "cgone.baseline/1",
        summary: "what a baseline holds, as TOML",
        text: || indented(&rules::Baseline::schema()),
    },
    Schema {
        name: "diagnose",
        id: "cgone.diagnose/1",
        summary: "what `cgone diagnose` writes as `json`",
        text: || include_str!("../schemas/diagnose.json").to_owned(),
    },
    Schema {
        name: "diff",
        id: "cgone.diff/1",
        summary: "what `cgone diff` writes as `json`",
        text: || include_str!("../schemas/diff.json").to_owned(),
    },
    Schema {
        name: "live",
        id: "cgone.live/1",
        summary: "what `cgone diagnose --pid` writes as `json`",
        text: || include_str!("../schemas/live.json").to_owned(),
    },
    Schema {
        name: "load",
        id: "cgone.load/1",
        summary: "what `cgone load` writes as `json` and `ndjson`",
        text: || include_str!("../schemas/load.json").to_owned(),
    },
    Schema {
        name: "policy",
        id: "cgone.toml",
        summary: "what a policy may say, as TOML",
        text: || indented(&rules::policy_schema()),
    },
    Schema {
        name: "why",
        id: "cgone.why/1",
        summary: "what `cgone why` writes as `json`",
        text: || include_str!("../schemas/why.json").to_owned(),
    },
];

fn indented(schema: &Value) -> String {
    format!("{schema:#}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_schema_is_json_of_the_same_draft() {
        for schema in SCHEMAS {
            let text = (schema.text)();
            let value: Value = serde_json::from_str(&text).unwrap();
            let draft = "https://json-schema.org/draft/2020-12/schema";
            assert_eq!(value["$schema"], draft, "{}", schema.name);
            assert!(text.ends_with('\n'));
        }
        assert!(SCHEMAS.is_sorted_by_key(|schema| schema.name));
    }
}
