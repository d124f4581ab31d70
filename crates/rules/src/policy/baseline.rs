//! The baseline: findings that a team accepted on the day it adopted cgone.

mod file;

use std::collections::{BTreeMap, BTreeSet};

use diagnostic::{Decider, Decision, Finding, TextPlace};
use serde_json::Value;

use super::text::Flaws;
use crate::fingerprint::fingerprint_of;

/// One accepted finding. They sort by image, rule and subject.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Accepted {
    /// The image: its path as policies name it, and its container.
    pub path: String,
    /// The rule's name.
    pub rule: String,
    /// The finding's subject.
    pub subject: String,
}

impl Accepted {
    /// A finding in an image.
    pub(super) fn of(image: &str, finding: &Finding) -> Self {
        Self {
            path: image.to_owned(),
            rule: finding.rule.to_owned(),
            subject: finding.subject.clone(),
        }
    }

    /// What the finding is recognised by.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        fingerprint_of(&self.rule, &self.path, &self.subject)
    }
}

/// The accepted findings of one file, by fingerprint.
#[derive(Clone, Debug, Default)]
pub struct Baseline {
    entries: BTreeMap<String, (Accepted, TextPlace)>,
}

impl Baseline {
    /// Reads a baseline file. `file` is its name as the user knows it.
    ///
    /// # Errors
    /// Everything that is wrong with it, each with its place.
    pub fn parse(file: &str, text: &str) -> Result<Self, Flaws> {
        file::parse(file, text)
    }

    /// The text of a baseline file: sorted, one value a line, without anything that changes from run to run.
    #[must_use]
    pub fn write(accepted: &BTreeSet<Accepted>) -> String {
        file::write(accepted)
    }

    /// The JSON Schema (2020-12) of a baseline file.
    #[must_use]
    pub fn schema() -> Value {
        file::schema()
    }

    /// The words that accept a finding, if they do.
    pub(super) fn decision(&self, fingerprint: &str) -> Option<Decision> {
        let (_, place) = self.entries.get(fingerprint)?;
        Some(Decision {
            by: Decider::Baseline,
            place: Some(place.clone()),
            says: "accepted by the baseline".to_owned(),
        })
    }

    /// Every entry with its fingerprint, in the order of the file.
    pub(super) fn entries(&self) -> Vec<(&str, &Accepted, &TextPlace)> {
        let entries = self.entries.iter();
        let mut all: Vec<_> = entries
            .map(|(print, (a, place))| (print.as_str(), a, place))
            .collect();
        all.sort_by_key(|(_, _, place)| (place.line, place.column));
        all
    }
}
