//! The libraries of a root filesystem, package by package.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::library::{self, Facts};
use crate::corpus::Package;
use crate::roots::{Machine, Root};

/// What stands at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Item {
    /// A library and its facts.
    Library(String, Box<Facts>),
    /// A link and what it says.
    Link(String, String),
    /// A file or folder that programs read at run time.
    Has(String),
}

/// One package.
#[derive(Clone, Debug)]
pub(super) struct Part {
    /// Name and version.
    pub(super) package: Package,
    /// Not of the minimal base.
    pub(super) extra: bool,
    /// What it brings, sorted by path.
    pub(super) items: Vec<Item>,
}

/// One release on one machine.
#[derive(Clone, Debug)]
pub(super) struct Section {
    /// The machine.
    pub(super) machine: Machine,
    /// glibc's release, `2.36`.
    pub(super) glibc: String,
    /// Folders that are links, and what they say.
    pub(super) merged: Vec<(String, String)>,
    /// Packages that bring something.
    pub(super) parts: Vec<Part>,
}

/// Files that a starting or running Go program reads, and the package that brings them or whose script writes
/// them.
const RUNTIME_FILES: &[(&str, &str)] = &[
    ("/etc/group", "base-passwd"),
    ("/etc/passwd", "base-passwd"),
    ("/etc/nsswitch.conf", "libc-bin"),
    ("/etc/nsswitch.conf", "base-files"),
    ("/usr/share/zoneinfo", "tzdata"),
    ("/bin/sh", "dash"),
    ("/usr/bin/env", "coreutils"),
];

/// Reads a root; what is not of the base's packages is extra.
pub(super) fn root(root: &Root, base: &[Package]) -> Result<Section> {
    let machine = root.spec.machine()?;
    let mut parts = Vec::new();
    for package in &root.contents.packages {
        let items = items(&root.folder, machine, &package.name)
            .with_context(|| format!("package `{}`", package.name))?;
        if !items.is_empty() {
            parts.push(Part {
                package: package.clone(),
                extra: !base.iter().any(|p| p.name == package.name),
                items,
            });
        }
    }
    let section = Section {
        machine,
        glibc: glibc(&root.contents.packages)?,
        merged: merged(&root.folder)?,
        parts,
    };
    section.check(&root.folder)?;
    Ok(section)
}

impl Section {
    /// The loader is there and searches the folders that the profile names.
    fn check(&self, root: &Path) -> Result<()> {
        let loader = root.join(self.machine.interpreter.trim_start_matches('/'));
        let resolved = inside(root, &loader)?;
        let bytes =
            fs::read(&resolved).with_context(|| format!("cannot read {}", resolved.display()))?;
        let folders: String = self
            .machine
            .folders()
            .iter()
            .map(|folder| format!("{folder}/\0"))
            .collect();
        let found = bytes
            .windows(folders.len())
            .any(|w| w == folders.as_bytes());
        ensure!(found, "{} searches other folders", resolved.display());
        Ok(())
    }
}

/// The file behind absolute links, which are meant from the root.
fn inside(root: &Path, path: &Path) -> Result<std::path::PathBuf> {
    let mut path = path.to_owned();
    while let Ok(target) = fs::read_link(&path) {
        path = match target.strip_prefix("/") {
            Ok(inner) => root.join(inner),
            Err(_) => path.parent().context("no folder")?.join(&target),
        };
    }
    Ok(path)
}

/// `2.36-9+deb12u1` is 2.36.
fn glibc(packages: &[Package]) -> Result<String> {
    let package = packages.iter().find(|p| p.name == "libc6");
    let version = &package.context("no package `libc6`")?.version;
    let release = version.split('-').next().unwrap_or(version);
    Ok(release.to_owned())
}

fn merged(root: &Path) -> Result<Vec<(String, String)>> {
    let mut links = Vec::new();
    for name in ["bin", "lib", "lib32", "lib64", "libx32", "sbin"] {
        if let Ok(target) = fs::read_link(root.join(name)) {
            let target = target.to_str().context("a link is not UTF-8")?;
            links.push((format!("/{name}"), target.to_owned()));
        }
    }
    Ok(links)
}

fn items(root: &Path, machine: Machine, package: &str) -> Result<Vec<Item>> {
    let list = root.join(format!("var/lib/dpkg/info/{package}.list"));
    let list =
        fs::read_to_string(&list).with_context(|| format!("cannot read {}", list.display()))?;
    let mut items = Vec::new();
    for path in list.lines().filter(|path| is_searched(path, machine)) {
        items.extend(item(root, path)?);
    }
    for (path, owner) in RUNTIME_FILES {
        let there = || {
            root.join(path.trim_start_matches('/'))
                .symlink_metadata()
                .is_ok()
        };
        if *owner == package && there() {
            items.push(Item::Has((*path).to_owned()));
        }
    }
    items.sort_by_key(|item| item.path().to_owned());
    Ok(items)
}

impl Item {
    pub(super) fn path(&self) -> &str {
        match self {
            Self::Library(path, _) | Self::Link(path, _) | Self::Has(path) => path,
        }
    }
}

/// A shared library in a folder that a loader looks into, or a loader.
fn is_searched(path: &str, machine: Machine) -> bool {
    let Some((folder, name)) = path.rsplit_once('/') else {
        return false;
    };
    let folder = folder.strip_prefix("/usr").unwrap_or(folder);
    let triplet = format!("/lib/{}", machine.triplet);
    let musl = triplet.replace("-gnu", "-musl");
    let known = ["/lib", "/lib64", triplet.as_str(), musl.as_str()];
    let hwcaps = folder.starts_with(&format!("{triplet}/glibc-hwcaps/"));
    (known.contains(&folder) || hwcaps) && name.contains(".so")
}

fn item(root: &Path, path: &str) -> Result<Option<Item>> {
    let file = root.join(path.trim_start_matches('/'));
    if let Ok(target) = fs::read_link(&file) {
        let target = target.to_str().context("a link is not UTF-8")?;
        return Ok(Some(Item::Link(path.to_owned(), target.to_owned())));
    }
    if !file.is_file() {
        return Ok(None);
    }
    let bytes = fs::read(&file)?;
    if !bytes.starts_with(b"\x7fELF") {
        return Ok(None);
    }
    let facts = library::facts(&bytes).with_context(|| path.to_owned())?;
    Ok(Some(Item::Library(path.to_owned(), Box::new(facts))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_folders_of_loaders_are_searched() {
        let machine = Machine::of("amd64").unwrap();
        let check =
            |path: &str, expect: bool| assert_eq!(is_searched(path, machine), expect, "{path}");
        check("/lib/x86_64-linux-gnu/libc.so.6", true);
        check("/usr/lib/x86_64-linux-gnu/libz.so.1.2.13", true);
        check("/lib64/ld-linux-x86-64.so.2", true);
        check("/lib/x86_64-linux-musl/libc.so", true);
        check("/usr/lib/x86_64-linux-gnu/gconv/EUC-JP.so", false);
        check("/usr/lib/x86_64-linux-gnu/perl-base", false);
        check(
            "/usr/lib/x86_64-linux-gnu/glibc-hwcaps/x86-64-v3/libx.so.1",
            true,
        );
    }
}
