//! A folder of 300 binaries: real ones, each under as many names as it takes.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use super::Runs;
use super::measure::in_turn;
use super::table::{Table, mb, ms, verdict};
use crate::{cache, corpus, workspace};

/// How many files the folder has.
const FILES: usize = 300;
/// Files a second.
const SPEED_AIM: f64 = 300.0;
/// Peak memory, in bytes.
const PEAK_AIM: u64 = 200_000_000;

pub(super) fn run(runs: &Runs) -> Result<()> {
    let cgone = workspace::cgone()?;
    let entries = corpus::ensure()?.into_iter();
    let binaries: Vec<PathBuf> = entries.filter(|e| e.row.is_go).map(|e| e.file).collect();
    let folder = folder(&binaries)?;
    let command = vec![cgone.into(), "audit".into(), folder.clone().into()];
    let measured = in_turn(&[command], runs.runs)?;
    let cost = measured.first().context("no cost")?;
    let bytes: u64 = sizes(&folder)?;
    std::fs::remove_dir_all(&folder)?;
    println!("## Audit of a folder\n");
    let threads = std::thread::available_parallelism()?;
    println!(
        "{FILES} hard links to {} real binaries, {} MB in all, {threads} cores.\n",
        binaries.len(),
        mb(bytes)
    );
    #[expect(clippy::cast_precision_loss, reason = "a figure to read")]
    let speed = FILES as f64 / cost.wall.as_secs_f64();
    let mut table = Table::new(&["what", "measured", "aim", "verdict"]);
    table.row(vec![
        "files a second".into(),
        format!("{speed:.0}"),
        format!("{SPEED_AIM} or more"),
        verdict(speed >= SPEED_AIM).into(),
    ]);
    table.row(vec![
        "peak memory, MB".into(),
        mb(cost.peak),
        format!("under {}", mb(PEAK_AIM)),
        verdict(cost.peak < PEAK_AIM).into(),
    ]);
    table.row(vec![
        "wall, ms".into(),
        ms(cost.wall),
        String::new(),
        String::new(),
    ]);
    table.row(vec![
        "CPU, ms".into(),
        ms(cost.cpu),
        String::new(),
        String::new(),
    ]);
    println!("{}", table.render());
    Ok(())
}

/// A fresh folder in the cache, where hard links to its other files can be made.
fn folder(binaries: &[PathBuf]) -> Result<PathBuf> {
    ensure!(!binaries.is_empty(), "no binary to link to");
    let folder = cache::root()?.join(format!("bench-folder.{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    for (number, binary) in (0..FILES).zip(binaries.iter().cycle()) {
        let link = folder.join(format!("{number:03}"));
        std::fs::hard_link(binary, &link)
            .with_context(|| format!("cannot link {} to {}", link.display(), binary.display()))?;
    }
    Ok(folder)
}

fn sizes(folder: &Path) -> Result<u64> {
    let files = std::fs::read_dir(folder)?;
    files.map(|file| Ok(file?.metadata()?.len())).sum()
}
