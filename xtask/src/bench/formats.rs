//! `cargo xtask bench formats`: what a report of ten thousand findings costs in each format.

use std::hint::black_box;
use std::time::Instant;

use anyhow::{Result, ensure};
use report::{FORMATS, Format};

use super::Runs;
use super::table::Table;
use crate::formats::{Run, many, text};

/// Findings of a report.
const FINDINGS: usize = 10_000;

/// Measures and prints.
///
/// # Errors
/// In a build without optimisation, whose figures say nothing; or when no format has that name.
pub(super) fn run(runs: &Runs) -> Result<()> {
    ensure!(
        !cfg!(debug_assertions),
        "not optimised: `cargo run --release --package xtask -- bench formats`"
    );
    let wanted = FORMATS.iter().filter(|f| f.name.contains(&runs.only));
    let formats: Vec<&Format> = wanted.copied().collect();
    ensure!(
        !formats.is_empty(),
        "no format is named like `{}`",
        runs.only
    );
    let one = many("one file", FINDINGS, 1);
    let files = many("5,000 files", FINDINGS, 5_000);
    let mut table = Table::new(&["format", "1 file, ms", "MB", "5,000 files, ms", "MB"]);
    for format in formats {
        let mut cells = vec![format.name.to_owned()];
        for run in [&one, &files] {
            let (took, bytes) = measure(format, run, runs.runs);
            cells.push(format!("{took:.0}"));
            cells.push(format!("{bytes:.1}"));
        }
        table.row(cells);
    }
    println!("{}", table.render());
    Ok(())
}

/// The median in milliseconds, and the report's size in MB.
fn measure(format: &Format, run: &Run, times: usize) -> (f64, f64) {
    let mut bytes = 0;
    let mut took: Vec<f64> = (0..times.max(1))
        .map(|_| {
            let start = Instant::now();
            bytes = black_box(text(format, run)).len();
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    took.sort_by(f64::total_cmp);
    let median = took.get(took.len() / 2).copied().unwrap_or_default();
    #[expect(clippy::cast_precision_loss, reason = "a few megabytes")]
    let size = bytes as f64 / 1e6;
    (median, size)
}
