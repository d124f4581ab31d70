//! How a start ends, in the words of `cgone.load/1`.

use std::fmt;

/// The first thing that decides.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Cause {
    /// The loader handed over to the program.
    Starts,
    /// It did not.
    Fails {
        /// `missing-library` and the like.
        reason: String,
        /// The interpreter, library, version or symbol, as the loader names it.
        subject: String,
    },
    /// Nobody can tell: what is missing to know.
    Unknown(String),
}

impl Cause {
    /// A failure.
    pub(crate) fn fails(reason: &str, subject: &str) -> Self {
        Self::Fails {
            reason: reason.into(),
            subject: subject.into(),
        }
    }

    /// The kind, without what it is about.
    pub(crate) fn kind(&self) -> &str {
        match self {
            Self::Starts => "starts",
            Self::Fails { reason, .. } => reason,
            Self::Unknown(_) => "unknown",
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Starts => f.write_str("starts"),
            Self::Fails { reason, subject } => write!(f, "{reason} `{subject}`"),
            Self::Unknown(missing) => write!(f, "unknown: {missing}"),
        }
    }
}
