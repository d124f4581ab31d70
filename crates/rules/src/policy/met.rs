//! What of a policy a run has met, and what it says of the rest.

use std::collections::BTreeMap;

use diagnostic::Notice;

use super::{Exception, Policy};

/// What of a policy was met: added up over a run, it tells what matched nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Met {
    /// Exceptions by number: how many images fit the path, how many findings it speaks of.
    exceptions: BTreeMap<usize, (u64, u64)>,
}

impl Met {
    /// Adds what another part of the run met.
    pub fn add(&mut self, other: Self) {
        for (number, (files, findings)) in other.exceptions {
            let mine = self.exceptions.entry(number).or_default();
            mine.0 += files;
            mine.1 += findings;
        }
    }

    pub(super) fn file_of_exception(&mut self, number: usize) {
        self.exceptions.entry(number).or_default().0 += 1;
    }

    pub(super) fn finding_of_exception(&mut self, number: usize) {
        self.exceptions.entry(number).or_default().1 += 1;
    }
}

impl Policy {
    /// What the reader of a finished run should know: exceptions that matched nothing, and expired ones.
    #[must_use]
    pub fn notices(&self, met: &Met) -> Vec<Notice> {
        let numbered = self.exceptions.iter().enumerate();
        let notices = numbered.filter_map(|(number, exception)| {
            let uses = met.exceptions.get(&number).copied().unwrap_or_default();
            of_exception(exception, uses)
        });
        notices.collect()
    }
}

fn of_exception(exception: &Exception, (files, findings): (u64, u64)) -> Option<Notice> {
    let rule = exception.rule.name;
    let path = exception.path.text();
    let expired = exception.expires.filter(|_| exception.expired);
    let (message, help) = match (expired, files, findings) {
        (None, _, 1..) => return None,
        (None, 0, _) => (
            format!("the exception from `{rule}` matched nothing: no audited file fits `{path}`"),
            "mend its path, which is relative to the policy's folder, or delete it",
        ),
        (None, ..) => (
            format!("the exception from `{rule}` matched nothing in files that fit `{path}`"),
            "delete it: what it excepts is gone; or mend its subject",
        ),
        (Some(day), _, 0) => (
            format!("the exception from `{rule}` expired on {day}, and matched nothing"),
            "delete it",
        ),
        (Some(day), ..) => (
            format!(
                "the exception from `{rule}` expired on {day} and no longer counts: {findings} of its findings in this run"
            ),
            "mend what it excepts, or argue for a later day",
        ),
    };
    Some(Notice {
        place: Some(exception.place.clone()),
        message,
        help: Some(help.to_owned()),
    })
}
