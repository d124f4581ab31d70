//! `cargo xtask compare`: what `cgone audit` says about every fixture, against what is expected of it.

mod ask;
pub(crate) mod diffs;
mod row;
mod under;

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::fixtures;

/// Options of `cargo xtask compare`.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct Arguments {
    /// Only rows whose id contains this.
    #[arg(default_value = "")]
    only: String,
}

/// Compares every row that has a file.
///
/// # Errors
/// When a fixture cannot be had, or a row differs: every difference is printed.
pub(crate) fn run(arguments: &Arguments) -> Result<String> {
    let mut rows = fixtures::ensure()?;
    rows.retain(|row| row.path.is_some() && row.id.contains(&arguments.only));
    let files = rows.iter().filter_map(|row| row.path.as_deref());
    let beside = rows
        .iter()
        .flat_map(|row| &row.beside)
        .map(PathBuf::as_path);
    let files: Vec<&Path> = files.chain(beside).collect();
    let said = ask::records("--no-policy", &files)?;
    let mut counts = row::Counts::default();
    let mut differing = 0_usize;
    for row in &rows {
        let records = row.path.as_ref().and_then(|path| said.get(path));
        let differences = row::compare(row, records.map_or(&[], Vec::as_slice), &mut counts);
        differing += usize::from(!differences.is_empty());
        for difference in differences {
            println!("{}: {difference}", row.id);
        }
    }
    let (under, judged) = under::differences(&rows)?;
    under.iter().for_each(|difference| println!("{difference}"));
    let row::Counts {
        facts,
        rules,
        iscgo,
    } = counts;
    let summary = format!(
        "{} fixtures: {facts} facts, {rules} rules, {judged} under a policy, {iscgo} × `runtime.iscgo` against the running program",
        rows.len()
    );
    match (rows.len(), differing + under.len()) {
        (0, _) => bail!("no fixture is named like `{}`", arguments.only),
        (_, 0) => Ok(summary),
        (all, some) => bail!("{some} of {all} fixtures differ ({summary})"),
    }
}
