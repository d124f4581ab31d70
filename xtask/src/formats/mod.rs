//! `cargo xtask formats`: every format is read by a tool that is not ours, over real binaries and over records made
//! to break it.

mod others;
mod render;
mod synthetic;
mod tools;

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::{cache, command};
pub(crate) use render::text;
pub(crate) use synthetic::{Run, many};
use tools::Tools;

/// Options of `cargo xtask formats`.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct Arguments {
    /// Leaves out the fixtures, which may have to be built.
    #[arg(long)]
    without_fixtures: bool,
    /// Keeps the reports, and says where.
    #[arg(long)]
    keep: bool,
}

const VALIDATE: &str = include_str!("validate.py");
const COMMANDS: &str = include_str!("commands.mjs");

/// Renders every report and has it read. Says how much was read.
///
/// # Errors
/// When a tool cannot be had or complains, or there was nothing to read.
pub(crate) fn run(arguments: &Arguments) -> Result<String> {
    let tools = tools::ensure()?;
    let folder = cache::root()?.join(format!("formats/reports.{}", std::process::id()));
    let names = render::all(&folder, !arguments.without_fixtures)?;
    others::all(&folder)?;
    let read = [
        reports(&tools, &folder),
        commands(&tools, &folder),
        code_scanning(&tools, &folder, &names),
    ];
    if arguments.keep {
        println!("reports are in {}", folder.display());
    } else {
        std::fs::remove_dir_all(&folder)?;
    }
    let mut said = Vec::new();
    let mut wrong = Vec::new();
    for read in read {
        match read {
            Ok(words) => said.push(words),
            Err(error) => wrong.push(format!("{error:#}")),
        }
    }
    ensure!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(said.join(", "))
}

/// By Python's tools: everything but workflow commands.
fn reports(tools: &Tools, folder: &Path) -> Result<String> {
    let script = folder.join("validate.py");
    std::fs::write(&script, VALIDATE)?;
    let mut python = Command::new(&tools.python);
    last_line(python.arg(&script).arg(folder).arg(&tools.schemas))
}

/// By the toolkit of GitHub's own actions.
fn commands(tools: &Tools, folder: &Path) -> Result<String> {
    let script = folder.join("commands.mjs");
    std::fs::write(&script, COMMANDS)?;
    let mut node = Command::new("node");
    last_line(node.arg(&script).arg(folder).arg(&tools.core))
}

fn last_line(command: &mut Command) -> Result<String> {
    let said = command::text(command)?;
    Ok(said
        .lines()
        .last()
        .context("a validator said nothing")?
        .to_owned())
}

/// Rules of the SARIF validator that a truthful report breaks: the project has no address to name.
const ACCEPTED: &[&str] = &[" SARIF2005: "];

/// By Microsoft's validator, with the rules of code scanning.
fn code_scanning(tools: &Tools, folder: &Path, names: &[String]) -> Result<String> {
    let mut files = Vec::new();
    for name in names {
        let file = folder.join(format!("{name}.sarif"));
        std::fs::copy(folder.join(name).join("sarif"), &file)?;
        files.push(file);
    }
    let mut validate = Command::new(&tools.multitool);
    validate.arg("validate").args(&files);
    validate.args(["--rule-kind", "Sarif;Ghas", "--level", "Error;Warning"]);
    // It leaves out what is larger than 10 MB.
    validate.args(["--max-file-size-in-kb", "100000"]);
    // The program is linked without data of locales.
    let said = validate
        .env("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1")
        .output()?;
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    let scanned = format!("Done. {} files scanned.", files.len());
    ensure!(
        said.contains(&scanned),
        "the SARIF validator did not finish:\n{said}"
    );
    let complains = |line: &&str| line.contains(": error ") || line.contains(": warning ");
    let wrong = said.lines().filter(complains);
    let wrong = wrong.filter(|line| !ACCEPTED.iter().any(|known| line.contains(known)));
    let wrong: Vec<&str> = wrong.take(20).collect();
    ensure!(wrong.is_empty(), "code scanning:\n{}", wrong.join("\n"));
    Ok(format!(
        "{} files by the rules of code scanning",
        files.len()
    ))
}
