//! `cargo xtask fuzz`: runs the fuzz targets of `fuzz/` for a while, from real seeds.

mod built;
mod seeds;

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

use crate::{cache, command, workspace};

/// Every target: one a decoder, and the whole audit.
const TARGETS: &[Target] = &[
    Target::decoder("archive"),
    Target::decoder("buildinfo"),
    Target::decoder("elf"),
    Target::decoder("layer"),
    Target::decoder("load"),
    Target::decoder("macho"),
    Target::decoder("pclntab"),
    Target::decoder("pe"),
    Target {
        name: "policy",
        longest: 16 << 10,
    },
    Target::decoder("strace"),
    Target::decoder("traces"),
    Target::decoder("wasm"),
    Target::decoder("xcoff"),
    Target {
        name: "audit",
        longest: 1 << 20,
    },
];

/// Memory that one target may use, in megabytes; most of it is the sanitizer's.
const MEMORY: u32 = 1024;
/// Seconds that one input may take; a sanitized, unhurried build of the target.
const SECONDS_AN_INPUT: u32 = 10;
/// The release that is installed where there is none.
const CARGO_FUZZ: &str = "0.13.2";

/// One fuzz target.
#[derive(Debug)]
struct Target {
    name: &'static str,
    /// Bytes that an input may have.
    longest: usize,
}

impl Target {
    const fn decoder(name: &'static str) -> Self {
        Self {
            name,
            longest: 256 << 10,
        }
    }
}

/// Options of `cargo xtask fuzz`.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The target; all of them, one after the other, if none is named.
    target: Option<String>,
    /// How long each target runs.
    #[arg(long, default_value_t = 60)]
    seconds: u64,
}

/// Runs the targets and prints how many inputs each has run.
///
/// # Errors
/// When the tools cannot be had, or an input makes a target fail: its file is named.
pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let wanted = |target: &&Target| {
        arguments
            .target
            .as_deref()
            .is_none_or(|name| name == target.name)
    };
    let targets: Vec<&Target> = TARGETS.iter().filter(wanted).collect();
    ensure!(
        !targets.is_empty(),
        "no such target; there are {:?}",
        TARGETS.iter().map(|t| t.name).collect::<Vec<_>>()
    );
    let tools = ensure_tools()?;
    let mut failed = Vec::new();
    for target in targets {
        match fuzz(target, arguments.seconds, &tools) {
            Ok(done) => println!(
                "fuzz {}: ok, {done} in {} s",
                target.name, arguments.seconds
            ),
            Err(error) => {
                println!("fuzz {}: FAILED\n{error:#}", target.name);
                failed.push(target.name);
            }
        }
    }
    ensure!(
        failed.is_empty(),
        "targets that failed: {}",
        failed.join(", ")
    );
    Ok(())
}

/// The folder that holds `cargo-fuzz`; installs it, and a nightly toolchain, where they are missing.
fn ensure_tools() -> Result<PathBuf> {
    let nightly = Command::new("rustc")
        .args(["+nightly", "--version"])
        .output();
    if !nightly.is_ok_and(|said| said.status.success()) {
        let mut install = Command::new("rustup");
        command::output(install.args(["toolchain", "install", "nightly", "--profile", "minimal"]))?;
    }
    let folder = cache::root()?.join("tools");
    if !folder.join("bin/cargo-fuzz").is_file() {
        let mut install = Command::new("cargo");
        install.args([
            "install",
            "cargo-fuzz",
            "--locked",
            "--version",
            CARGO_FUZZ,
            "--root",
        ]);
        command::output(install.arg(&folder))?;
    }
    Ok(folder.join("bin"))
}

/// Runs one target.
fn fuzz(target: &Target, seconds: u64, tools: &Path) -> Result<Statistics> {
    let seeds = seeds::write(target)?;
    let found = workspace::root().join("fuzz/corpus").join(target.name);
    std::fs::create_dir_all(&found)?;
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(tools.to_path_buf()).chain(std::env::split_paths(&path));
    let done = Command::new("cargo")
        .args(["+nightly", "fuzz", "run", target.name])
        .args([&found, &seeds])
        .arg("--")
        .arg(format!("-max_total_time={seconds}"))
        .arg(format!("-rss_limit_mb={MEMORY}"))
        .arg(format!("-timeout={SECONDS_AN_INPUT}"))
        .arg(format!("-max_len={}", target.longest))
        .arg("-print_final_stats=1")
        .current_dir(workspace::root())
        .env("PATH", std::env::join_paths(folders)?)
        .env_remove("RUSTUP_TOOLCHAIN")
        .stdout(Stdio::inherit())
        .output()?;
    if !done.status.success() {
        bail!("{}", command::last_words(&done));
    }
    Statistics::parse(&String::from_utf8_lossy(&done.stderr))
        .context("the target printed no statistics")
}

/// What libFuzzer says of a run in the end.
#[derive(Debug, PartialEq, Eq)]
struct Statistics {
    inputs: u64,
    /// Edges of the program that some input took.
    edges: u64,
    /// Seconds that the slowest input took.
    slowest: u64,
    /// Most megabytes in use, the sanitizer's included.
    megabytes: u64,
}

impl Statistics {
    /// `stat::number_of_executed_units: 123` and the like, and `#123 DONE cov: 45 ft: 67 …`.
    fn parse(said: &str) -> Option<Self> {
        let last = |before: &str| {
            let behind = said.rsplit_once(before)?.1;
            behind.split_whitespace().next()?.parse().ok()
        };
        Some(Self {
            inputs: last("stat::number_of_executed_units:")?,
            edges: last(" cov: ")?,
            slowest: last("stat::slowest_unit_time_sec:")?,
            megabytes: last("stat::peak_rss_mb:")?,
        })
    }
}

impl fmt::Display for Statistics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            inputs,
            edges,
            slowest,
            megabytes,
        } = self;
        write!(
            f,
            "{inputs} inputs ({edges} edges, slowest {slowest} s, {megabytes} MB)"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statistics_are_read() {
        let said = "#9 INITED cov: 5 ft: 5\n#42\tDONE   cov: 7 ft: 9 corp: 1/1b\n\
            stat::number_of_executed_units: 42\nstat::slowest_unit_time_sec:    0\n\
            stat::peak_rss_mb:              81\n";
        let expected = Statistics {
            inputs: 42,
            edges: 7,
            slowest: 0,
            megabytes: 81,
        };
        assert_eq!(Statistics::parse(said), Some(expected));
        assert_eq!(Statistics::parse("nothing"), None);
    }

    #[test]
    fn every_target_has_a_file_and_every_file_a_target() {
        let folder = workspace::root().join("fuzz/fuzz_targets");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|file| {
                file.unwrap()
                    .path()
                    .file_stem()
                    .unwrap()
                    .to_string_lossy()
                    .into_owned()
            })
            .collect();
        let mut listed: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
        files.sort();
        listed.sort_unstable();
        assert_eq!(files, listed);
    }
}
