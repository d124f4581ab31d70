//! Real Go binaries that nobody here built, fetched by the registries' own clients and checked by digest.
//!
//! What is wanted stands in `../shared/cases/corpus/manifest.tsv` and, for the benchmarks, in
//! `corpus/bench.tsv`. Files are stored as `<cache>/corpus/<sha256>`, once and for all checkouts; package
//! archives are removed as soon as the wanted members are out.

mod apt;
mod client;
mod fetch;
mod manifest;
mod npm;
mod pip;
mod plan;
mod refused;
mod report;
#[cfg(test)]
mod samples;
mod store;
mod unpack;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Result, bail};

pub(crate) use apt::{Package, Suite, Suites};
pub(crate) use manifest::{Row, folder as shared};

use crate::cache;
use refused::{Reason, Refused};
use store::Store;

/// `cargo xtask corpus`
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Hash every stored file again
    #[arg(long)]
    verify: bool,
    /// Ask the registries again for what they did not serve
    #[arg(long)]
    again: bool,
    /// The files of the benchmarks only
    #[arg(long)]
    bench: bool,
    /// Print where each file is, and nothing else
    #[arg(long)]
    list: bool,
}

/// One file of the corpus, on disk, its digest checked.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// Where it came from.
    pub(crate) row: Row,
    /// Where it is: `<cache>/corpus/<sha256>`.
    pub(crate) file: PathBuf,
}

/// What there is and what could not be had.
#[derive(Debug, Default)]
struct Corpus {
    entries: Vec<Entry>,
    refused: Vec<(Row, Refused)>,
    fetched: usize,
}

/// Fetches what is missing and prints what there is.
///
/// # Errors
/// A registry cannot be reached, a pinned file has another digest, or there is no file at all.
pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    if arguments.list {
        report::list(&if arguments.bench {
            ensure_bench()?
        } else {
            ensure()?
        });
        return Ok(());
    }
    let start = Instant::now();
    let store = Store::open()?;
    if arguments.again {
        refused::forget(&store)?;
    }
    let rows = if arguments.bench {
        manifest::bench()?
    } else {
        everything()?
    };
    if arguments.verify {
        report::verified(store.drop_damaged(&rows)?);
    }
    let corpus = fill(&store, rows)?;
    report::table(&corpus, start.elapsed());
    judge(&corpus)
}

/// Every file of the manifest that the registries serve: Go files and those that are none.
///
/// # Errors
/// As [`run`].
pub(crate) fn ensure() -> Result<Vec<Entry>> {
    entries(manifest::corpus()?)
}

/// The files of these digests that the registries serve.
///
/// # Errors
/// As [`run`].
pub(crate) fn ensure_these(wanted: &BTreeSet<String>) -> Result<Vec<Entry>> {
    let mut rows = manifest::corpus()?;
    rows.retain(|row| wanted.contains(&row.sha256));
    entries(rows)
}

/// The files that the benchmarks read, as `corpus/bench.tsv` lists them.
///
/// # Errors
/// As [`run`].
pub(crate) fn ensure_bench() -> Result<Vec<Entry>> {
    entries(manifest::bench()?)
}

fn entries(rows: Vec<Row>) -> Result<Vec<Entry>> {
    let corpus = fill(&Store::open()?, rows)?;
    report::refusals(&corpus);
    judge(&corpus)?;
    Ok(corpus.entries)
}

/// The manifest and what only the benchmarks add to it.
fn everything() -> Result<Vec<Row>> {
    let mut rows = manifest::corpus()?;
    for row in manifest::bench()? {
        if !rows.iter().any(|known| known.sha256 == row.sha256) {
            rows.push(row);
        }
    }
    Ok(rows)
}

