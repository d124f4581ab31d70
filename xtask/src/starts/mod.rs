//! Really starts binaries of the corpus in real root filesystems, and holds what happened against
//! `../shared/cases/corpus/start-truth.jsonl` and against the verdict of `cgone load`.

mod cause;
mod chamber;
mod peers;
mod said;
mod table;
mod truth;
mod words;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};

use crate::corpus::{self, Entry};
use crate::roots::{self, Root};
use cause::Cause;
use chamber::Chamber;
use truth::Row;

/// `cargo xtask starts`
#[derive(Debug, Default, clap::Args)]
pub(crate) struct Arguments {
    /// Only these roots
    #[arg(long = "root", value_name = "NAME")]
    roots: Vec<String>,
    /// Only the roots of the gate
    #[arg(long)]
    gate: bool,
    /// The program to ask, instead of a release build of this checkout
    #[arg(long, value_name = "PROGRAM")]
    cgone: Option<PathBuf>,
    /// Do not ask cgone: compare what happens with what happened
    #[arg(long)]
    reality: bool,
    /// Ask ldd, lddtree and libtree too, and print who is right
    #[arg(long)]
    peers: bool,
    /// Print every run
    #[arg(long)]
    all: bool,
}

/// One run: what was said about it, and what happened.
#[derive(Debug)]
pub(crate) struct Run {
    /// What happened when it was first measured.
    row: Row,
    /// The file.
    entry: Entry,
    /// Where it is started: an index into the roots.
    root: usize,
    /// What happened now.
    now: Option<Cause>,
    /// The program's or the loader's first words.
    words: String,
    /// What cgone says, where it was asked.
    said: Option<Cause>,
    /// What cgone says of the release that the root is, from its profile alone.
    profile: Option<Cause>,
}

/// Starts them, asks cgone, and prints every disagreement.
///
/// # Errors
/// A disagreement, nothing to start, or a corpus, root or program that cannot be had.
pub(crate) fn run(arguments: &Arguments) -> Result<String> {
    let begun = Instant::now();
    let roots = wanted_roots(arguments)?;
    let mut runs = pair(&roots)?;
    ensure!(!runs.is_empty(), "there is nothing to start");
    start_all(&roots, &mut runs)?;
    if !arguments.reality {
        said::ask(arguments.cgone.as_deref(), &roots, &mut runs)?;
    }
    table::print(&roots, &runs, arguments.all);
    if arguments.peers {
        peers::compare(&roots, &runs)?;
    }
    let summary = table::summary(&roots, &runs);
    let wrong = runs.iter().filter(|run| !run.agrees()).count();
    if wrong > 0 {
        bail!("{wrong} of {} runs disagree; {summary}", runs.len());
    }
    println!("{summary} in {:.0} s", begun.elapsed().as_secs_f32());
    Ok(summary)
}

impl Arguments {
    /// What the gate runs.
    pub(crate) fn of_the_gate() -> Self {
        Self {
            gate: true,
            ..Self::default()
        }
    }
}

impl Run {
    /// Truth, reality and, where they were asked for, the verdicts on the root and on its release are one.
    fn agrees(&self) -> bool {
        let said = self.said.is_none() || self.said == self.now;
        // A profile may answer unknown for what it does not hold; the table counts it.
        let profile = matches!(self.profile, None | Some(Cause::Unknown(_)));
        let profile = profile || self.profile == self.now;
        self.now.as_ref() == Some(&self.row.cause) && said && profile
    }
}

fn wanted_roots(arguments: &Arguments) -> Result<Vec<Root>> {
    if arguments.gate {
        return roots::ensure_gate();
    }
    let known = truth::roots()?;
    let wanted = match arguments.roots.as_slice() {
        [] => known,
        some => some.to_vec(),
    };
    roots::ensure(&wanted)
}

/// Rows of the truth whose file is served, each with its root.
fn pair(roots: &[Root]) -> Result<Vec<Run>> {
    let truth = truth::read()?;
    let wanted = truth.iter().map(|row| row.sha256.clone()).collect();
    let entries = corpus::ensure_these(&wanted)?.into_iter();
    let entries: BTreeMap<String, Entry> = entries.map(|e| (e.row.sha256.clone(), e)).collect();
    let mut runs = Vec::new();
    for row in truth {
        let root = roots.iter().position(|root| root.spec.name == row.root);
        if let (Some(root), Some(entry)) = (root, entries.get(&row.sha256)) {
            runs.push(Run {
                row,
                entry: entry.clone(),
                root,
                now: None,
                words: String::new(),
                said: None,
                profile: None,
            });
        }
    }
    Ok(runs)
}

/// Starts every one, two at a time.
fn start_all(roots: &[Root], runs: &mut [Run]) -> Result<()> {
    let chamber = Chamber::new()?;
    let next = AtomicUsize::new(0);
    let slots: Vec<Mutex<&mut Run>> = runs.iter_mut().map(Mutex::new).collect();
    std::thread::scope(|scope| {
        let work = || -> Result<()> {
            while let Some(slot) = slots.get(next.fetch_add(1, Ordering::Relaxed)) {
                let mut run = slot.lock().unwrap_or_else(PoisonError::into_inner);
                let root = roots.get(run.root).context("a run has its root")?;
                let seen = chamber.start(root, &run.entry.file)?;
                (run.now, run.words) = (Some(seen.cause), seen.words);
            }
            Ok(())
        };
        let other = scope.spawn(work);
        let mine = work();
        other
            .join()
            .unwrap_or_else(|_| bail!("starting panicked"))
            .and(mine)
    })
}
