//! The GitHub Action: its steps are read from `action.yml` and run in bash with what a runner sets.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use super::Piece;
use super::bench::{Bench, CLEAN, FOUND, end, piece};
use super::yaml;
use crate::workspace;

pub(super) const PIECE: Piece = Piece {
    name: "github-action",
    run,
};

pub(super) const INSTALL: Piece = Piece {
    name: "github-action-install",
    run: install,
};

/// What a run of the Action left behind.
struct Left {
    code: i32,
    said: String,
    outputs: BTreeMap<String, String>,
    summary: String,
}

fn run(bench: &Bench) -> Result<String> {
    let folder = bench.folder("action")?;
    fs::write(
        folder.join("deny.toml"),
        format!("[levels]\n{} = \"deny\"\n", FOUND.1),
    )?;
    let clean = act(bench, &folder, &[("paths", CLEAN)])?;
    ensure!(clean.code == 0, "a clean binary: {}", clean.said);
    ensure!(
        clean.summary.contains("cgone"),
        "no summary: {}",
        clean.summary
    );
    let sarif = clean.outputs.get("sarif").context("no output `sarif`")?;
    let sarif: Value = serde_json::from_slice(&fs::read(sarif)?)?;
    ensure!(sarif.pointer("/runs/0/tool").is_some(), "no SARIF");

    let found = format!("{CLEAN}\n\n{}\n", FOUND.0);
    let warned = act(bench, &folder, &[("paths", &found)])?;
    ensure!(
        warned.code == 0 && warned.said.contains("::warning"),
        "no annotation: {}",
        warned.said
    );
    let inputs = [
        ("paths", found.as_str()),
        ("policy", "deny.toml"),
        ("format", "json=a.json\njunit=b.xml\n"),
    ];
    let denied = act(bench, &folder, &inputs)?;
    ensure!(
        denied.code == 1 && denied.said.contains("::error"),
        "nothing denied: {}",
        denied.said
    );
    ensure!(
        denied.outputs.get("exit-code").is_some_and(|c| c == "1"),
        "no exit code"
    );
    ensure!(
        folder.join("a.json").is_file() && folder.join("b.xml").is_file(),
        "no further reports"
    );

    let nothing = act(bench, &folder, &[("paths", "no-such-*")])?;
    ensure!(
        nothing.code == 3,
        "a check of nothing ended with {}",
        nothing.code
    );
    let other = act(bench, &folder, &[("paths", CLEAN), ("version", "99.0.0")]);
    ensure!(
        other.is_err() || other.is_ok_and(|left| left.code != 0),
        "another version passed"
    );
    Ok("steps ran with a clean, a warned, a denied and a missing binary".to_owned())
}

/// Builds from the checkout that the Action came with, as where there is no `cgone`.
fn install(bench: &Bench) -> Result<String> {
    let folder = bench.folder("action-install")?;
    let mut command = Command::new(piece("github-action/install.sh"));
    command
        .current_dir(&folder)
        .env("GITHUB_ACTION_PATH", piece("github-action"))
        .env("GITHUB_PATH", folder.join("path"))
        .env("CGONE_VERSION", "")
        .env("CARGO_INSTALL_ROOT", folder.join("installed"))
        .env("CARGO_TARGET_DIR", workspace::target()?)
        .env("PATH", without_cgone()?);
    let ended = end(&mut command)?;
    ensure!(
        ended.code == 0,
        "install.sh ended with {}\n{}",
        ended.code,
        ended.said
    );
    let bin = fs::read_to_string(folder.join("path"))?;
    let version = end(Command::new(Path::new(bin.trim()).join("cgone")).arg("--version"))?;
    ensure!(version.code == 0, "the installed cgone does not run");
    Ok(format!("installed {}", version.said.trim()))
}

fn without_cgone() -> Result<std::ffi::OsString> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).filter(|f| !f.join("cgone").exists());
    Ok(std::env::join_paths(folders)?)
}

