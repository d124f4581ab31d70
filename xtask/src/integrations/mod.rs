//! `cargo xtask integrations`: the ready pieces under `integrations/`, the completions and the manual pages, each
//! run by the program that it is for. What cannot run is named and fails.

mod action;
mod bench;
mod gitlab;
mod goreleaser;
mod ko;
mod make;
mod manual;
mod pre_commit;
mod scripts;
mod shells;
mod yaml;

use anyhow::{Result, bail};

use bench::Bench;

/// Options of `cargo xtask integrations`.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct Arguments {
    /// Runs only the pieces whose name contains this.
    #[arg(default_value = "")]
    only: String,
}

/// One piece.
struct Piece {
    name: &'static str,
    /// Says what was run.
    run: fn(&Bench) -> Result<String>,
}

/// Every piece.
const PIECES: &[Piece] = &[
    scripts::PIECE,
    action::PIECE,
    action::INSTALL,
    gitlab::PIECE,
    pre_commit::PIECE,
    goreleaser::PIECE,
    ko::PIECE,
    make::PIECE,
    shells::BASH,
    shells::ZSH,
    shells::FISH,
    manual::PIECE,
];

/// Runs the pieces; one that fails does not keep the others from running.
///
/// # Errors
/// When a piece fails: all that failed are named.
pub(crate) fn run(arguments: &Arguments) -> Result<String> {
    let bench = Bench::set_up()?;
    let mut failed = Vec::new();
    let mut ran = 0_usize;
    for piece in PIECES.iter().filter(|p| p.name.contains(&arguments.only)) {
        ran += 1;
        match (piece.run)(&bench) {
            Ok(said) => println!("integration {}: ok, {said}", piece.name),
            Err(error) => {
                println!("integration {}: FAILED\n{error:#}", piece.name);
                failed.push(piece.name);
            }
        }
    }
    match (ran, failed.as_slice()) {
        (0, _) => bail!("no integration is named like `{}`", arguments.only),
        (_, []) => Ok(format!("{ran} integrations ran")),
        _ => bail!(
            "{} of {ran} integrations failed: {}",
            failed.len(),
            failed.join(", ")
        ),
    }
}
