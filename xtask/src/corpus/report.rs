//! What a developer sees while and after the corpus is fetched.

use std::collections::BTreeMap;
use std::time::Duration;

use super::refused::{Reason, Refused};
use super::{Corpus, Entry, Row};

/// One line for each package as it is done.
pub(super) fn progress(at: usize, total: usize, rows: &[Row], refused: &[Refused]) {
    let Some(row) = rows.first() else { return };
    let state = refused
        .first()
        .map_or(String::new(), |r| format!(": {}", r.words));
    println!(
        "[{at:3}/{total}] {} {} {} {}{state}",
        row.registry, row.package, row.version, row.arch
    );
}

/// Path and origin of every file, tab-separated.
pub(super) fn list(entries: &[Entry]) {
    for Entry { row, file } in entries {
        println!("{}\t{row}", file.display());
    }
}

/// What hashing everything again found.
pub(super) fn verified((looked_at, damaged): (usize, usize)) {
    println!("{looked_at} files hashed, {damaged} damaged and removed");
}

/// Counts by registry, then everything that could not be had, with the client's words.
pub(super) fn table(corpus: &Corpus, took: Duration) {
    println!(
        "\n{:18} {:>5} {:>5} {:>9} {:>9} {:>11} {:>11}",
        "registry", "files", "Go", "gone", "differs", "unreachable", "out of step"
    );
    for (registry, counts) in count(corpus) {
        let Counts {
            files,
            go,
            gone,
            differs,
            unreachable,
            out_of_step,
        } = counts;
        println!(
            "{registry:18} {files:5} {go:5} {gone:9} {differs:9} {unreachable:11} {out_of_step:11}"
        );
    }
    refusals(corpus);
    let bytes: u64 = corpus
        .entries
        .iter()
        .filter_map(|entry| entry.row.size)
        .sum();
    let (files, fetched) = (corpus.entries.len(), corpus.fetched);
    println!(
        "{files} files, {} MB, {fetched} fetched now, in {:.1} s",
        bytes / 1_000_000,
        took.as_secs_f64()
    );
}

/// Everything that could not be had, with the client's words.
pub(super) fn refusals(corpus: &Corpus) {
    for (row, refused) in &corpus.refused {
        println!("{}: {row}\n    {}", name(refused.reason), refused.words);
    }
}

fn name(reason: Reason) -> &'static str {
    match reason {
        Reason::Gone => "no longer served",
        Reason::Differs => "digest differs",
        Reason::Unreachable => "not reached",
        Reason::OutOfStep => "lists out of step",
    }
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Counts {
    files: usize,
    go: usize,
    gone: usize,
    differs: usize,
    unreachable: usize,
    out_of_step: usize,
}

fn count(corpus: &Corpus) -> BTreeMap<&str, Counts> {
    let mut counts = BTreeMap::<&str, Counts>::new();
    for entry in &corpus.entries {
        let of = counts.entry(&entry.row.registry).or_default();
        of.files += 1;
        of.go += usize::from(entry.row.is_go);
    }
    for (row, refused) in &corpus.refused {
        let of = counts.entry(&row.registry).or_default();
        match refused.reason {
            Reason::Gone => of.gone += 1,
            Reason::Differs => of.differs += 1,
            Reason::Unreachable => of.unreachable += 1,
            Reason::OutOfStep => of.out_of_step += 1,
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_by_registry() {
        let row = Row {
            registry: "npm".into(),
            is_go: true,
            ..Row::default()
        };
        let entry = Entry {
            row: row.clone(),
            file: "f".into(),
        };
        let refused = Refused {
            sha256: String::new(),
            reason: Reason::Gone,
            words: String::new(),
        };
        let corpus = Corpus {
            entries: vec![entry],
            refused: vec![(row, refused)],
            fetched: 0,
        };
        let expect = Counts {
            files: 1,
            go: 1,
            gone: 1,
            ..Counts::default()
        };
        assert_eq!(count(&corpus)["npm"], expect);
    }
}
