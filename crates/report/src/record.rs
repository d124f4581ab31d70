//! What is reported about one image.

use diagnostic::{Fact, Finding, Level};
use gobin::Facts;

/// What the memory of a running or dumped program holds.
#[derive(Clone, Debug)]
pub struct Live {
    /// `process 123`, `core FILE`.
    pub source: String,
    /// How far the program was moved from the addresses in its file; `None` if unknown.
    pub load_bias: Option<u64>,
    /// `runtime.iscgo`.
    pub iscgo: Fact<bool>,
    /// `_cgo_init`: the address of `x_cgo_init` in memory, or 0.
    pub cgo_init: Fact<u64>,
}

/// One image of one file: what it is and what the rules found.
#[derive(Clone, Debug)]
pub struct Record {
    /// The file, as the user named it or as the walk found it; `-` for standard input.
    pub path: String,
    /// SHA-256 of the file's bytes as stored, in hexadecimal; `None` unless asked for.
    pub sha256: Option<String>,
    /// What the bytes prove.
    pub facts: Facts,
    /// What its memory holds, where one was given.
    pub live: Option<Live>,
    /// The container image that it lies in.
    pub placed: Option<rules::Placed>,
    /// What the rules found, at every level.
    pub findings: Vec<Finding>,
}

impl Record {
    /// Format in machine output: `ar` for a member of an archive, the image's own otherwise.
    #[must_use]
    pub fn format(&self) -> &'static str {
        if self.is_member() {
            "ar"
        } else {
            self.facts.format.name()
        }
    }

    /// Whether the image is a member of an archive.
    pub(crate) fn is_member(&self) -> bool {
        let container = self.facts.container.as_deref();
        container.is_some_and(|name| name.starts_with("member"))
    }

    /// Path and container: `lib.a (member go.o)`.
    #[must_use]
    pub fn name(&self) -> String {
        match &self.facts.container {
            Some(container) => format!("{} ({container})", self.path),
            None => self.path.clone(),
        }
    }

    /// Findings that people are shown: at `warn` and `deny`, and not set aside.
    pub fn shown(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.stands())
    }

    /// Findings at `warn` and `deny` that an exception or the baseline set aside.
    pub fn waived(&self) -> impl Iterator<Item = &Finding> {
        let counted = self.findings.iter().filter(|f| f.level > Level::Allow);
        counted.filter(|finding| finding.waived().is_some())
    }
}
