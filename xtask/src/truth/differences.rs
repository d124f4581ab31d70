//! Differences that were looked into, and which of the found ones they explain.

use std::fs;

use anyhow::{Context, Result, ensure};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::Compared;
use super::compare::Comparison;
use crate::workspace;

/// One explanation, for one field of one or several files.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Known {
    /// The files.
    pub(super) sha256: Vec<String>,
    /// The field, as the report names it.
    pub(super) field: String,
    /// The truth's value; JSON in the file.
    #[serde(deserialize_with = "json")]
    pub(super) theirs: Value,
    /// cgone's value; JSON in the file.
    #[serde(deserialize_with = "json")]
    pub(super) ours: Value,
    /// What the bytes say, and what shows it.
    pub(super) why: String,
}

fn json<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
    let text = String::deserialize(deserializer)?;
    serde_json::from_str(&text)
        .map_err(|error| D::Error::custom(format!("`{text}` is no JSON: {error}")))
}

impl Known {
    fn explains(&self, sha256: &str, comparison: &Comparison) -> bool {
        self.field == comparison.field
            && self.theirs == comparison.theirs
            && self.ours == comparison.ours
            && self.sha256.iter().any(|known| known == sha256)
    }
}

/// What became of every difference and every explanation.
#[derive(Debug, Default)]
pub(super) struct Verdict<'a> {
    /// Differences with their explanation.
    pub(super) explained: Vec<(&'a Compared, &'a Comparison, &'a Known)>,
    /// Differences without.
    pub(super) unexplained: Vec<(&'a Compared, &'a Comparison)>,
    /// Explanations, with the digest of a compared file in which they explain nothing.
    pub(super) stale: Vec<(&'a Known, &'a str)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    difference: Vec<Known>,
}

/// Reads `corpus/differences.toml`.
pub(super) fn read() -> Result<Vec<Known>> {
    let path = workspace::root().join("corpus/differences.toml");
    let text =
        fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    parse(&text).with_context(|| format!("in {}", path.display()))
}

fn parse(text: &str) -> Result<Vec<Known>> {
    let file: File = toml::from_str(text)?;
    for known in &file.difference {
        ensure!(
            !known.why.trim().is_empty(),
            "`{}` is not explained",
            known.field
        );
        ensure!(!known.sha256.is_empty(), "`{}` names no file", known.field);
    }
    Ok(file.difference)
}

/// Sorts differences into explained and unexplained, and finds explanations that explain nothing.
///
/// An explanation for a file that could not be had is not judged.
pub(super) fn judge<'a>(compared: &'a [Compared], known: &'a [Known]) -> Verdict<'a> {
    let mut verdict = Verdict::default();
    for file in compared {
        for found in file
            .comparisons
            .iter()
            .filter(|comparison| !comparison.is_equal())
        {
            match known
                .iter()
                .find(|known| known.explains(&file.sha256, found))
            {
                Some(known) => verdict.explained.push((file, found, known)),
                None => verdict.unexplained.push((file, found)),
            }
        }
    }
    for known in known {
        let files = known.sha256.iter().map(String::as_str);
        verdict.stale.extend(
            files
                .filter(|sha256| is_stale(compared, known, sha256))
                .map(|sha256| (known, sha256)),
        );
    }
    verdict
}

fn is_stale(compared: &[Compared], known: &Known, sha256: &str) -> bool {
    let file = compared.iter().find(|file| file.sha256 == sha256);
    file.is_some_and(|file| {
        !file
            .comparisons
            .iter()
            .any(|found| !found.is_equal() && known.explains(sha256, found))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const KNOWN: &str = "[[difference]]\nsha256 = ['aa', 'cc']\nfield = 'link.pie'\ntheirs = 'false'\n\
                         ours = 'true'\nwhy = 'readelf -h: Type DYN, no soname'\n";

    /// Counts of explained, unexplained and stale, for one file `aa` that has the given values.
    fn check(theirs: bool, ours: bool, expect: [usize; 3]) {
        let comparisons = vec![Comparison::new("link.pie", json!(theirs), json!(ours))];
        let compared = [Compared {
            sha256: "aa".into(),
            origin: String::new(),
            comparisons,
        }];
        let known = parse(KNOWN).unwrap();
        let Verdict {
            explained,
            unexplained,
            stale,
        } = judge(&compared, &known);
        assert_eq!([explained.len(), unexplained.len(), stale.len()], expect);
    }

    #[test]
    fn the_same_difference_is_explained() {
        check(false, true, [1, 0, 0]);
    }

    #[test]
    fn the_opposite_difference_is_not() {
        check(true, false, [0, 1, 1]);
    }

    #[test]
    fn an_explanation_without_difference_is_stale() {
        check(true, true, [0, 0, 1]);
    }

    #[test]
    fn an_explanation_says_why_and_for_which_file() {
        assert!(parse(&KNOWN.replace("readelf -h: Type DYN, no soname", " ")).is_err());
        assert!(parse(&KNOWN.replace("['aa', 'cc']", "[]")).is_err());
        assert!(parse(&KNOWN.replace("ours", "our")).is_err());
    }

    #[test]
    fn the_file_in_the_tree_can_be_read() {
        read().unwrap();
    }
}
