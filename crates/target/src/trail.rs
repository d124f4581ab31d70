//! Every step of a start, with everything that was tried in order and why it was passed over.

/// Where in the start a step belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// The kernel reads the program.
    Kernel,
    /// The loader looks for a library.
    Search,
    /// The loader compares symbol versions.
    Versions,
    /// The loader compares the CPU with what the objects need.
    Cpu,
    /// The loader lays out thread-local storage and the stack.
    Memory,
    /// The loader looks for symbols.
    Symbols,
    /// The Go runtime starts.
    Go,
}

impl Stage {
    /// The name in machine output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Kernel => "kernel",
            Self::Search => "search",
            Self::Versions => "versions",
            Self::Cpu => "cpu",
            Self::Memory => "memory",
            Self::Symbols => "symbols",
            Self::Go => "go",
        }
    }
}

/// One thing that was tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Try {
    /// The path or name.
    pub what: String,
    /// Why it was tried: `RUNPATH of /app`, `ld.so.cache`, `default folder`.
    pub why: String,
    /// What came of it, as a clause; `taken` for the one that was used.
    pub result: String,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Where it belongs.
    pub stage: Stage,
    /// What the step does, as a clause: ``find `libc.so.6` for `/app` ``.
    pub does: String,
    /// What was tried, in order.
    pub tries: Vec<Try>,
    /// How it ended, as a clause.
    pub result: String,
}

/// Every step of a start, in order.
pub type Trail = Vec<Step>;
