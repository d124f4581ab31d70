//! What a comparison says.

use crate::build::Proof;

/// Whether a change makes a program harder or easier to load.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// It asks more of its target, or is hardened less.
    Worse,
    /// It asks less of its target, or is hardened more.
    Better,
    /// Neither, or the bytes do not say which.
    Neutral,
}

impl Direction {
    /// Every direction, in the order in which people read them.
    pub const ALL: [Self; 3] = [Self::Worse, Self::Better, Self::Neutral];

    /// The name in machine output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Worse => "worse",
            Self::Better => "better",
            Self::Neutral => "neutral",
        }
    }

    /// Worse where the order says that more is asked.
    pub(crate) const fn of(asked: std::cmp::Ordering) -> Self {
        match asked {
            std::cmp::Ordering::Greater => Self::Worse,
            std::cmp::Ordering::Less => Self::Better,
            std::cmp::Ordering::Equal => Self::Neutral,
        }
    }
}

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Before.
    Old,
    /// After.
    New,
}

impl Side {
    /// The name in machine output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Old => "old",
            Self::New => "new",
        }
    }
}

/// One thing that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The aspect's name, which `--fail-on` takes: `glibc-floor`.
    pub aspect: &'static str,
    /// Whether it loads harder or easier.
    pub direction: Direction,
    /// What it is about: a library, a package, a field.
    pub subject: String,
    /// One clause, lower case, no full stop, values in backticks.
    pub message: String,
    /// The value before; `None` where there was none.
    pub old: Option<String>,
    /// The value after.
    pub new: Option<String>,
    /// What it rests on, by side.
    pub evidence: Vec<(Side, Proof)>,
}

/// A field that one side knows and the other does not: no statement about a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// The field of `cgone.audit/1`: `link.mode`.
    pub field: &'static str,
    /// The side that does not know it.
    pub side: Side,
    /// The other side's value.
    pub known: String,
    /// What would settle it.
    pub missing: String,
}

/// A value from a binary in a clause: backticks around it, none within.
pub(crate) fn code(value: &str) -> String {
    format!("`{}`", value.replace('`', "'"))
}
