//! Many files at once, their outcomes in order.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;

use rayon::ThreadPoolBuilder;
use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};

use super::progress::Progress;
use super::{Auditor, Outcome};
use crate::input::Candidate;

/// Outcomes that may wait for an earlier file.
const WAITING: usize = 256;

/// Audits the candidates on `jobs` threads (0: one a core) and hands over their outcomes in order.
///
/// # Errors
/// The first error that `take` returns; the rest is not audited.
pub(crate) fn run(
    auditor: &Auditor,
    candidates: &[Candidate],
    jobs: usize,
    show_progress: bool,
    mut take: impl FnMut(&Candidate, Outcome) -> Result<(), String>,
) -> Result<(), String> {
    if candidates.len() < 2 || jobs == 1 {
        let mut progress = Progress::new(candidates.len(), show_progress);
        for (done, candidate) in candidates.iter().enumerate() {
            take(candidate, auditor.audit(candidate))?;
            progress.at(done + 1);
        }
        return Ok(());
    }
    let pool = ThreadPoolBuilder::new()
        .num_threads(jobs)
        .build()
        .map_err(|error| format!("no threads: {error}"))?;
    let (sender, receiver) = mpsc::sync_channel(WAITING);
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        let stop = &stop;
        scope.spawn(move || {
            pool.install(|| {
                candidates.par_iter().enumerate().for_each_with(
                    sender,
                    |sender, (index, candidate)| {
                        if !stop.load(Ordering::Relaxed) {
                            // The receiver is gone only when the run was stopped.
                            drop(sender.send((index, auditor.audit(candidate))));
                        }
                    },
                );
            });
        });
        let taken = in_order(receiver, candidates, show_progress, &mut take);
        stop.store(true, Ordering::Relaxed);
        taken
    })
}

/// Hands over what arrives, each after all before it.
#[expect(
    clippy::needless_pass_by_value,
    reason = "the receiver must be dropped on an error, or the senders would wait for ever"
)]
fn in_order(
    receiver: mpsc::Receiver<(usize, Outcome)>,
    candidates: &[Candidate],
    show_progress: bool,
    take: &mut impl FnMut(&Candidate, Outcome) -> Result<(), String>,
) -> Result<(), String> {
    let mut progress = Progress::new(candidates.len(), show_progress);
    let mut early = BTreeMap::new();
    let mut rest = candidates.iter().enumerate().peekable();
    for (done, (index, outcome)) in receiver.iter().enumerate() {
        early.insert(index, outcome);
        while let Some((index, candidate)) = rest.peek() {
            let Some(outcome) = early.remove(index) else {
                break;
            };
            take(candidate, outcome)?;
            rest.next();
        }
        progress.at(done + 1);
    }
    Ok(())
}
