//! What a symptom says of a case.

use crate::{Case, Cause, Certainty, Evidence};

/// One symptom: the causes that it tells apart, and how.
#[derive(Debug)]
pub struct Symptom {
    /// Kebab-case.
    pub name: &'static str,
    /// Whether it explains why a program died, so that the crash that follows is no cause of its own.
    pub explains_death: bool,
    /// The symptom is a crash in itself: it counts where nothing explains the death.
    pub is_crash: bool,
    /// The causes that it tells apart.
    pub causes: &'static [Cause],
    /// Pure: reads the case, says what it makes of it; best first.
    pub judge: fn(&Case<'_>) -> Vec<Opinion>,
    /// Its source file, for messages of the catalogue's test.
    pub file: &'static str,
}

/// What a symptom says of one cause.
#[derive(Clone, Debug)]
pub struct Opinion {
    /// The cause's name.
    pub cause: &'static str,
    /// How sure.
    pub certainty: Certainty,
    /// The lines that speak for it.
    pub evidence: Vec<Evidence>,
    /// What speaks for and against it.
    pub reason: String,
    /// The command that would decide.
    pub next: Option<String>,
}

impl Opinion {
    fn new(
        certainty: Certainty,
        cause: &'static str,
        evidence: Vec<Evidence>,
        reason: impl Into<String>,
    ) -> Self {
        Self {
            cause,
            certainty,
            evidence,
            reason: reason.into(),
            next: None,
        }
    }

    /// The evidence admits nothing else.
    pub(crate) fn certain(
        cause: &'static str,
        evidence: Vec<Evidence>,
        reason: impl Into<String>,
    ) -> Self {
        Self::new(Certainty::Certain, cause, evidence, reason)
    }

    /// The evidence points here.
    pub(crate) fn likely(
        cause: &'static str,
        evidence: Vec<Evidence>,
        reason: impl Into<String>,
    ) -> Self {
        Self::new(Certainty::Likely, cause, evidence, reason)
    }

    /// One of several.
    pub(crate) fn possible(
        cause: &'static str,
        evidence: Vec<Evidence>,
        reason: impl Into<String>,
    ) -> Self {
        Self::new(Certainty::Possible, cause, evidence, reason)
    }

    /// The same with the command that would decide.
    pub(crate) fn next(mut self, command: impl Into<String>) -> Self {
        self.next = Some(command.into());
        self
    }
}
