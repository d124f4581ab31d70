//! What a rule found.

use std::fmt;

use crate::{Decision, Evidence};

/// What a finding does to the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Recorded in machine output, not shown to people.
    Allow,
    /// Shown; the exit code stays 0.
    Warn,
    /// Shown; the exit code is 1.
    Deny,
}

impl Level {
    /// Every level, from mild to strict.
    pub const ALL: [Self; 3] = [Self::Allow, Self::Warn, Self::Deny];

    /// The name in policies and machine output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Warn => "warn",
            Self::Deny => "deny",
        }
    }

    /// The level of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == name)
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One finding of one rule about one binary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule's name, kebab-case.
    pub rule: &'static str,
    /// How bad it is, after the policy had its say.
    pub level: Level,
    /// One clause, lower case, no full stop, values in backticks.
    pub message: String,
    /// What in the binary it is about, the same after a rebuild: a package, a library, a version, a setting.
    /// Baselines and fingerprints are made of it. Two findings of one rule in one image differ in it.
    pub subject: String,
    /// What it rests on, in the order a reader should check it. Never empty.
    pub evidence: Vec<Evidence>,
    /// What the reader can do: an imperative clause that names the build line and what it changes.
    pub help: Option<String>,
    /// Who decided that it counts and how much, the last word last. Empty: the rule's own level.
    pub decided: Vec<Decision>,
}

impl Finding {
    /// The exception or the baseline that set the finding aside, if one did.
    #[must_use]
    pub fn waived(&self) -> Option<&Decision> {
        self.decided.last().filter(|decision| decision.by.waives())
    }

    /// Whether it counts: at `warn` or `deny`, and not set aside.
    #[must_use]
    pub fn stands(&self) -> bool {
        self.level > Level::Allow && self.waived().is_none()
    }
}
