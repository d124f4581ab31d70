//! Following a program: starting it, its threads and children, and what each stop means.

mod decide;
mod start;
mod thread;
mod tracer;

use std::ffi::OsString;
use std::io;
use std::path::PathBuf;

pub use start::run;

/// What is run.
#[derive(Clone, Debug)]
pub struct Command {
    /// The program: a path, or a name that is looked for in the folders of `path`.
    pub program: OsString,
    /// Its arguments, without its own name.
    pub arguments: Vec<OsString>,
    /// `PATH`, where there is one.
    pub path: Option<OsString>,
    /// Where the record is written: a folder without a record.
    pub record: PathBuf,
    /// How calls are stopped at.
    pub acceleration: Acceleration,
}

/// How calls are stopped at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acceleration {
    /// By a filter where that sees everything, else at every call.
    Filter,
    /// At every call: slower, and it leaves room for programs that use ptrace themselves, which are let go.
    EveryCall,
}

/// How the program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It exited with a code.
    Exited(i32),
    /// A signal killed it.
    Killed(i32),
    /// It was never executed: the error, as execve(2) gave it.
    NotExecuted(i32),
}

/// Why a program could not be traced.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    /// A text with a zero in it cannot be an argument.
    #[error("an argument holds a zero byte")]
    Zero,
    /// The kernel refused to start or trace it.
    #[error("the kernel refused to trace: {0}")]
    Trace(io::Error),
    /// The record could not be written.
    #[error("the record cannot be written: {0}")]
    Record(io::Error),
}
