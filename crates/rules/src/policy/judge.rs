//! From what the rules found to what it counts for.

use diagnostic::{Decider, Finding};

use super::{Accepted, Baseline, Exception, Levels, Met, Requirements, Wanted};
use crate::{CATALOGUE, Rule, Subject, fingerprint};

/// What applies to one file.
#[derive(Clone, Debug, Default)]
pub struct Applied<'p> {
    pub(super) levels: Levels,
    pub(super) requirements: Requirements,
    /// Exceptions whose path fits, with their number in the policy.
    pub(super) exceptions: Vec<(usize, &'p Exception)>,
    pub(super) baseline: Option<&'p Baseline>,
    /// The file as policies name it.
    pub(super) path: String,
}

impl Applied<'_> {
    /// The targets that the file must start on, and the word that demands them.
    #[must_use]
    pub const fn starts_on(&self) -> Option<&Wanted<Vec<String>>> {
        self.requirements.starts_on.as_ref()
    }
}

/// What came of checking one image.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// Findings at every level, in the catalogue's order.
    pub findings: Vec<Finding>,
    /// What of the policy was met.
    pub met: Met,
    /// The image as baselines name it: the file as policies name it, and its container.
    pub image: String,
}

impl Checked {
    /// The findings that a baseline would accept: those that count, and those that one accepts already.
    #[must_use]
    pub fn acceptable(&self) -> Vec<Accepted> {
        let by_baseline = |f: &Finding| f.waived().is_some_and(|d| d.by == Decider::Baseline);
        let findings = self.findings.iter();
        findings
            .filter(|f| f.stands() || by_baseline(f))
            .map(|finding| Accepted::of(&self.image, finding))
            .collect()
    }
}

impl Applied<'_> {
    /// What is required.
    #[must_use]
    pub const fn requirements(&self) -> &Requirements {
        &self.requirements
    }

    pub(crate) fn check(&self, subject: &Subject<'_>) -> Checked {
        let container = subject.facts.container.as_ref();
        let mut checked = Checked {
            image: match container {
                Some(container) => format!("{} ({container})", self.path),
                None => self.path.clone(),
            },
            ..Checked::default()
        };
        if self.baseline.is_some() {
            checked.met.image_of_baseline(&checked.image);
        }
        let exceptions = self.exceptions.iter();
        exceptions.for_each(|(number, _)| checked.met.file_of_exception(*number));
        for rule in CATALOGUE {
            let before = checked.findings.len();
            (rule.check)(subject, &mut checked.findings);
            for finding in checked.findings.iter_mut().skip(before) {
                self.judge(rule, finding, &checked.image, &mut checked.met);
            }
        }
        checked
    }

    fn judge(&self, rule: &Rule, finding: &mut Finding, image: &str, met: &mut Met) {
        if let Some((level, decision)) = self.levels.set_for(rule) {
            finding.level = level;
            finding.decided.push(decision.clone());
        }
        self.except(finding, met);
        self.accept(finding, image, met);
    }

    /// The baseline speaks last, and only of what no exception set aside: that has a reason.
    fn accept(&self, finding: &mut Finding, image: &str, met: &mut Met) {
        let Some(baseline) = self.baseline else {
            return;
        };
        let fingerprint = fingerprint(image, finding);
        let decision = baseline.decision(&fingerprint);
        met.finding_of_baseline(fingerprint);
        if finding.waived().is_none() {
            finding.decided.extend(decision);
        }
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
