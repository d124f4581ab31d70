//! What the other commands write, and the texts that a policy and a baseline are: to be held to their schemas.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, ensure};

use crate::workspace;

/// A schema, and the words after `cgone` of a run whose output it describes.
const RUNS: &[(&str, &[&str])] = &[
    ("diff", &["diff", "--format=json", KEYGEN, STATIC]),
    ("diff", &["diff", "--format=json", SAMPLES, SAMPLES]),
    (
        "load",
        &[
            "load",
            "--format=json",
            "--on=debian:12",
            "--trail",
            DYNAMIC,
        ],
    ),
    (
        "load",
        &[
            "load",
            "--format=json",
            "--on=ubuntu:22.04",
            "--on=scratch",
            "--floor",
            KEYGEN,
            DYNAMIC,
            STATIC,
        ],
    ),
    ("why", &["why", "--format=json", DYNAMIC, "GLIBC_2.34"]),
    (
        "why",
        &["why", "--format=json", "--on=scratch", KEYGEN, "interp"],
    ),
    (
        "diagnose",
        &["diagnose", "--format=json", "docs/captures/ci.log"],
    ),
    (
        "diagnose",
        &["diagnose", "--format=json", "docs/captures/refused.err"],
    ),
    (
        "diagnose",
        &["diagnose", "--format=json", "docs/captures/README.md"],
    ),
    ("policy", &["init", "--output=-", SAMPLES]),
    ("policy", &["init", "--output=-", STATIC]),
];

const SAMPLES: &str = "corpus/samples";
const KEYGEN: &str = "corpus/samples/age-keygen.gz";
const STATIC: &str = "corpus/samples/static-cgo.gz";
const DYNAMIC: &str = "corpus/samples/docker-credential-secretservice.gz";

/// Writes `FOLDER/own-N/SCHEMA` for every run, what a live process has left, and a baseline.
///
/// # Errors
/// When a command ends otherwise than with a report.
pub(super) fn all(folder: &Path) -> Result<()> {
    for (number, (schema, words)) in RUNS.iter().enumerate() {
        let folder = folder.join(format!("own-{number}"));
        std::fs::create_dir_all(&folder)?;
        std::fs::write(folder.join(schema), cgone(words)?)?;
    }
    let itself = std::process::id().to_string();
    let live = folder.join("own-live");
    std::fs::create_dir_all(&live)?;
    std::fs::write(
        live.join("live"),
        cgone(&["diagnose", "--format=json", "--pid", &itself])?,
    )?;
    let folder = folder.join("own-baseline");
    std::fs::create_dir_all(&folder)?;
    let file = format!("--write-baseline={}", folder.join("baseline").display());
    cgone(&["audit", "--no-policy", SAMPLES, &file])?;
    Ok(())
}

fn cgone(words: &[&str]) -> Result<Vec<u8>> {
    let mut command = Command::new(workspace::cgone()?);
    let done = command
        .args(words)
        .current_dir(workspace::root())
        .output()?;
    let code = done.status.code();
    // 1: a failing verdict, a cause, a finding at deny.
    ensure!(
        matches!(code, Some(0 | 1)),
        "`cgone {}` ended with {}:\n{}",
        words.join(" "),
        done.status,
        String::from_utf8_lossy(&done.stderr)
    );
    Ok(done.stdout)
}
