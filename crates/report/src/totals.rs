//! What a whole run came to.

use diagnostic::{Finding, Level, Notice};

/// Findings by level; those that were set aside count apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// At `allow`.
    pub allow: u64,
    /// At `warn`.
    pub warn: u64,
    /// At `deny`.
    pub deny: u64,
    /// At `warn` or `deny`, and set aside by an exception or the baseline.
    pub waived: u64,
}

impl Counts {
    /// Counts these findings.
    pub fn of<'f>(findings: impl IntoIterator<Item = &'f Finding>) -> Self {
        let mut counts = Self::default();
        for finding in findings {
            match finding.level {
                Level::Allow => counts.allow += 1,
                _ if finding.waived().is_some() => counts.waived += 1,
                Level::Warn => counts.warn += 1,
                Level::Deny => counts.deny += 1,
            }
        }
        counts
    }

    /// Adds the counts of another part of the run.
    pub fn add(&mut self, other: Self) {
        self.allow += other.allow;
        self.warn += other.warn;
        self.deny += other.deny;
        self.waived += other.waived;
    }
}

/// Files that a walk met and did not audit, by reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PassedOver {
    /// First bytes of no format that Go links for.
    pub other_files: u64,
    /// Binaries in which nothing is Go's.
    pub not_go: u64,
    /// The first bytes are a binary's, the header behind them cannot be read.
    pub broken: u64,
    /// Symbolic links.
    pub links: u64,
    /// Devices, FIFOs and sockets.
    pub special: u64,
}

/// An input that could not be read, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// The path as the user knows it.
    pub path: String,
    /// What went wrong: a clause.
    pub message: String,
}

/// What a whole run came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Images with Go in them.
    pub go_images: u64,
    /// Findings.
    pub findings: Counts,
    /// Files that a walk met and did not audit.
    pub passed_over: PassedOver,
    /// Inputs that could not be read, in order.
    pub unread: Vec<Unread>,
    /// What the reader should know about the run itself, in order.
    pub notices: Vec<Notice>,
}
