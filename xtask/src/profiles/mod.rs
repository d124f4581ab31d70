//! Release profiles from real packages: `crates/target/profiles/RELEASE.txt`, what each release has that a
//! loader asks for, and `symbols.txt`, the symbols of its libraries.
//!
//! Packages are fetched and unpacked as for a root filesystem, read with readelf, and removed.

mod check;
mod library;
mod scan;
mod symbols;
mod write;

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use crate::roots::{self, Root};
use crate::workspace;

pub(crate) use check::run as check;

/// `cargo xtask profiles`
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Compare a root filesystem of the gate with its profile instead of writing
    #[arg(long)]
    check: bool,
}

/// `corpus/releases.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    release: Vec<Release>,
}

/// One release.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Release {
    /// `debian:12`.
    pub(super) name: String,
    /// Debian's suite.
    pub(super) suite: String,
    /// Debian's names of the architectures.
    pub(super) arches: Vec<String>,
    /// Packages beyond the minimal base.
    pub(super) with: Vec<String>,
}

/// Writes the profiles of all releases.
///
/// # Errors
/// A package cannot be had or read.
pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    if arguments.check {
        return check().map(|said| println!("{said}"));
    }
    let list = read()?;
    let mut symbols = symbols::Table::default();
    for release in &list {
        let mut sections = Vec::new();
        for arch in &release.arches {
            println!("{} {arch}", release.name);
            let base = roots::minbase(&release.suite, arch)?;
            let root = roots::temporary(&release.suite, arch, &release.with)?;
            let section =
                scan::root(&root, &base).with_context(|| format!("{} {arch}", release.name))?;
            symbols.add(release, &section, &root)?;
            sections.push(section);
            remove(&root)?;
        }
        fs::write(
            folder().join(file_name(release)),
            write::release(release, &sections)?,
        )?;
    }
    fs::write(folder().join("symbols.txt"), symbols.text())?;
    Ok(())
}

fn remove(root: &Root) -> Result<()> {
    fs::remove_dir_all(&root.folder)
        .with_context(|| format!("cannot remove {}", root.folder.display()))
}

fn read() -> Result<Vec<Release>> {
    let path = workspace::root().join("corpus/releases.toml");
    let text =
        fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let list: List = toml::from_str(&text).with_context(|| format!("in {}", path.display()))?;
    ensure!(!list.release.is_empty(), "{} lists nothing", path.display());
    Ok(list.release)
}

fn folder() -> PathBuf {
    workspace::root().join("crates/target/profiles")
}

fn file_name(release: &Release) -> String {
    format!("{}.txt", release.name.replace(':', "-"))
}
