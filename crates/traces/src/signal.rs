//! Signals by number, as Linux counts them on x86 and Arm.

use std::fmt;

/// A signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Signal(pub u8);

/// Names and numbers of signal(7).
const NAMES: &[(&str, u8)] = &[
    ("SIGHUP", 1),
    ("SIGINT", 2),
    ("SIGQUIT", 3),
    ("SIGILL", 4),
    ("SIGTRAP", 5),
    ("SIGABRT", 6),
    ("SIGBUS", 7),
    ("SIGFPE", 8),
    ("SIGKILL", 9),
    ("SIGUSR1", 10),
    ("SIGSEGV", 11),
    ("SIGUSR2", 12),
    ("SIGPIPE", 13),
    ("SIGALRM", 14),
    ("SIGTERM", 15),
    ("SIGCHLD", 17),
    ("SIGCONT", 18),
    ("SIGSTOP", 19),
    ("SIGURG", 23),
    ("SIGXCPU", 24),
    ("SIGSYS", 31),
];

impl Signal {
    /// An illegal instruction.
    pub const ILL: Self = Self(4);
    /// `abort`.
    pub const ABRT: Self = Self(6);
    /// A bus error.
    pub const BUS: Self = Self(7);
    /// An arithmetic error.
    pub const FPE: Self = Self(8);
    /// Killed.
    pub const KILL: Self = Self(9);
    /// A memory fault.
    pub const SEGV: Self = Self(11);
    /// A system call that a filter forbids.
    pub const SYS: Self = Self(31);

    /// The signal of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let known = NAMES.iter().find(|(known, _)| *known == name);
        known.map(|(_, number)| Self(*number))
    }
}

impl fmt::Display for Signal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match NAMES.iter().find(|(_, number)| *number == self.0) {
            Some((name, _)) => f.write_str(name),
            None => write!(f, "signal {}", self.0),
        }
    }
}
