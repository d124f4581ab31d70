//! What really happens.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Result, bail};

use super::build::Workshop;
use super::scenario::Scenario;

/// In the new namespaces: `ROOT`, then what `enter` takes.
const SCRIPT: &str = "mount -t proc proc \"$2/proc\" && exec \"$@\"";

/// What a program showed.
#[derive(Debug)]
pub(super) struct Seen {
    /// It came to say that it runs.
    pub(super) started: bool,
    /// What was printed on standard error.
    pub(super) errors: String,
}

impl Seen {
    pub(super) fn shown(&self) -> String {
        let started = if self.started {
            "started"
        } else {
            "did not start"
        };
        let errors = self.errors.trim_end().replace('\n', " | ");
        format!("{started}; {errors}")
    }
}

/// Runs a scenario: own namespaces without network, nobody's rights, a time limit.
pub(super) fn run(workshop: &Workshop, scenario: &Scenario, root: &Path) -> Result<Seen> {
    let mut command = Command::new("timeout");
    command.args([
        "--kill-after=2",
        "20",
        "unshare",
        "-n",
        "-m",
        "-p",
        "-f",
        "--kill-child",
    ]);
    command
        .args(["sh", "-c", SCRIPT, "start"])
        .arg(&workshop.enter)
        .arg(root);
    if scenario.emulator.is_some() {
        command.args(["/emulator", "-cpu", "qemu64"]);
    }
    command.args(&scenario.loader).arg("/app/main").arg("--");
    command.args(&scenario.environment);
    let output = command.stdin(Stdio::null()).output()?;
    let said = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    let Some(said) = said.strip_prefix("entered\n") else {
        bail!("it was never tried: {errors}");
    };
    Ok(Seen {
        started: said.starts_with("started\n"),
        errors,
    })
}
