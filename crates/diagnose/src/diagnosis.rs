//! What a diagnosis is: plain data for reports.

use std::fmt;

use crate::Cause;

/// How sure a diagnosis is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// One of several that the evidence admits.
    Possible,
    /// The evidence points here; something that would exclude the others is missing.
    Likely,
    /// The evidence admits nothing else.
    Certain,
}

impl fmt::Display for Certainty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Possible => "possible",
            Self::Likely => "likely",
            Self::Certain => "certain",
        })
    }
}

/// A line that proves something.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Evidence {
    /// The source, as it was named.
    pub source: String,
    /// The line in it; the first is 1.
    pub line: u64,
    /// The line, as it stands there.
    pub text: String,
}

/// One cause, as far as the evidence carries.
#[derive(Clone, Debug)]
pub struct Diagnosis {
    /// The cause.
    pub cause: &'static Cause,
    /// How sure.
    pub certainty: Certainty,
    /// The lines that speak for it.
    pub evidence: Vec<Evidence>,
    /// What speaks for and against it, and why it is not surer.
    pub reason: String,
    /// The command that would decide; `None` where nothing is left to decide.
    pub next: Option<String>,
}

/// Everything that was found, best first.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The sources that were read, as they were named.
    pub inputs: Vec<String>,
    /// The causes; empty where nothing is wrong, or nothing tells what is.
    pub causes: Vec<Diagnosis>,
    /// What was seen that explains nothing: an exit code, a signal.
    pub unexplained: Vec<Evidence>,
}
