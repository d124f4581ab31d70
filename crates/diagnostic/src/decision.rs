//! Who decided what a finding counts for.

use std::fmt;

/// A place in a text that people wrote: file, line and column, both counted from 1.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TextPlace {
    /// The file as the user knows it.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

impl fmt::Display for TextPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// What kind of word decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Decider {
    /// A requirement of the policy: without it there were no finding.
    Requirement,
    /// A level that the policy sets.
    Level,
    /// An option of the command line.
    Argument,
    /// An exception of the policy.
    Exception,
    /// The baseline, which holds the finding.
    Baseline,
}

impl Decider {
    /// The name in machine output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Requirement => "requirement",
            Self::Level => "level",
            Self::Argument => "argument",
            Self::Exception => "exception",
            Self::Baseline => "baseline",
        }
    }

    /// Whether a word of this kind sets findings aside.
    #[must_use]
    pub const fn waives(self) -> bool {
        matches!(self, Self::Exception | Self::Baseline)
    }
}

/// One word that decided about a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Its kind.
    pub by: Decider,
    /// Where it stands; `None` for the command line.
    pub place: Option<TextPlace>,
    /// What it says, a clause: ``level `deny` set here``, ``excepted until 2027-01-31: waits for v3``.
    pub says: String,
}

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Some(place) => write!(f, "{place}: {}", self.says),
            None => f.write_str(&self.says),
        }
    }
}
