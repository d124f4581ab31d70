//! Debian packages: only what is missing is installed.

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::command;

/// A package, and the version that the expected facts depend on (`None`: any will do).
type Package = (&'static str, Option<&'static str>);

/// What the matrix is built, changed, read and run with.
const PACKAGES: &[Package] = &[
    ("golang-1.19-go", Some("1.19.8")),
    ("golang-1.19-src", Some("1.19.8")),
    ("gcc", Some("4:12.2")),
    ("g++", Some("4:12.2")),
    ("libc6-dev", Some("2.36")),
    ("binutils", Some("2.40")),
    ("musl-tools", Some("1.2.3")),
    ("qemu-user-static", None),
    ("python3", None),
    ("python3-pip", None),
    ("git", None),
    ("ca-certificates", None),
    // The shells, the formatters of manual pages and the tools that `cargo xtask integrations` runs.
    ("bash", None),
    ("zsh", None),
    ("fish", None),
    ("man-db", None),
    ("groff-base", None),
    ("mandoc", None),
    ("shellcheck", None),
    ("make", None),
    ("python3-venv", None),
];

/// Install what is missing, then hold every version against the pinned one.
///
/// # Errors
/// `apt-get` failed, or what is installed is another release.
pub(super) fn ensure() -> Result<()> {
    let missing: Vec<&str> = PACKAGES
        .iter()
        .map(|p| p.0)
        .filter(|name| needed(name))
        .collect();
    if !missing.is_empty() {
        install(&missing)?;
    }
    for (name, wanted) in PACKAGES {
        wanted.map_or(Ok(()), |wanted| check(name, wanted))?;
    }
    Ok(())
}

/// pip may come from elsewhere than Debian (pyenv, a container's own Python).
fn needed(name: &str) -> bool {
    let present = match name {
        "python3" => runs(&["python3", "--version"]),
        "python3-pip" => runs(&["python3", "-m", "pip", "--version"]),
        _ => false,
    };
    !present && installed(name).is_none()
}

fn install(packages: &[&str]) -> Result<()> {
    eprintln!("apt-get install {}", packages.join(" "));
    let install = || {
        command::output(
            Command::new("apt-get")
                .args(["install", "-y", "--no-install-recommends"])
                .args(packages)
                .env("DEBIAN_FRONTEND", "noninteractive"),
        )
    };
    if install().is_err() {
        // A fresh machine has no package lists yet.
        command::output(Command::new("apt-get").arg("update"))?;
        install()?;
    }
    Ok(())
}

fn check(name: &str, wanted: &str) -> Result<()> {
    let version = installed(name).with_context(|| format!("{name} is not installed"))?;
    if !version.starts_with(wanted) {
        bail!("{name} is {version}, and the expected facts were written for {wanted}");
    }
    Ok(())
}

fn installed(name: &str) -> Option<String> {
    let query = ["-W", "-f", "${db:Status-Status} ${Version}", name];
    let said = command::text(Command::new("dpkg-query").args(query)).ok()?;
    said.strip_prefix("installed ").map(str::to_owned)
}

fn runs(words: &[&str]) -> bool {
    let [program, arguments @ ..] = words else {
        return false;
    };
    command::output(Command::new(program).args(arguments)).is_ok()
}
