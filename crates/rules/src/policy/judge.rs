//! From what the rules found to what it counts for.

use diagnostic::Finding;

use super::{Levels, Requirements};
use crate::{CATALOGUE, Rule, Subject};

/// What applies to one file.
#[derive(Clone, Debug, Default)]
pub struct Applied {
    pub(crate) levels: Levels,
    pub(crate) requirements: Requirements,
}

/// What came of checking one image.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// Findings at every level, in the catalogue's order.
    pub findings: Vec<Finding>,
}

impl Applied {
    /// What is required.
    #[must_use]
    pub const fn requirements(&self) -> &Requirements {
        &self.requirements
    }

    pub(crate) fn check(&self, subject: &Subject<'_>) -> Checked {
        let mut findings = Vec::new();
        for rule in CATALOGUE {
            let before = findings.len();
            (rule.check)(subject, &mut findings);
            for finding in findings.iter_mut().skip(before) {
                self.judge(rule, finding);
            }
        }
        Checked { findings }
    }

    fn judge(&self, rule: &Rule, finding: &mut Finding) {
        if let Some((level, decision)) = self.levels.set_for(rule) {
            finding.level = level;
            finding.decided.push(decision.clone());
        }
    }
}
