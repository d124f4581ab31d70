//! What formats for machines of CI say something about: one thing that was judged, whatever kind of record it is.

use diagnostic::{Finding, Level};

use crate::Record;

/// A file, or the part of one, and what was found in it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Case<'c> {
    /// The file, as the user knows it.
    pub(crate) path: &'c str,
    /// The slice or the member that it is about.
    pub(crate) container: Option<&'c str>,
    /// What was found, at every level.
    pub(crate) findings: &'c [Finding],
}

/// What became of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// At `deny`: the run fails.
    Fails,
    /// At `warn`: shown.
    Warns,
    /// Set aside by an exception or the baseline.
    Waived,
    /// At `allow`: recorded.
    Recorded,
}

impl<'c> Case<'c> {
    /// The case that a record of an audit is.
    pub(crate) fn of(record: &'c Record) -> Self {
        Self {
            path: &record.path,
            container: record.facts.container.as_deref(),
            findings: &record.findings,
        }
    }

    /// Path and container: `lib.a (member go.o)`.
    pub(crate) fn name(&self) -> String {
        match self.container {
            Some(container) => format!("{} ({container})", self.path),
            None => self.path.to_owned(),
        }
    }
}

/// What becomes of a finding: an exception outweighs its level.
pub(crate) fn standing(finding: &Finding) -> Standing {
    match (finding.waived(), finding.level) {
        (Some(_), _) => Standing::Waived,
        (None, Level::Deny) => Standing::Fails,
        (None, Level::Warn) => Standing::Warns,
        (None, Level::Allow) => Standing::Recorded,
    }
}
