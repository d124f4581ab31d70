//! The answer: starts, fails, or what is missing to know.

use std::fmt;

use crate::{Loaded, Trail};

/// Whether a program starts on a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Its loader hands over to it.
    Starts,
    /// It does not, and this is the first thing that goes wrong.
    Fails(Failure),
    /// The target does not tell.
    Unknown {
        /// What is missing to know, as clauses; never empty.
        missing: Vec<String>,
    },
}

impl Verdict {
    /// The name in machine output: `starts`, `fails`, `unknown`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Starts => "starts",
            Self::Fails(_) => "fails",
            Self::Unknown { .. } => "unknown",
        }
    }
}

/// What goes wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The kind of failure.
    pub reason: Reason,
    /// The interpreter, library, version or symbol, as the loader names it.
    pub subject: String,
    /// What the user would see there, in the exact words of that loader's release. Empty where nothing is
    /// printed.
    pub message: String,
}

/// Kinds of failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// The program interpreter (`PT_INTERP`, or that of `#!`) is not there.
    MissingInterpreter,
    /// A needed library is found nowhere.
    MissingLibrary,
    /// A library lacks a needed symbol version.
    VersionNotFound,
    /// No loaded object defines a needed symbol.
    MissingSymbol,
    /// Built for another machine.
    WrongMachine,
    /// No format that the kernel runs, or a library that its loader refuses.
    WrongFormat,
    /// Needs instructions that the CPU lacks.
    CpuLevel,
    /// Needs a newer kernel.
    KernelTooOld,
    /// Thread-local storage does not fit into the static block.
    StaticTls,
    /// Asks for an executable stack, which the loader refuses.
    ExecutableStack,
    /// Lacks the permission to be run, or lies on a `noexec` mount.
    NotExecutable,
    /// The loader itself ends on an assertion.
    LoaderAssertion,
    /// What was loaded does not fit together: two C libraries, a Go library under a loader that cannot host it.
    Incompatible,
    /// A library that is opened while running is not there, and the program ends on it.
    RuntimeLibrary,
    /// A file that the program reads while running is not there.
    RuntimeFile,
}

impl Reason {
    /// The name in machine output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::MissingInterpreter => "missing-interpreter",
            Self::MissingLibrary => "missing-library",
            Self::VersionNotFound => "version-not-found",
            Self::MissingSymbol => "missing-symbol",
            Self::WrongMachine => "wrong-machine",
            Self::WrongFormat => "wrong-format",
            Self::CpuLevel => "cpu-level",
            Self::KernelTooOld => "kernel-too-old",
            Self::StaticTls => "static-tls",
            Self::ExecutableStack => "executable-stack",
            Self::NotExecutable => "not-executable",
            Self::LoaderAssertion => "loader-assertion",
            Self::Incompatible => "incompatible",
            Self::RuntimeLibrary => "runtime-library",
            Self::RuntimeFile => "runtime-file",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A verdict, and how it was reached.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The verdict.
    pub verdict: Verdict,
    /// Failures that come later: at the first call of a function, at the first look-up of a host.
    pub later: Vec<Failure>,
    /// What the loader or cgone remarks without failing: a preloaded library that is missing, a warning that
    /// ld.so prints, an assumption that the verdict rests on.
    pub notes: Vec<String>,
    /// Every step, in order.
    pub trail: Trail,
    /// The objects put together, in the loader's order; empty for a program that needs no loader.
    pub loaded: Vec<Loaded>,
}
