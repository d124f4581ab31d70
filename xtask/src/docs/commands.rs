//! One page a subcommand, as `cgone man --format markdown` writes it from the declarations of its options.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Result, ensure};

use super::Page;
use crate::{command, workspace};

const NOTE: &str =
    "<!-- written by `cargo xtask docs` from the command's own options: change it there -->\n";

/// Every command's page.
pub(super) fn pages(programs: &Path) -> Result<Vec<Page>> {
    let folder = workspace::target()?.join("commands");
    if folder.is_dir() {
        fs::remove_dir_all(&folder)?;
    }
    let mut man = Command::new(programs.join("cgone"));
    command::output(man.args(["man", "--format", "markdown"]).arg(&folder))?;
    let mut pages = Vec::new();
    for entry in fs::read_dir(&folder)? {
        let entry = entry?;
        pages.push(Page {
            path: Path::new("docs/commands").join(entry.file_name()),
            text: format!("{NOTE}\n{}", fs::read_to_string(entry.path())?),
        });
    }
    pages.sort_by(|a, b| a.path.cmp(&b.path));
    ensure!(pages.len() > 1, "no page of a subcommand");
    Ok(pages)
}