/// Runs the steps one after another until one fails.
fn act(bench: &Bench, folder: &Path, inputs: &[(&str, &str)]) -> Result<Left> {
    let action = yaml::read(&piece("github-action/action.yml"))?;
    let inputs = with_defaults(&action, inputs)?;
    let runner = folder.join("runner");
    if runner.is_dir() {
        fs::remove_dir_all(&runner)?;
    }
    fs::create_dir_all(&runner)?;
    let files = [
        "GITHUB_OUTPUT",
        "GITHUB_STEP_SUMMARY",
        "GITHUB_PATH",
        "GITHUB_ENV",
    ];
    for file in files {
        fs::write(runner.join(file), "")?;
    }
    let steps = action.pointer("/runs/steps").and_then(Value::as_array);
    let mut left = Left {
        code: 0,
        said: String::new(),
        outputs: BTreeMap::new(),
        summary: String::new(),
    };
    for step in steps.context("no steps")? {
        let mut command = bench.command("bash", folder)?;
        // What GitHub gives a composite action's step with `shell: bash`.
        ensure!(
            yaml::text(step, "/shell")? == "bash",
            "a step of another shell"
        );
        command.args([
            "--noprofile",
            "--norc",
            "-eo",
            "pipefail",
            "-c",
            yaml::text(step, "/run")?,
        ]);
        command
            .env("GITHUB_ACTIONS", "true")
            .env("RUNNER_TEMP", &runner);
        command.env("GITHUB_ACTION_PATH", piece("github-action"));
        command.env("CARGO_INSTALL_ROOT", runner.join("installed"));
        command.env("CARGO_TARGET_DIR", workspace::target()?);
        for file in files {
            command.env(file, runner.join(file));
        }
        for (name, value) in environment(step, &inputs)? {
            command.env(name, value);
        }
        let ended = end(&mut command)?;
        left.said.push_str(&ended.said);
        left.code = ended.code;
        if ended.code != 0 {
            break;
        }
    }
    left.outputs = pairs(&runner.join("GITHUB_OUTPUT"))?;
    left.summary = fs::read_to_string(runner.join("GITHUB_STEP_SUMMARY"))?;
    Ok(left)
}

/// Every input with its value; one that is unknown or missing is an error, as it would be a mistake here.
fn with_defaults(action: &Value, given: &[(&str, &str)]) -> Result<BTreeMap<String, String>> {
    let declared = action.get("inputs").and_then(Value::as_object);
    let mut inputs = BTreeMap::new();
    for (name, input) in declared.context("no inputs")? {
        let default = input.get("default").and_then(Value::as_str);
        let given = given
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| *value);
        let value = given
            .or(default)
            .with_context(|| format!("no value for the input {name}"))?;
        inputs.insert(name.clone(), value.to_owned());
    }
    match given.iter().find(|(name, _)| !inputs.contains_key(*name)) {
        Some((name, _)) => bail!("the action has no input {name}"),
        None => Ok(inputs),
    }
}

/// The environment of a step, with `${{ inputs.NAME }}` put in.
fn environment(step: &Value, inputs: &BTreeMap<String, String>) -> Result<Vec<(String, String)>> {
    let declared = step.get("env").and_then(Value::as_object);
    let declared = declared.into_iter().flatten();
    declared
        .map(|(name, value)| {
            let value = value.as_str().context("a value that is no text")?;
            let expression = value
                .strip_prefix("${{ inputs.")
                .and_then(|v| v.strip_suffix(" }}"));
            let input = expression
                .with_context(|| format!("an expression other than an input: {value}"))?;
            let value = inputs
                .get(input)
                .with_context(|| format!("no input {input}"))?;
            Ok((name.clone(), value.clone()))
        })
        .collect()
}

fn pairs(file: &PathBuf) -> Result<BTreeMap<String, String>> {
    let text = fs::read_to_string(file)?;
    let pairs = text.lines().filter_map(|line| line.split_once('='));
    Ok(pairs.map(|(k, v)| (k.to_owned(), v.to_owned())).collect())
}
