//! What is kept of a record for a table of many.

use diagnostic::{Finding, Level};

use super::screen;
use crate::{Counts, Record};

/// The small part of a record that a table of many needs.
#[derive(Clone, Debug, Default)]
pub struct Brief {
    /// The file, as the user knows it.
    pub path: String,
    /// Path and container.
    pub name: String,
    /// `ELF amd64, linux, go1.27.3`.
    pub headline: String,
    /// `linux/amd64`.
    pub platform: String,
    /// Go version.
    pub go: String,
    /// cgo state.
    pub cgo: String,
    /// Link mode.
    pub loads: String,
    /// Highest GLIBC version, or `-`.
    pub glibc: String,
    /// Findings by level.
    pub counts: Counts,
    /// Findings at `warn` and `deny`.
    pub findings: Vec<Finding>,
    /// Places that could not be read.
    pub problems: usize,
}

impl Brief {
    /// The brief of a record.
    #[must_use]
    pub fn of(record: &Record) -> Self {
        let facts = &record.facts;
        let named = |name: Option<&str>| name.unwrap_or("?").to_owned();
        let glibc = facts.link.max_versions.iter().find(|(p, _)| p == "GLIBC");
        Self {
            path: record.path.clone(),
            name: record.name(),
            headline: screen::headline(facts),
            platform: format!("{}/{}", named(facts.os.value.as_deref()), facts.arch),
            go: match &facts.go {
                Some(go) => named(go.version.value.as_deref()),
                None => "not Go".to_owned(),
            },
            cgo: named(facts.cgo.state.value.map(gobin::CgoState::name)),
            loads: named(facts.link.mode.value.map(gobin::LinkMode::name)),
            glibc: glibc.map_or("-", |(_, version)| version).to_owned(),
            counts: Counts::of(&record.findings),
            findings: record.shown().cloned().collect(),
            problems: facts.problems.len(),
        }
    }

    /// The worst level among the findings.
    pub(super) fn worst(&self) -> Option<Level> {
        self.findings.iter().map(|f| f.level).max()
    }
}
