//! `[[exception]]`: findings that are set aside, with a reason.

use diagnostic::{Decider, Decision, Finding, TextPlace};
use jiff::civil::Date;

use super::PathGlob;
use super::keys::Draft;
use crate::Rule;

/// One exception.
#[derive(Clone, Debug)]
pub(super) struct Exception {
    pub(super) rule: &'static Rule,
    pub(super) path: PathGlob,
    /// Every finding of the rule in the file if `None`.
    pub(super) subject: Option<String>,
    pub(super) reason: String,
    /// The last day on which it counts.
    pub(super) expires: Option<Date>,
    /// That day is over.
    pub(super) expired: bool,
    pub(super) place: TextPlace,
}

impl Exception {
    /// From what was read; `None` where a required key is missing, which was said already.
    pub(super) fn of(draft: Draft, place: TextPlace) -> Option<Self> {
        Some(Self {
            rule: draft.rule?,
            path: draft.path?,
            subject: draft.subject,
            reason: draft.reason?,
            expires: draft.expires,
            expired: false,
            place,
        })
    }

    /// Whether it speaks of a finding in a file that its path fits.
    pub(super) fn is_of(&self, finding: &Finding) -> bool {
        let subject = self.subject.as_deref();
        finding.rule == self.rule.name && subject.is_none_or(|wanted| wanted == finding.subject)
    }

    /// The words that set a finding aside.
    pub(super) fn decision(&self) -> Decision {
        let until = self.expires.map(|day| format!(" until {day}"));
        Decision {
            by: Decider::Exception,
            place: Some(self.place.clone()),
            says: format!("excepted{}: {}", until.unwrap_or_default(), self.reason),
        }
    }
}
