//! What maintainer scripts would write and a starting program reads: the loader's cache, users, name services,
//! certificates, the shell.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::Spec;
use crate::command;

/// Files that a package carries as a pattern and its script copies: `(pattern, target)`.
const COPIES: &[(&str, &str)] = &[
    ("usr/share/base-passwd/passwd.master", "etc/passwd"),
    ("usr/share/base-passwd/group.master", "etc/group"),
    ("usr/share/base-files/nsswitch.conf", "etc/nsswitch.conf"),
    ("usr/share/libc-bin/nsswitch.conf", "etc/nsswitch.conf"),
];

/// Does all of it that the packages of the root call for.
pub(super) fn all(spec: &Spec, root: &Path) -> Result<()> {
    for (pattern, target) in COPIES {
        copy(&root.join(pattern), &root.join(target))?;
    }
    certificates(root)?;
    shell(root)?;
    ldconfig(spec, root)
}

fn copy(pattern: &Path, target: &Path) -> Result<()> {
    if pattern.is_file() && !target.exists() {
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::copy(pattern, target)?;
    }
    Ok(())
}

/// `update-ca-certificates` joins all of them.
fn certificates(root: &Path) -> Result<()> {
    let folder = root.join("usr/share/ca-certificates/mozilla");
    if !folder.is_dir() {
        return Ok(());
    }
    let mut files: Vec<PathBuf> = fs::read_dir(&folder)?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<_>>()?;
    files.sort();
    let mut bundle = Vec::new();
    for file in files {
        bundle.extend(fs::read(file)?);
    }
    fs::create_dir_all(root.join("etc/ssl/certs"))?;
    fs::write(root.join("etc/ssl/certs/ca-certificates.crt"), bundle)?;
    Ok(())
}

/// In Debian 11 a script makes `sh`.
fn shell(root: &Path) -> Result<()> {
    let bin = root.join("bin");
    if bin.join("dash").exists() && fs::symlink_metadata(bin.join("sh")).is_err() {
        symlink("dash", bin.join("sh"))?;
    }
    Ok(())
}

/// The root's own `ldconfig`, which is a static program: only where the root has it is there a cache.
fn ldconfig(spec: &Spec, root: &Path) -> Result<()> {
    let program = root.join("sbin/ldconfig");
    if !program.is_file() {
        return Ok(());
    }
    let mut command = match spec.machine()?.emulator {
        None => Command::new(&program),
        Some(emulator) => {
            let mut command = Command::new(emulator);
            command.arg(&program);
            command
        }
    };
    command::output(command.arg("-r").arg(root)).context("`ldconfig` failed")?;
    if !root.join("etc/ld.so.cache").is_file() {
        bail!("`ldconfig` wrote no cache");
    }
    Ok(())
}