fn fill(store: &Store, rows: Vec<Row>) -> Result<Corpus> {
    if rows.iter().all(|row| store.holds(row)) {
        return Ok(sort(store, rows, &[], 0));
    }
    let _alone = cache::lock("corpus")?;
    let mut known = refused::read(store)?;
    let missing = rows
        .iter()
        .filter(|row| !store.holds(row) && !refused::contains(&known, row));
    let groups = plan::by_package(missing.cloned());
    let mut fetched = 0;
    if !groups.is_empty() {
        let (stored, refusals) = fetch::all(store, groups)?;
        fetched = stored;
        known.extend(refusals);
        refused::write(store, &known)?;
    }
    Ok(sort(store, rows, &known, fetched))
}

fn sort(store: &Store, rows: Vec<Row>, known: &[Refused], fetched: usize) -> Corpus {
    let mut corpus = Corpus {
        fetched,
        ..Corpus::default()
    };
    for row in rows {
        if store.holds(&row) {
            corpus.entries.push(Entry {
                file: store.path(&row.sha256),
                row,
            });
        } else if let Some(refused) = known.iter().find(|r| r.sha256 == row.sha256) {
            corpus.refused.push((row, refused.clone()));
        }
    }
    corpus
}

/// Rows that a mirror in the middle of an update may keep back, as a share of all: the others prove the same.
const OUT_OF_STEP_AT_MOST: f64 = 0.05;

/// What makes the task fail: a registry out of reach, other bytes under a pinned version, nothing at all, or
/// more than a few files that a mirror in the middle of an update keeps back.
fn judge(corpus: &Corpus) -> Result<()> {
    let kept_back = corpus
        .refused
        .iter()
        .filter(|(_, refused)| refused.reason == Reason::OutOfStep)
        .count();
    let all = corpus.entries.len() + corpus.refused.len();
    #[expect(clippy::cast_precision_loss, reason = "a few hundred rows")]
    let too_many = kept_back as f64 > all as f64 * OUT_OF_STEP_AT_MOST;
    let fatal = |(row, refused): &&(Row, Refused)| match refused.reason {
        Reason::Unreachable => true,
        Reason::OutOfStep => too_many,
        Reason::Differs => row.is_pinned(),
        Reason::Gone => false,
    };
    let failures: Vec<String> = corpus
        .refused
        .iter()
        .filter(fatal)
        .map(|(row, r)| format!("{row}: {}", r.words))
        .collect();
    if !failures.is_empty() {
        bail!(
            "{} files of the corpus could not be had\n{}",
            failures.len(),
            failures.join("\n")
        );
    }
    if corpus.entries.is_empty() {
        bail!("no file of the corpus could be had");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn corpus(version: &str, reason: Reason) -> Corpus {
        let row = Row {
            version: version.into(),
            sha256: "aa".into(),
            ..Row::default()
        };
        let refused = Refused {
            sha256: "aa".into(),
            reason,
            words: "its words".into(),
        };
        let entry = Entry {
            row: Row::default(),
            file: PathBuf::new(),
        };
        Corpus {
            entries: vec![entry],
            refused: vec![(row, refused)],
            fetched: 0,
        }
    }

    #[test]
    fn what_vanished_is_no_error_and_an_unreachable_registry_is() {
        assert!(judge(&corpus("1", Reason::Gone)).is_ok());
        let error = judge(&corpus("1", Reason::Unreachable))
            .unwrap_err()
            .to_string();
        assert!(error.contains("its words"), "{error}");
    }

    #[test]
    fn a_mirror_in_the_middle_of_an_update_keeps_back_a_few_files_at_most() {
        let mut many = corpus("1", Reason::OutOfStep);
        assert!(judge(&many).is_err(), "one of two");
        let entry = |_| Entry {
            row: Row::default(),
            file: PathBuf::new(),
        };
        many.entries = (0..19).map(entry).collect();
        assert!(judge(&many).is_ok(), "one of twenty");
    }

    #[test]
    fn other_bytes_are_an_error_where_the_version_is_pinned() {
        assert!(judge(&corpus("1", Reason::Differs)).is_err());
        assert!(judge(&corpus("-", Reason::Differs)).is_ok());
    }

    #[test]
    fn nothing_is_an_error() {
        assert!(judge(&Corpus::default()).is_err());
    }
}
