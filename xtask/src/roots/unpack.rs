//! Packages into a folder, without running anything of them.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use super::Spec;
use crate::command;

/// What no program reads when it starts.
const LEFT_OUT: &[&str] = &[
    "./usr/share/doc/*",
    "./usr/share/info/*",
    "./usr/share/locale/*",
    "./usr/share/lintian/*",
    "./usr/share/man/*",
];

/// Folders that are links into `usr` since Debian merged them; debootstrap makes the links first.
const MERGED: &[&str] = &["bin", "lib", "lib32", "lib64", "libx32", "sbin"];

/// Unpacks every `.deb` of the folder into the root.
pub(super) fn all(spec: &Spec, debs: &Path, root: &Path) -> Result<()> {
    if spec.minbase {
        merge(root)?;
    }
    let archives = archives(debs)?;
    ensure!(!archives.is_empty(), "no package was brought");
    fs::create_dir_all(root.join("var/lib/dpkg/info"))?;
    let mut status = String::new();
    for deb in &archives {
        let control = command::text(Command::new("dpkg-deb").arg("--field").arg(deb))?;
        let files = one(deb, root).with_context(|| format!("cannot unpack {}", deb.display()))?;
        let name = package(&control).with_context(|| format!("{} has no name", deb.display()))?;
        fs::write(root.join(format!("var/lib/dpkg/info/{name}.list")), files)?;
        status += &entry(&control);
    }
    fs::write(root.join("var/lib/dpkg/status"), status)?;
    if spec.minbase {
        drop_unused(root)?;
    }
    Ok(())
}

/// The files that carry what is unpacked first: `base-files` makes the links of newer suites.
fn archives(debs: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(debs)? {
        let path = entry?.path();
        if path.extension().is_some_and(|e| e == "deb") {
            found.push(path);
        }
    }
    let first = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        !name.starts_with("base-files_")
    };
    found.sort_by_key(|path| (first(path), path.clone()));
    Ok(found)
}

fn merge(root: &Path) -> Result<()> {
    for name in MERGED {
        fs::create_dir_all(root.join("usr").join(name))?;
        symlink(format!("usr/{name}"), root.join(name))?;
    }
    Ok(())
}

/// Links to folders that nothing came into: only some machines have a `lib32`.
fn drop_unused(root: &Path) -> Result<()> {
    for name in MERGED {
        // Fails for a folder that something is in, which is the answer that is asked for.
        if fs::remove_dir(root.join("usr").join(name)).is_ok() {
            fs::remove_file(root.join(name))?;
        }
    }
    Ok(())
}

/// Unpacks one and lists its files as dpkg does, a path a line.
fn one(deb: &Path, root: &Path) -> Result<String> {
    let mut stream = Command::new("dpkg-deb")
        .arg("--fsys-tarfile")
        .arg(deb)
        .stdout(Stdio::piped())
        .spawn()
        .context("cannot start `dpkg-deb`")?;
    let from = stream.stdout.take().context("`dpkg-deb` has no output")?;
    let mut tar = Command::new("tar");
    tar.args(["-xv", "--numeric-owner", "--keep-directory-symlink"]);
    tar.args(LEFT_OUT.iter().map(|path| format!("--exclude={path}")));
    let names = command::text(tar.arg("-C").arg(root).stdin(from))?;
    let ended = stream.wait()?;
    ensure!(ended.success(), "`dpkg-deb` ended with {ended}");
    let path = |name: &str| format!("{}\n", name.trim_start_matches('.').trim_end_matches('/'));
    Ok(names.lines().map(path).collect())
}

fn package(control: &str) -> Option<&str> {
    control
        .lines()
        .find_map(|line| line.strip_prefix("Package: "))
}

/// How dpkg lists a package that is installed.
fn entry(control: &str) -> String {
    let (first, rest) = control.split_once('\n').unwrap_or((control, ""));
    format!("{first}\nStatus: install ok installed\n{rest}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dpkg_reads_the_status() {
        let said = entry("Package: a\nVersion: 1\n");
        assert_eq!(
            said,
            "Package: a\nStatus: install ok installed\nVersion: 1\n\n"
        );
    }
}
