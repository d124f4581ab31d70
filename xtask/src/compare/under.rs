//! Rows under a policy: which rules deny, and which are silent.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

use super::ask::{self, Records};
use crate::fixtures::{Judged, Row};
use crate::workspace;

/// Every difference, as a clause with the row's id, and how many rules were compared.
pub(super) fn differences(rows: &[Row]) -> Result<(Vec<String>, usize)> {
    let mut by_policy: BTreeMap<&str, Vec<(&Row, &Judged)>> = BTreeMap::new();
    for row in rows {
        for judged in &row.judged {
            let pairs = by_policy.entry(&judged.policy).or_default();
            pairs.push((row, judged));
        }
    }
    let mut found = Vec::new();
    let mut compared = 0;
    for (nth, (policy, pairs)) in by_policy.into_iter().enumerate() {
        let said = audited(policy, nth, &pairs)?;
        for (row, judged) in pairs {
            compared += judged.denies.len() + judged.silent.len();
            let records = row.path.as_ref().and_then(|path| said.get(path));
            let differences = against(judged, records.map_or(&[], Vec::as_slice));
            found.extend(
                differences
                    .into_iter()
                    .map(|what| format!("{}: {what}", row.id)),
            );
        }
    }
    Ok((found, compared))
}

/// The records of those rows under the policy.
fn audited(policy: &str, nth: usize, pairs: &[(&Row, &Judged)]) -> Result<Records> {
    let folder = workspace::target()?.join("compare");
    fs::create_dir_all(&folder)?;
    let file = folder.join(format!("policy-{nth}.toml"));
    fs::write(&file, policy)?;
    let files: Vec<&Path> = pairs
        .iter()
        .filter_map(|(row, _)| row.path.as_deref())
        .collect();
    let option = format!("--policy={}", file.display());
    ask::records(&option, &files).with_context(|| format!("under the policy\n{policy}"))
}

fn against(judged: &Judged, records: &[Value]) -> Vec<String> {
    let policy = judged.policy.trim();
    if records.is_empty() {
        return vec![format!("cgone has no record of it under `{policy}`")];
    }
    let findings = || {
        records
            .iter()
            .filter_map(|record| record.get("findings")?.as_array())
    };
    let says = |rule: &str, level: Option<&str>| {
        findings().flatten().any(|finding| {
            let text = |key: &str| finding.get(key).and_then(Value::as_str);
            text("rule") == Some(rule) && level.is_none_or(|level| text("level") == Some(level))
        })
    };
    let missing = judged
        .denies
        .iter()
        .filter(|rule| !says(rule, Some("deny")));
    let missing = missing.map(|rule| format!("rule `{rule}` does not deny under `{policy}`"));
    let loud = judged.silent.iter().filter(|rule| says(rule, None));
    let loud = loud.map(|rule| format!("rule `{rule}` speaks under `{policy}`"));
    missing.chain(loud).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn judged() -> Judged {
        Judged {
            policy: "require.static = true\n".to_owned(),
            denies: vec!["loud".to_owned()],
            silent: vec!["quiet".to_owned()],
        }
    }

    #[test]
    fn what_denies_and_what_is_silent_is_as_expected() {
        let record = json!({"findings": [{"rule": "loud", "level": "deny"}]});
        assert!(against(&judged(), &[record]).is_empty());
    }

    #[test]
    fn differences_name_the_policy() {
        let record = json!({"findings": [
            {"rule": "loud", "level": "warn"}, {"rule": "quiet", "level": "allow"},
        ]});
        assert_eq!(
            against(&judged(), &[record]),
            [
                "rule `loud` does not deny under `require.static = true`",
                "rule `quiet` speaks under `require.static = true`",
            ],
        );
        assert_eq!(
            against(&judged(), &[]),
            ["cgone has no record of it under `require.static = true`"],
        );
    }
}
