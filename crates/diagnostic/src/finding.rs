//! What a rule found.

use std::fmt;

use crate::Evidence;

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

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Allow => "allow",
            Self::Warn => "warn",
            Self::Deny => "deny",
        })
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
    /// What it rests on, in the order a reader should check it. Never empty.
    pub evidence: Vec<Evidence>,
    /// What the reader can do: an imperative clause that names the build line and what it changes.
    pub help: Option<String>,
}
