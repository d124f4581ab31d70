//! One verdict and what it is about.

use diagnostic::Decision;
use target::{Outcome, Program, Verdict};

/// What happened when a program was really started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reality {
    /// It came to run its own code.
    pub started: bool,
    /// How it ended.
    pub status: String,
    /// What it, or its loader, said first.
    pub words: String,
    /// Whether that is the verdict; `None` where the verdict is unknown.
    pub agrees: Option<bool>,
}

/// One program on one target.
#[derive(Clone, Debug)]
pub struct Record {
    /// The file, as the user named it.
    pub path: String,
    /// The target, as the user named it.
    pub target: String,
    /// Where the program stands there.
    pub at: String,
    /// `linux/amd64`; `None` for a file that is no ELF program.
    pub platform: Option<String>,
    /// The word of the policy that demands this start.
    pub demanded: Option<Decision>,
    /// What really happened, where it was tried; the error says why it could not be.
    pub reality: Option<Result<Reality, String>>,
    /// The verdict and how it was reached.
    pub outcome: Outcome,
}

impl Record {
    /// What `program`, named `path`, comes to on a target.
    #[must_use]
    pub fn new(path: &str, target: &str, program: &Program, outcome: Outcome) -> Self {
        let arch = program
            .object
            .as_ref()
            .map(|object| object.facts.identity.arch);
        Self {
            path: path.to_owned(),
            target: target.to_owned(),
            at: program.path.clone(),
            platform: arch.map(|arch| format!("linux/{arch}")),
            demanded: None,
            reality: None,
            outcome,
        }
    }

    /// The verdict in a few words: ``missing library `libc.so.6` ``.
    #[must_use]
    pub(crate) fn why(&self) -> String {
        match &self.outcome.verdict {
            Verdict::Starts => match self.outcome.later.first() {
                Some(later) => format!("until `{}` is called, which is missing", later.subject),
                None => String::new(),
            },
            Verdict::Fails(failure) => {
                format!("{}: `{}`", failure.reason, failure.subject)
            }
            Verdict::Unknown { missing } => format!("missing to know: {}", missing.join("; ")),
        }
    }
}
