//! `cgone diagnose -- COMMAND` against the command alone and under strace.

use std::ffi::OsString;
use std::path::Path;

use anyhow::{Context, Result};

use super::Runs;
use super::measure::{Cost, in_turn};
use super::table::Table;
use crate::{fixtures, workspace};

/// What is run: its name, its fixture, its arguments.
const PROGRAMS: &[(&str, &str, &[&str])] = &[
    (
        "300 threads, cgo",
        "threads/go1.27/linux-amd64",
        &["300", "20"],
    ),
    (
        "300 threads, no cgo",
        "threads-pure/go1.27/linux-amd64",
        &["300", "20"],
    ),
    (
        "50,000 system calls",
        "crash-pure/go1.27/linux-amd64",
        &["calls"],
    ),
];

/// Measures and prints a table.
pub(super) fn run(runs: &Runs) -> Result<()> {
    let cgone = workspace::cgone()?;
    let rows = fixtures::built()?;
    let mut table = Table::new(&[
        "program",
        "alone",
        "cgone diagnose",
        "wall against alone",
        "strace -f",
        "CPU against strace -f",
    ]);
    for (name, id, arguments) in PROGRAMS
        .iter()
        .filter(|(name, ..)| name.contains(&runs.only))
    {
        let row = rows.iter().find(|row| row.id == *id);
        let path = row.and_then(|row| row.path.clone());
        let path =
            path.with_context(|| format!("no fixture `{id}`: run `cargo xtask fixtures`"))?;
        let costs = in_turn(&commands(&cgone, &path, arguments), runs.runs)?;
        let [alone, traced, strace] = costs.as_slice() else {
            continue;
        };
        table.row(vec![
            (*name).to_owned(),
            cell(alone),
            cell(traced),
            format!(
                "{:.2}×",
                traced.wall.as_secs_f64() / alone.wall.as_secs_f64()
            ),
            cell(strace),
            format!(
                "{:.2}×",
                traced.cpu.as_secs_f64() / strace.cpu.as_secs_f64()
            ),
        ]);
    }
    println!("{}", table.render());
    Ok(())
}

fn commands(cgone: &Path, program: &Path, arguments: &[&str]) -> Vec<Vec<OsString>> {
    let with = |front: &[&str]| {
        let mut words: Vec<OsString> = front.iter().map(OsString::from).collect();
        words.push(program.into());
        words.extend(arguments.iter().map(OsString::from));
        words
    };
    let own = cgone.display().to_string();
    vec![
        with(&[]),
        with(&[&own, "diagnose", "--output", "/dev/null", "--"]),
        with(&["strace", "-f", "-o", "/dev/null"]),
    ]
}

/// Wall and CPU time.
fn cell(cost: &Cost) -> String {
    format!(
        "{:.0} ms, CPU {:.0} ms",
        cost.wall.as_secs_f64() * 1000.0,
        cost.cpu.as_secs_f64() * 1000.0
    )
}
