//! Verdicts: real binaries on real roots, and what other tools take for one file.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use super::Runs;
use super::measure::in_turn;
use super::table::{Table, ms, verdict};
use crate::{corpus, roots, workspace};

/// How many files are loaded on how many roots.
const FILES: usize = 252;
const ROOTS: usize = 8;
/// All of them.
const WALL_AIM: Duration = Duration::from_secs(5);
/// One verdict.
const VERDICT_AIM: Duration = Duration::from_millis(2);
/// Files that the other tools are asked about.
const PEER_FILES: usize = 10;

pub(super) fn run(runs: &Runs) -> Result<()> {
    let cgone = workspace::cgone()?;
    let files = files()?;
    let roots = roots::ensure_gate()?;
    let folders: Vec<PathBuf> = roots.iter().map(|root| root.folder.clone()).collect();
    ensure!(!folders.is_empty() && !files.is_empty(), "nothing to load");
    let many: Vec<PathBuf> = files.iter().cycle().take(FILES).cloned().collect();
    let targets: Vec<PathBuf> = folders.iter().cycle().take(ROOTS).cloned().collect();
    let measured = in_turn(&[load(&cgone, &many, &targets)], runs.runs)?;
    let cost = measured.first().context("no cost")?;
    let verdicts = u32::try_from(FILES * ROOTS)?;
    println!("## Verdicts\n");
    println!(
        "{FILES} names of {} real binaries on {ROOTS} names of {} roots.\n",
        files.len(),
        folders.len()
    );
    let mut table = Table::new(&["what", "measured", "aim", "verdict"]);
    table.row(vec![
        "wall, ms".into(),
        ms(cost.wall),
        ms(WALL_AIM),
        verdict(cost.wall <= WALL_AIM).into(),
    ]);
    table.row(vec![
        "CPU of a verdict, ms".into(),
        ms(cost.cpu / verdicts),
        ms(VERDICT_AIM),
        verdict(cost.cpu / verdicts <= VERDICT_AIM).into(),
    ]);
    println!("{}", table.render());
    peers(&cgone, &files, &folders, runs)
}

/// Linux programs of this machine.
fn files() -> Result<Vec<PathBuf>> {
    let entries = corpus::ensure()?
        .into_iter()
        .filter(|entry| entry.row.is_go);
    let is_ours = |file: &PathBuf| {
        let bytes = std::fs::read(file).unwrap_or_default();
        let library = image::Library::parse(&bytes).ok();
        bytes.starts_with(b"\x7fELF") && library.is_some_and(|(l, _)| l.identity.machine == 62)
    };
    Ok(entries.map(|entry| entry.file).filter(is_ours).collect())
}

fn load(cgone: &std::path::Path, files: &[PathBuf], roots: &[PathBuf]) -> Vec<OsString> {
    let mut command: Vec<OsString> = vec![
        cgone.into(),
        "load".into(),
        "--format".into(),
        "ndjson".into(),
    ];
    for root in roots {
        command.extend(["--on".into(), root.into()]);
    }
    command.extend(files.iter().map(Into::into));
    command
}

/// One process a file and a root, as the other tools work.
fn peers(cgone: &std::path::Path, files: &[PathBuf], roots: &[PathBuf], runs: &Runs) -> Result<()> {
    let root = roots.iter().find(|root| root.join("usr/bin/ldd").is_file());
    let root = root.context("no root has `ldd`")?;
    let mut table = Table::new(&[
        "file",
        "cgone load, ms CPU",
        "lddtree, ms CPU",
        "ldd, ms CPU",
    ]);
    for file in files.iter().take(PEER_FILES) {
        let commands = [
            load(
                cgone,
                std::slice::from_ref(file),
                std::slice::from_ref(root),
            ),
            vec!["lddtree".into(), "-R".into(), root.into(), file.into()],
            vec!["ldd".into(), file.into()],
        ];
        let measured = in_turn(&commands, runs.runs.min(5))?;
        let name = file
            .file_name()
            .map(|name| name.to_string_lossy().chars().take(12).collect());
        let mut row = vec![name.unwrap_or_default()];
        row.extend(measured.iter().map(|cost| ms(cost.cpu)));
        table.row(row);
    }
    println!("{}", table.render());
    Ok(())
}
