//! `shellcheck` of every script.

use std::process::Command;

use anyhow::{Result, ensure};

use super::Piece;
use super::bench::{Bench, end_with};
use crate::workspace;

pub(super) const PIECE: Piece = Piece {
    name: "scripts",
    run,
};

fn run(_bench: &Bench) -> Result<String> {
    let mut scripts = workspace::tracked()?;
    scripts.retain(|p| p.starts_with("integrations") && p.extension().is_some_and(|e| e == "sh"));
    ensure!(!scripts.is_empty(), "no script under `integrations`");
    let mut command = Command::new("shellcheck");
    command.current_dir(workspace::root()).args(&scripts);
    end_with(&mut command, 0)?;
    Ok(format!("{} scripts pass shellcheck", scripts.len()))
}
