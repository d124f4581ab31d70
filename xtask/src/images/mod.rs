//! `cargo xtask images`: real images, made by skopeo, umoci and tar, and what cgone makes of them: the tree of each
//! against the one that umoci unpacks, the verdicts against what is expected, and the same records from every form
//! in which an image is stored.

mod build;
mod expect;
mod forms;
mod tree;

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::{cache, command, workspace};
use build::Workshop;

/// Options of `cargo xtask images`.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct Arguments {
    /// Keeps the images, and says where.
    #[arg(long)]
    keep: bool,
}

/// Builds, compares, and says how much was compared.
///
/// # Errors
/// A tool, fixture or root cannot be had, or something is not as expected: everything wrong is named.
pub(crate) fn run(arguments: &Arguments) -> Result<String> {
    install()?;
    let folder = cache::root()?.join(format!("images.{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let compared = compare(&folder);
    if arguments.keep {
        println!("images are in {}", folder.display());
    } else {
        std::fs::remove_dir_all(&folder)?;
    }
    compared
}

fn compare(folder: &std::path::Path) -> Result<String> {
    let cgone = cgone()?;
    let shop = Workshop::new(folder)?;
    let images = shop.all()?;
    let mut wrong = Vec::new();
    let mut paths = 0;
    for image in &images {
        let (count, differences) = tree::compare(&shop, image)?;
        paths += count;
        wrong.extend(differences);
        wrong.extend(expect::compare(&cgone, &shop, image)?);
    }
    let (forms, differences) = forms::compare(&cgone, &shop)?;
    wrong.extend(differences);
    ensure!(wrong.is_empty(), "{}", wrong.join("\n"));
    ensure!(paths > 0 && forms > 0, "nothing was compared");
    Ok(format!(
        "{} images with {paths} paths, {forms} forms of one",
        images.len()
    ))
}

/// The program of this checkout.
fn cgone() -> Result<PathBuf> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    workspace::output(&cargo, &["build", "--quiet", "--bin", "cgone"])?;
    Ok(workspace::target()?.join("debug/cgone"))
}

/// Debian's tools, where one is missing.
fn install() -> Result<()> {
    let tools = ["skopeo", "umoci", "zstd"];
    let runs = |tool: &&str| Command::new(tool).arg("--version").output().is_ok();
    let missing: Vec<&str> = tools.into_iter().filter(|tool| !runs(tool)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let mut install = Command::new("apt-get");
    install.args(["install", "-y", "--no-install-recommends"]);
    install.env("DEBIAN_FRONTEND", "noninteractive");
    command::output(install.args(&missing))
        .map(drop)
        .context("cannot install the tools that make images")
}
