//! Everything that is known of a failure: events of all sources, kept to what symptoms ask for.

use std::collections::BTreeMap;

use gobin::Facts;
use traces::{Ending, Event, Linking, Say, Signal, What};

use crate::Evidence;
use crate::calls::Calls;
use crate::gauges::Gauges;

/// Messages of one meaning that are kept; the others are counted.
const MOST_HEARD: usize = 48;
/// Signals, ends and steps of the loader that are kept.
const MOST_SEEN: usize = 512;

/// A message that was heard.
#[derive(Clone, Debug)]
pub struct Heard {
    /// Its meaning.
    pub say: Say,
    /// The texts before, between and behind its fixed parts.
    pub free: Vec<String>,
    /// The thread that wrote it, where a trace tells.
    pub task: Option<u64>,
    /// Its source, by number.
    pub source: usize,
    /// Where it stands.
    pub evidence: Evidence,
}

impl Heard {
    /// One of its free texts.
    #[must_use]
    pub fn part(&self, n: usize) -> &str {
        self.free.get(n).map_or("", String::as_str)
    }
}

/// A signal that was seen in a trace.
#[derive(Clone, Debug)]
pub(crate) struct Delivered {
    pub(crate) signal: Signal,
    pub(crate) code: String,
    pub(crate) address: Option<u64>,
    pub(crate) source: usize,
    pub(crate) evidence: Evidence,
}

/// The end of a thread.
#[derive(Clone, Debug)]
pub(crate) struct Ended {
    pub(crate) ending: Ending,
    pub(crate) task: u64,
    pub(crate) source: usize,
    pub(crate) evidence: Evidence,
}

/// One failure, as far as its logs tell.
#[derive(Debug, Default)]
pub struct Case<'a> {
    sources: Vec<String>,
    heard: BTreeMap<Say, Vec<Heard>>,
    /// The first task of each source.
    roots: BTreeMap<usize, u64>,
    pub(crate) calls: Calls,
    pub(crate) gauges: Gauges,
    pub(crate) signals: Vec<Delivered>,
    pub(crate) ended: Vec<Ended>,
    pub(crate) linking: Vec<(Linking, Evidence)>,
    pub(crate) facts: Option<&'a Facts>,
}

impl<'a> Case<'a> {
    /// A case without anything, with the audit's facts of the binary where there are any.
    #[must_use]
    pub fn new(facts: Option<&'a Facts>) -> Self {
        Self {
            facts,
            ..Self::default()
        }
    }

    /// Announces a source; its events name it by the number that this returns.
    pub fn source(&mut self, name: impl Into<String>) -> usize {
        self.sources.push(name.into());
        self.sources.len() - 1
    }

    /// The sources, as they were named.
    #[must_use]
    pub fn sources(&self) -> &[String] {
        &self.sources
    }

    /// Takes an event of a source.
    pub fn take(&mut self, source: usize, event: Event) {
        let evidence = Evidence {
            source: self.sources.get(source).cloned().unwrap_or_default(),
            line: event.line,
            text: event.text,
        };
        if let Some(task) = event.task {
            self.roots.entry(source).or_insert(task);
        }
        let task = event.task.unwrap_or(0);
        match event.what {
            What::Said(say, free) => {
                let heard = self.heard.entry(say).or_default();
                if heard.len() < MOST_HEARD {
                    heard.push(Heard {
                        say,
                        free,
                        task: event.task,
                        source,
                        evidence,
                    });
                }
            }
            What::Call(call) => self.calls.take(call, source, task, evidence),
            What::Gauge(gauge) => self.gauges.take(gauge, evidence),
            What::Signal {
                signal,
                code,
                address,
            } if self.signals.len() < MOST_SEEN => self.signals.push(Delivered {
                signal,
                code,
                address,
                source,
                evidence,
            }),
            What::Ended(ending) => self.ended(Ended {
                ending,
                task,
                source,
                evidence,
            }),
            What::Linking(linking) if self.linking.len() < MOST_SEEN => {
                self.linking.push((linking, evidence));
            }
            What::Linking(_) | What::Signal { .. } => {}
        }
    }

    /// Keeps the last ends: the first process ends last.
    fn ended(&mut self, ended: Ended) {
        if self.ended.len() >= MOST_SEEN {
            self.ended.remove(0);
        }
        self.ended.push(ended);
    }

    /// Whether the trace of a source shows that its first process ended well.
    pub(crate) fn ended_well(&self, source: usize) -> bool {
        let root = self.roots.get(&source);
        let mut ends = self.ended.iter().rev().filter(|e| e.source == source);
        let end = ends.find(|ended| Some(&ended.task) == root);
        end.is_some_and(|ended| ended.ending == Ending::Exited(0))
    }

    /// Whether the trace of a source shows that its first process ended badly.
    pub(crate) fn ended_badly(&self, source: usize) -> bool {
        let root = self.roots.get(&source);
        let mut ends = self.ended.iter().rev().filter(|e| e.source == source);
        let end = ends.find(|ended| Some(&ended.task) == root);
        end.is_some_and(|ended| ended.ending != Ending::Exited(0))
    }

    /// The messages of a meaning. What a traced program wrote counts only if its run failed.
    pub fn said(&self, say: Say) -> impl Iterator<Item = &Heard> {
        let heard = self.heard.get(&say).into_iter().flatten();
        heard.filter(|heard| heard.task.is_none() || !self.ended_well(heard.source))
    }

    /// The first message of a meaning.
    pub(crate) fn first(&self, say: Say) -> Option<&Heard> {
        self.said(say).next()
    }

    /// Whether a message of the meaning was heard.
    pub(crate) fn has(&self, say: Say) -> bool {
        self.first(say).is_some()
    }

    /// The first lines of several meanings, as evidence: `each` of every meaning.
    pub(crate) fn evidence(&self, says: &[Say], each: usize) -> Vec<Evidence> {
        let lines = says.iter().flat_map(|say| self.said(*say).take(each));
        lines.map(|heard| heard.evidence.clone()).collect()
    }
}
