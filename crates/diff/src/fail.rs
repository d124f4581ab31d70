//! Which changes make a diff fail.

use std::collections::BTreeSet;

use diagnostic::Level;

use crate::change::Direction;
use crate::findings::{Fate, Judged};
use crate::pair::{Diff, Pair};
use crate::{ASPECTS, Change};

/// Reasons that are no aspects, with what each means.
const GENERAL: [(&str, &str); 4] = [
    ("worse", "any change for the worse"),
    ("new-finding", "a new finding at `warn` or `deny`"),
    ("added", "an image that only the new side has"),
    ("removed", "an image that only the old side has"),
];

/// What fails besides findings that newly deny, which always do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FailOn(BTreeSet<&'static str>);

/// There is no such reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownReason(pub String);

impl FailOn {
    /// Every reason with its meaning, in order of name within aspects, then the general ones.
    pub fn known() -> impl Iterator<Item = (&'static str, &'static str)> {
        let aspects = ASPECTS.iter().map(|aspect| (aspect.name, aspect.summary));
        aspects.chain(GENERAL)
    }

    /// Adds a reason by its name.
    ///
    /// # Errors
    /// There is no such reason.
    pub fn add(&mut self, name: &str) -> Result<(), UnknownReason> {
        let known = Self::known().find(|(known, _)| *known == name);
        let (known, _) = known.ok_or_else(|| UnknownReason(name.to_owned()))?;
        self.0.insert(known);
        Ok(())
    }

    fn has(&self, name: &str) -> bool {
        self.0.contains(name)
    }

    /// Why a diff fails, a clause each; empty if it does not.
    #[must_use]
    pub fn reasons(&self, diff: &Diff) -> Vec<String> {
        let mut reasons = Vec::new();
        for pair in &diff.pairs {
            self.of_pair(pair, &mut reasons);
        }
        for (images, name) in [(&diff.added, "added"), (&diff.removed, "removed")] {
            for image in images {
                if self.has(name) {
                    reasons.push(format!("{name}: {}", image.build.name()));
                }
                self.of_findings(&image.build.name(), &image.findings, &mut reasons);
            }
        }
        reasons
    }

    fn of_pair(&self, pair: &Pair, reasons: &mut Vec<String>) {
        let counted = pair.changes.iter().filter(|change| self.counts(change));
        reasons
            .extend(counted.map(|c| format!("{}: {}: {}", c.aspect, pair.new.name(), c.message)));
        self.of_findings(&pair.new.name(), &pair.findings, reasons);
    }

    /// A change for the better is never a reason.
    fn counts(&self, change: &Change) -> bool {
        match change.direction {
            Direction::Better => false,
            Direction::Neutral => self.has(change.aspect),
            Direction::Worse => self.has(change.aspect) || self.has("worse"),
        }
    }

    fn of_findings(&self, name: &str, findings: &[Judged], reasons: &mut Vec<String>) {
        for judged in findings {
            let finding = &judged.finding;
            let new = judged.fate == Fate::New && finding.level() > Level::Allow && !finding.waived;
            if judged.newly_denies || (new && self.has("new-finding")) {
                let level = finding.level();
                reasons.push(format!(
                    "new finding at {level}: {name}: {}: {}",
                    finding.rule, finding.message
                ));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::{dynamic, fixed};
    use crate::{Build, compare};

    fn reasons(names: &[&str], old: &Build, new: &Build) -> usize {
        let mut fail_on = FailOn::default();
        for name in names {
            fail_on.add(name).unwrap();
        }
        let diff = compare(vec![old.clone()], vec![new.clone()]);
        fail_on.reasons(&diff).len()
    }

    #[test]
    fn only_what_was_named_fails_and_never_what_got_better() {
        let (old, new) = (fixed(), dynamic());
        assert_eq!(reasons(&[], &old, &new), 0);
        assert_eq!(reasons(&["loader"], &old, &new), 1);
        assert_eq!(reasons(&["loader"], &new, &old), 0);
        assert!(reasons(&["worse"], &old, &new) > 3);
        assert_eq!(reasons(&["worse"], &old, &old), 0);
    }

    #[test]
    fn a_new_finding_at_deny_always_fails() {
        let old = fixed();
        let mut new = fixed();
        new.findings.push(crate::Finding {
            rule: "r".to_owned(),
            level: "deny".to_owned(),
            ..crate::Finding::default()
        });
        assert_eq!(reasons(&[], &old, &new), 1);
        assert_eq!(reasons(&[], &new, &new), 0);
        let waived = new.findings.first_mut().unwrap();
        waived.waived = true;
        assert_eq!(reasons(&[], &old, &new), 0);
    }

    #[test]
    fn names_are_one_set() {
        let mut names: Vec<&str> = FailOn::known().map(|(name, _)| name).collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
        assert!(FailOn::default().add("loaders").is_err());
    }
}
