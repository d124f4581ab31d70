//! Which programs ran: what was executed, which thread belongs to whom, who loaded what.

use std::collections::BTreeMap;

use traces::Outcome;

use crate::Made;

/// Processes that are remembered.
const MOST: usize = 4096;
/// Attempts to execute, and libraries, that are kept of each.
const MOST_OF_EACH: usize = 64;

/// One process of one source.
#[derive(Clone, Debug, Default)]
pub(crate) struct Process {
    /// The program that it runs, as `execve` named it.
    pub(crate) program: Option<String>,
    /// Attempts to execute since the last that succeeded.
    pub(crate) refused: Vec<Made>,
    /// The dynamic loader was at work before Go's runtime.
    has_loader: bool,
    /// Go's runtime has started.
    has_runtime: bool,
    /// Libraries that were opened after Go's runtime had started.
    pub(crate) late: Vec<Made>,
}

impl Process {
    /// Whether the program was linked statically: its runtime started and no loader had been there.
    pub(crate) const fn is_static(&self) -> bool {
        self.has_runtime && !self.has_loader
    }

    /// Whether a dynamic loader was at work.
    pub(crate) const fn has_loader(&self) -> bool {
        self.has_loader
    }

    fn executed(&mut self, made: &Made) {
        match made.call.outcome {
            Outcome::Returned(_) => {
                let program = Some(made.path());
                *self = Self {
                    program,
                    ..Self::default()
                };
            }
            Outcome::Failed(_) if self.refused.len() < MOST_OF_EACH => {
                self.refused.push(made.clone());
            }
            Outcome::Failed(_) | Outcome::Unknown => {}
        }
    }

    /// A program with a C library starts: attempts whose paths were not printed were a search that succeeded.
    fn started(&mut self) {
        self.refused.retain(|made| !made.path().is_empty());
    }

    fn opened(&mut self, made: &Made) {
        let path = made.path();
        if path.contains("hpage_pmd_size") {
            self.has_runtime = true;
        } else if path.contains("/etc/ld.so")
            || path.contains(".so")
            || path.contains("/etc/ld-musl")
        {
            if !self.has_runtime {
                self.has_loader = true;
            } else if self.late.len() < MOST_OF_EACH {
                self.late.push(made.clone());
            }
        }
    }
}

/// A library that a running program looked for.
#[derive(Debug)]
pub(crate) struct Missed<'a> {
    pub(crate) name: String,
    pub(crate) source: usize,
    pub(crate) is_static: bool,
    is_found: bool,
    pub(crate) attempts: Vec<&'a Made>,
}

/// Every process.
#[derive(Debug, Default)]
pub(crate) struct Processes {
    processes: BTreeMap<(usize, u64), Process>,
    /// The process of a thread, or the child itself where it is a process of its own.
    leaders: BTreeMap<(usize, u64), u64>,
}

impl Processes {
    pub(crate) fn take(&mut self, made: &Made) {
        match made.call.name.as_str() {
            "execve" | "execveat" => {
                if let Some(process) = self.of(made.source, made.task) {
                    process.executed(made);
                }
            }
            "brk" => {
                if let Some(process) = self.of(made.source, made.task) {
                    process.started();
                }
            }
            "clone" | "clone3" | "fork" | "vfork" => self.cloned(made),
            "open" | "openat" | "openat2" | "access" => {
                if let Some(process) = self.of(made.source, made.task) {
                    process.opened(made);
                }
            }
            _ => {}
        }
    }

    /// A new thread belongs to the process of its maker.
    fn cloned(&mut self, made: &Made) {
        let is_thread = made.call.args.contains("THREAD");
        let Outcome::Returned(child) = made.call.outcome else {
            return;
        };
        let Ok(child) = u64::try_from(child) else {
            return;
        };
        if self.leaders.len() < MOST {
            let maker = self.leader(made.source, made.task);
            let leader = if is_thread { maker } else { child };
            self.leaders.insert((made.source, child), leader);
        }
    }

    /// `strace` names the first process only once there is a second: a number that nobody was given is its.
    fn leader(&self, source: usize, task: u64) -> u64 {
        let known = self.leaders.get(&(source, task)).copied();
        known.unwrap_or_else(|| {
            if self.processes.contains_key(&(source, 0)) {
                0
            } else {
                task
            }
        })
    }

    fn of(&mut self, source: usize, task: u64) -> Option<&mut Process> {
        let key = (source, self.leader(source, task));
        if self.processes.len() >= MOST && !self.processes.contains_key(&key) {
            return None;
        }
        Some(self.processes.entry(key).or_default())
    }

    /// Every process, with its source.
    pub(crate) fn all(&self) -> impl Iterator<Item = (usize, &Process)> {
        let all = self.processes.iter();
        all.map(|((source, _), process)| (*source, process))
    }

    /// The libraries that running programs looked for and found in no folder, with whether the program was linked
    /// statically, and the attempts.
    pub(crate) fn missed(&self) -> Vec<Missed<'_>> {
        let mut missed: Vec<Missed<'_>> = Vec::new();
        for (source, process) in self.all() {
            for made in &process.late {
                let path = made.path();
                let Some(name) = path
                    .rsplit('/')
                    .next()
                    .filter(|name| name.contains(".so") && *name != "ld.so.cache")
                else {
                    continue;
                };
                let is_found = matches!(made.call.outcome, Outcome::Returned(_));
                let known = missed
                    .iter_mut()
                    .find(|m| m.source == source && m.name == name);
                match known {
                    Some(known) => {
                        known.is_found |= is_found;
                        known.attempts.push(made);
                    }
                    None => missed.push(Missed {
                        name: name.to_owned(),
                        source,
                        is_static: process.is_static(),
                        is_found,
                        attempts: vec![made],
                    }),
                }
            }
        }
        missed.retain(|m| !m.is_found);
        missed
    }
}
