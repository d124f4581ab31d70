//! From what the rules found to what it counts for.

use diagnostic::Finding;

use super::{Exception, Levels, Met, Requirements};
use crate::{CATALOGUE, Rule, Subject};

/// What applies to one file.
#[derive(Clone, Debug, Default)]
pub struct Applied<'p> {
    pub(super) levels: Levels,
    pub(super) requirements: Requirements,
    /// Exceptions whose path fits, with their number in the policy.
    pub(super) exceptions: Vec<(usize, &'p Exception)>,
}

/// What came of checking one image.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// Findings at every level, in the catalogue's order.
    pub findings: Vec<Finding>,
    /// What of the policy was met.
    pub met: Met,
}

impl Applied<'_> {
    /// What is required.
    #[must_use]
    pub const fn requirements(&self) -> &Requirements {
        &self.requirements
    }

    pub(crate) fn check(&self, subject: &Subject<'_>) -> Checked {
        let mut checked = Checked::default();
        let exceptions = self.exceptions.iter();
        exceptions.for_each(|(number, _)| checked.met.file_of_exception(*number));
        for rule in CATALOGUE {
            let before = checked.findings.len();
            (rule.check)(subject, &mut checked.findings);
            for finding in checked.findings.iter_mut().skip(before) {
                self.judge(rule, finding, &mut checked.met);
            }
        }
        checked
    }

    fn judge(&self, rule: &Rule, finding: &mut Finding, met: &mut Met) {
        if let Some((level, decision)) = self.levels.set_for(rule) {
            finding.level = level;
            finding.decided.push(decision.clone());
        }
        self.except(finding, met);
    }

    /// The last exception that counts is the one that is named.
    fn except(&self, finding: &mut Finding, met: &mut Met) {
        let mut decision = None;
        for (number, exception) in self.exceptions.iter().filter(|(_, e)| e.is_of(finding)) {
            met.finding_of_exception(*number);
            if !exception.expired {
                decision = Some(exception.decision());
            }
        }
        finding.decided.extend(decision);
    }
}
