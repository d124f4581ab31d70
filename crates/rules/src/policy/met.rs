//! What of a policy a run has met, and what it says of the rest.

use std::collections::{BTreeMap, BTreeSet};

use diagnostic::{Notice, TextPlace};

use super::{Accepted, Baseline, Exception, Policy};

/// Entries that are named before the rest is counted.
const NAMED: usize = 10;

/// What of a policy was met: added up over a run, it tells what matched nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Met {
    /// Exceptions by number: how many images fit the path, how many findings it speaks of.
    exceptions: BTreeMap<usize, (u64, u64)>,
    /// Images that were checked against a baseline.
    images: BTreeSet<String>,
    /// Fingerprints of their findings.
    findings: BTreeSet<String>,
}

impl Met {
    /// Adds what another part of the run met.
    pub fn add(&mut self, other: Self) {
        for (number, (files, findings)) in other.exceptions {
            let mine = self.exceptions.entry(number).or_default();
            mine.0 += files;
            mine.1 += findings;
        }
        self.images.extend(other.images);
        self.findings.extend(other.findings);
    }

    pub(super) fn image_of_baseline(&mut self, image: &str) {
        self.images.insert(image.to_owned());
    }

    pub(super) fn finding_of_baseline(&mut self, fingerprint: String) {
        self.findings.insert(fingerprint);
    }

    pub(super) fn file_of_exception(&mut self, number: usize) {
        self.exceptions.entry(number).or_default().0 += 1;
    }

    pub(super) fn finding_of_exception(&mut self, number: usize) {
        self.exceptions.entry(number).or_default().1 += 1;
    }
}

impl Policy {
    /// What the reader of a finished run should know: exceptions that matched nothing, expired ones, and entries
    /// of the baseline that have gone.
    #[must_use]
    pub fn notices(&self, met: &Met) -> Vec<Notice> {
        let numbered = self.exceptions.iter().enumerate();
        let notices = numbered.filter_map(|(number, exception)| {
            let uses = met.exceptions.get(&number).copied().unwrap_or_default();
            of_exception(exception, uses)
        });
        let baseline = self.baseline.iter();
        notices
            .chain(baseline.flat_map(|b| of_baseline(b, met)))
            .collect()
    }
}

/// Entries whose finding is gone, and how many are of images that nobody looked at.
fn of_baseline(baseline: &Baseline, met: &Met) -> Vec<Notice> {
    let entries = baseline.entries();
    let (looked_at, others): (Vec<_>, Vec<_>) = entries
        .into_iter()
        .partition(|(_, accepted, _)| met.images.contains(&accepted.path));
    let gone = looked_at
        .into_iter()
        .filter(|(print, ..)| !met.findings.contains(*print));
    let gone: Vec<(&Accepted, &TextPlace)> =
        gone.map(|(_, accepted, place)| (accepted, place)).collect();
    let mut notices: Vec<Notice> = gone
        .iter()
        .take(NAMED)
        .map(|(a, place)| gone_entry(a, place))
        .collect();
    if let Some((_, place)) = gone.get(NAMED) {
        let more = gone.len() - NAMED;
        notices.push(Notice {
            place: Some((*place).clone()),
            message: format!("{more} more entries of the baseline have gone"),
            help: Some("write it anew with `--write-baseline`".to_owned()),
        });
    }
    if let Some((_, _, place)) = others.first() {
        let (count, entries) = (
            others.len(),
            if others.len() == 1 {
                "entry"
            } else {
                "entries"
            },
        );
        notices.push(Notice {
            place: Some((*place).clone()),
            message: format!(
                "{count} {entries} of the baseline: the image was not audited in this run"
            ),
            help: None,
        });
    }
    notices
}

fn gone_entry(accepted: &Accepted, place: &TextPlace) -> Notice {
    let Accepted {
        path,
        rule,
        subject,
    } = accepted;
    Notice {
        place: Some(place.clone()),
        message: format!(
            "accepted by the baseline and gone: `{rule}` in `{path}`, about `{subject}`"
        ),
        help: Some(
            "delete the entry, or write the baseline anew with `--write-baseline`".to_owned(),
        ),
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
