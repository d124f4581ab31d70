//! System calls of all traces, kept to what symptoms ask for.

use std::collections::BTreeMap;

use traces::{Call, Errno, Outcome};

use crate::Evidence;
use crate::processes::Processes;

/// Calls of one name and outcome that are kept; the others are counted.
const MOST_ALIKE: usize = 24;
/// Paths that are kept.
const MOST_PATHS: usize = 2048;

/// A call that was made.
#[derive(Clone, Debug)]
pub struct Made {
    /// The call.
    pub call: Call,
    /// Its source, by number.
    pub source: usize,
    /// The thread that made it.
    pub task: u64,
    /// Where it stands.
    pub evidence: Evidence,
}

impl Made {
    /// The path that it names.
    pub(crate) fn path(&self) -> String {
        self.call.string().unwrap_or_default()
    }
}

/// How often calls of one name failed with one error, and the first of them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Alike {
    pub(crate) count: u64,
    pub(crate) first: Vec<Made>,
}

/// Every call.
#[derive(Debug, Default)]
pub(crate) struct Calls {
    failed: BTreeMap<(String, Errno), Alike>,
    returned: BTreeMap<String, Vec<Made>>,
    paths: Vec<Made>,
    pub(crate) processes: Processes,
}

impl Calls {
    pub(crate) fn take(&mut self, call: Call, source: usize, task: u64, evidence: Evidence) {
        let made = Made {
            call,
            source,
            task,
            evidence,
        };
        self.processes.take(&made);
        if made.call.name == "brk" {
            return;
        }
        if is_path(&made.call.name) {
            if self.paths.len() < MOST_PATHS {
                self.paths.push(made);
            }
            return;
        }
        match made.call.outcome {
            Outcome::Failed(errno) => {
                let key = (made.call.name.clone(), errno);
                let alike = self.failed.entry(key).or_default();
                alike.count += 1;
                if alike.first.len() < MOST_ALIKE {
                    alike.first.push(made);
                }
            }
            Outcome::Returned(_) => {
                let alike = self.returned.entry(made.call.name.clone()).or_default();
                if alike.len() < MOST_ALIKE {
                    alike.push(made);
                }
            }
            Outcome::Unknown => {}
        }
    }

    /// Calls of one of these names that failed with this error.
    pub(crate) fn failed<'a>(
        &'a self,
        names: &'a [&str],
        errno: Errno,
    ) -> impl Iterator<Item = &'a Made> {
        let all = self.failed.iter();
        let alike =
            all.filter(move |((name, found), _)| *found == errno && names.contains(&name.as_str()));
        alike.flat_map(|(_, alike)| &alike.first)
    }

    /// How many calls of one of these names failed with this error.
    pub(crate) fn count(&self, names: &[&str], errno: Errno) -> u64 {
        let all = self.failed.iter();
        let alike =
            all.filter(|((name, found), _)| *found == errno && names.contains(&name.as_str()));
        alike.map(|(_, alike)| alike.count).sum()
    }

    /// Every failed call with this error.
    pub(crate) fn with(&self, errno: Errno) -> impl Iterator<Item = &Made> {
        let all = self
            .failed
            .iter()
            .filter(move |((_, found), _)| *found == errno);
        all.flat_map(|(_, alike)| &alike.first)
    }

    /// The first calls of a name that succeeded.
    pub(crate) fn returned(&self, name: &str) -> impl Iterator<Item = &Made> {
        self.returned.get(name).into_iter().flatten()
    }

    /// Calls that named a path, in order.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &Made> {
        self.paths.iter()
    }
}

fn is_path(name: &str) -> bool {
    const NAMES: &[&str] = &[
        "open",
        "openat",
        "openat2",
        "access",
        "faccessat",
        "faccessat2",
        "stat",
        "newfstatat",
        "statx",
        "read",
        "pread64",
    ];
    NAMES.contains(&name)
}
