//! One answer against the truth.

use ::diagnose::{Certainty, Report};

/// How an answer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// The true cause comes first; or nothing failed, and none is named.
    Right,
    /// The true cause is among those that are named, and another is not said to be certain.
    Honest,
    /// Nothing is named although something failed.
    Silent,
    /// The true cause is not among those that are named.
    Wrong,
    /// Another cause is said to be certain.
    CertainlyWrong,
    /// A cause is named although nothing failed.
    FalseAlarm,
}

impl Standing {
    pub(super) const ALL: [Self; 6] = [
        Self::Right,
        Self::Honest,
        Self::Silent,
        Self::Wrong,
        Self::CertainlyWrong,
        Self::FalseAlarm,
    ];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Honest => "honest",
            Self::Silent => "silent",
            Self::Wrong => "wrong",
            Self::CertainlyWrong => "certainly wrong",
            Self::FalseAlarm => "wrong: alarm",
        }
    }

    pub(super) const fn is_right(self) -> bool {
        matches!(self, Self::Right)
    }

    pub(super) const fn is_honest(self) -> bool {
        matches!(self, Self::Right | Self::Honest | Self::Silent)
    }
}

/// What was said, and what is true.
#[derive(Debug)]
pub(super) struct Answer {
    /// The true cause.
    pub(super) truth: Option<&'static str>,
    /// Whether the log may hold a run that did not fail: tools slow the program.
    pub(super) may_have_run_well: bool,
    /// What cgone said.
    pub(super) report: Report,
}

impl Answer {
    pub(super) fn standing(&self) -> Standing {
        let causes = &self.report.causes;
        let Some(truth) = self.truth else {
            return if causes.is_empty() {
                Standing::Right
            } else {
                Standing::FalseAlarm
            };
        };
        let Some(first) = causes.first() else {
            return if self.may_have_run_well {
                Standing::Right
            } else {
                Standing::Silent
            };
        };
        if first.cause.name == truth {
            return Standing::Right;
        }
        if first.certainty == Certainty::Certain {
            return Standing::CertainlyWrong;
        }
        let is_among = causes.iter().any(|diagnosis| diagnosis.cause.name == truth);
        if is_among {
            Standing::Honest
        } else {
            Standing::Wrong
        }
    }

    /// The causes with their certainty.
    pub(super) fn said(&self) -> String {
        let causes = self.report.causes.iter();
        let said: Vec<String> = causes
            .map(|d| format!("{} {}", d.certainty, d.cause.name))
            .collect();
        if said.is_empty() {
            "-".to_owned()
        } else {
            said.join(", ")
        }
    }
}
