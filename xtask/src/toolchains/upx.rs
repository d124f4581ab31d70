//! UPX from Debian 11 (Debian 12 does not carry it), unpacked into the cache, not installed.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::{cache, command};

/// The version of the program, as the packed file states it.
pub(super) const VERSION: &str = "3.96";

/// The Debian release that has it, and the one whose archive this machine already uses.
const RELEASES: (&str, &str) = ("bullseye", "bookworm");

/// Package, version, SHA-256 of the `.deb`.
const PACKAGES: [(&str, &str, &str); 2] = [
    (
        "upx-ucl",
        "3.96-2",
        "b5ca5bfa4543054e65157331496e5099daafcc39c9b3bb9145534a7e9d412702",
    ),
    (
        "libucl1",
        "1.03+repack-6",
        "7ed369602082d2262b711d2b6bab04752b53733c2a9d2e80c239bf601149ea91",
    ),
];

/// The program that runs UPX with its own library.
///
/// # Errors
/// apt could not fetch a package, or its digest is not the pinned one.
pub(super) fn ensure(folder: &Path) -> Result<PathBuf> {
    let target = folder.join(format!("upx-{VERSION}"));
    cache::folder(&target, fetch)?;
    Ok(target.join("upx"))
}

fn fetch(folder: &Path) -> Result<()> {
    let apt = folder.join("apt");
    fs::create_dir_all(apt.join("lists/partial"))?;
    fs::write(apt.join("sources.list"), source()?)?;
    fs::write(apt.join("status"), "")?;
    command::output(apt_get(folder, &apt).arg("update"))?;
    for (name, version, digest) in PACKAGES {
        command::output(apt_get(folder, &apt).args(["download", &format!("{name}={version}")]))?;
        let deb = folder.join(format!("{name}_{version}_amd64.deb"));
        unpack(&deb, digest, &folder.join("unpacked"))?;
        fs::remove_file(&deb)?;
    }
    fs::remove_dir_all(&apt)?;
    launcher(&folder.join("upx"))
}

/// The older release, from wherever this machine gets its own: mirrors are respected.
fn source() -> Result<String> {
    let (wanted, own) = RELEASES;
    let format = [
        "indextargets",
        "--format",
        "$(REPO_URI) $(RELEASE)",
        "Created-By: Packages",
        "Component: main",
    ];
    let said = command::text(Command::new("apt-get").args(format))?;
    let own = format!(" {own}");
    let archive = said.lines().find_map(|line| line.strip_suffix(&own));
    let archive = archive.context("apt lists no archive of Debian 12: run `apt-get update`")?;
    Ok(format!(
        "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] {archive} {wanted} main\n"
    ))
}

/// apt with an archive and a state of its own, so that the machine's stay as they are.
fn apt_get(folder: &Path, apt: &Path) -> Command {
    let mut command = Command::new("apt-get");
    for (option, value) in [
        ("Dir::Etc::SourceList", apt.join("sources.list")),
        ("Dir::Etc::SourceParts", PathBuf::from("/dev/null")),
        ("Dir::State", apt.to_path_buf()),
        ("Dir::State::status", apt.join("status")),
        ("Dir::Cache", apt.join("cache")),
    ] {
        command
            .arg("-o")
            .arg(format!("{option}={}", value.display()));
    }
    command
        .args(["-q", "-o", "Acquire::Languages=none"])
        .current_dir(folder);
    command
}

fn unpack(deb: &Path, digest: &str, root: &Path) -> Result<()> {
    let got = cache::sha256(
        &fs::read(deb).with_context(|| format!("{} was not fetched", deb.display()))?,
    );
    if got != digest {
        bail!("{} has SHA-256 {got}, pinned is {digest}", deb.display());
    }
    command::output(Command::new("dpkg").arg("-x").arg(deb).arg(root)).map(drop)
}

fn launcher(path: &Path) -> Result<()> {
    let script = "#!/bin/sh\nusr=$(dirname \"$0\")/unpacked/usr\n\
        LD_LIBRARY_PATH=$usr/lib/x86_64-linux-gnu exec \"$usr/bin/upx-ucl\" \"$@\"\n";
    fs::write(path, script)?;
    Ok(fs::set_permissions(
        path,
        fs::Permissions::from_mode(0o755),
    )?)
}
