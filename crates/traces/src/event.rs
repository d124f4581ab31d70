//! What a line of a log tells.

use crate::strace::{quoted, string};
use crate::{Errno, Gauge, Say, Signal};

/// One thing that a line tells.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// The line in its source; the first is 1.
    pub line: u64,
    /// The line as it stands there, or the text that a traced `write` put together; cut to a length that can
    /// be shown.
    pub text: String,
    /// The thread that a trace names; `None` in a log without a tracer.
    pub task: Option<u64>,
    /// What it tells.
    pub what: What,
}

/// The kinds of things that lines tell.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// A known message: which, and the texts before, between and behind its fixed parts.
    Said(Say, Vec<String>),
    /// A system call and its outcome.
    Call(Call),
    /// A signal that was delivered.
    Signal {
        /// Which.
        signal: Signal,
        /// The kernel's or the sender's code: a name like `SEGV_MAPERR`, or a number.
        code: String,
        /// The address that it is about.
        address: Option<u64>,
    },
    /// A thread or process ended.
    Ended(Ending),
    /// A value of /proc, a cgroup or a sysctl.
    Gauge(Gauge),
    /// What the dynamic loader did, as `LD_DEBUG` tells.
    Linking(Linking),
}

/// How a thread or process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// With a code.
    Exited(i64),
    /// By a signal.
    Killed(Signal),
}

/// A system call.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// Its name, as the kernel's table has it.
    pub name: String,
    /// Its arguments, as the tracer printed them; cut to a length that can be shown.
    pub args: String,
    /// What it returned.
    pub outcome: Outcome,
    /// The time that the tracer printed, as it stands there.
    pub time: Option<String>,
}

impl Call {
    /// The first string among its arguments: the path, where it takes one.
    #[must_use]
    pub fn string(&self) -> Option<String> {
        quoted(&self.args)
    }

    /// The bytes of its first string, as far as the tracer printed them.
    #[must_use]
    pub fn bytes(&self) -> Option<Vec<u8>> {
        string(self.args.as_bytes())
    }
}

/// What a system call returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A value.
    Returned(i64),
    /// An error.
    Failed(Errno),
    /// The tracer does not know: the process ended meanwhile.
    Unknown,
}

impl Outcome {
    /// The error, where it is one.
    #[must_use]
    pub const fn errno(self) -> Option<Errno> {
        match self {
            Self::Failed(errno) => Some(errno),
            Self::Returned(_) | Self::Unknown => None,
        }
    }
}

/// What the dynamic loader did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Linking {
    /// It looks for a library.
    Find(String),
    /// It tries a file.
    Try(String),
    /// It maps a library: which, and for whom.
    Load(String, String),
}

/// Longest text that an event keeps, in bytes.
pub(crate) const LONGEST: usize = 600;

/// The bytes as text, cut to what can be shown.
pub(crate) fn shown(bytes: &[u8]) -> String {
    let cut = bytes.get(..LONGEST).unwrap_or(bytes);
    let mut text = String::from_utf8_lossy(cut).into_owned();
    if cut.len() < bytes.len() {
        text.push('…');
    }
    text
}
