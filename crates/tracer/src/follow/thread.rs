//! What is remembered of one thread between its stops.

use crate::calls::Call;
use crate::stop;
use crate::sys::Tid;

/// A call that a thread is in.
#[derive(Debug)]
pub(super) struct Entered {
    /// Its place in the table; `None` for a call that is not there.
    pub(super) call: Option<&'static Call>,
    /// Its number.
    pub(super) number: u64,
    /// Its arguments.
    pub(super) values: [u64; 6],
    /// Its arguments in words, read before it ran.
    pub(super) words: String,
    /// Whether the conditions of the table hold.
    pub(super) is_wanted: bool,
}

impl Entered {
    /// The call's name.
    pub(super) fn name(&self) -> String {
        match self.call {
            Some(call) => call.name.to_owned(),
            None => stop::syscall_name(self.number),
        }
    }

    /// Whether it writes to standard error, so that what it writes matters and not what it returns.
    pub(super) fn is_output(&self) -> bool {
        self.is_wanted
            && self
                .call
                .is_some_and(|call| matches!(call.name, "write" | "writev"))
    }

    /// Whether it installs a filter, if it succeeds.
    pub(super) fn installs_filter(&self) -> bool {
        self.is_wanted
            && self
                .call
                .is_some_and(|call| matches!(call.name, "seccomp" | "prctl"))
    }
}

/// A thread.
#[derive(Debug, Default)]
pub(super) struct Thread {
    /// The process that it belongs to, once it was asked for.
    pub(super) process: Option<Tid>,
    /// The call that it is in.
    pub(super) entered: Option<Entered>,
    /// Whether it was stopped before the call that it is in.
    pub(super) is_inside: bool,
    /// Whether it stops at every call.
    pub(super) is_whole: bool,
    /// Calls that are still stopped at because the one before says that they matter.
    pub(super) following: u8,
    /// Whether its first stop was seen.
    pub(super) is_known: bool,
}

impl Thread {
    /// Whether it has to stop at the next start or end of a call.
    pub(super) const fn stops_at_calls(&self) -> bool {
        self.is_whole || self.following > 0 || self.entered.is_some()
    }
}
