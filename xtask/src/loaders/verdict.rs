//! What the models say, and whether it is what happened.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use target::{Conditions, Cpu, Failure, Folder, GoNeeds, Outcome, Program, Verdict};

use super::reality::Seen;
use super::scenario::Scenario;

/// Asks about the program of a scenario.
pub(super) fn ask(scenario: &Scenario, root: &Path) -> Result<Outcome> {
    let tree = Folder::open(&scenario.root, root)?;
    let file = root.join("app/main");
    let bytes = fs::read(&file).or_else(|_| fs::read(resolved(root, &file)))?;
    let go = match image::open(&bytes) {
        Ok(image::Opened::One(image)) => GoNeeds::of(&gobin::read(&image)),
        _ => None,
    };
    let mode = fs::metadata(resolved(root, &file))?.permissions().mode();
    let program = Program {
        go: go.map(Arc::new),
        mode: Some(mode & 0o7777),
        ..Program::new("/app/main", Arc::new(bytes))
    };
    Ok(target::start(&tree, &program, &conditions(scenario)?))
}

/// A link in a root counts from the root's own folders, as all here are relative.
fn resolved(_root: &Path, file: &Path) -> std::path::PathBuf {
    file.canonicalize().unwrap_or_else(|_| file.to_owned())
}

fn conditions(scenario: &Scenario) -> Result<Conditions> {
    let variables = scenario
        .environment
        .iter()
        .filter_map(|text| text.split_once('='));
    let cpu = match scenario.cpu.as_deref() {
        None => None,
        Some("host") => Some(host_cpu()?),
        Some(level) => Some(Cpu::parse(level).context("no CPU level")?),
    };
    Ok(Conditions {
        environment: variables
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
        cpu,
        loader: scenario.loader.clone(),
        opens: scenario.opens.clone(),
        ..Conditions::default()
    })
}

fn host_cpu() -> Result<Cpu> {
    let text = fs::read_to_string("/proc/cpuinfo")?;
    let flags = text.lines().find_map(|line| line.strip_prefix("flags"));
    Ok(Cpu::from_flags(flags.context("no flags in /proc/cpuinfo")?))
}

/// Everything that differs.
pub(super) fn compare(scenario: &Scenario, outcome: &Outcome, seen: &Seen) -> Vec<String> {
    let mut complaints = Vec::new();
    let said = in_short(outcome);
    if said != scenario.expect {
        complaints.push(format!("expected `{}`, said `{said}`", scenario.expect));
    }
    match &outcome.verdict {
        Verdict::Starts if !seen.started => complaints.push("it did not start".to_owned()),
        Verdict::Starts => {
            let unsaid = outcome
                .later
                .iter()
                .filter(|later| !is_printed(&later.message, seen));
            complaints.extend(unsaid.map(|later| format!("never printed: {}", later.message)));
            if outcome.later.is_empty() && seen.errors.contains("undefined symbol") {
                complaints.push("a symbol is missing that was not told of".to_owned());
            }
        }
        Verdict::Fails(failure) => {
            if seen.started {
                complaints.push("it started".to_owned());
            }
            complaints.extend(compare_message(failure, seen));
        }
        Verdict::Unknown { .. } => complaints.push("it is not known".to_owned()),
    }
    let warnings = outcome
        .notes
        .iter()
        .filter(|note| note.contains("ld.so:") || note.contains("version"));
    let unsaid = warnings.filter(|note| !is_printed(note, seen));
    complaints.extend(unsaid.map(|note| format!("never printed: {note}")));
    complaints
}

/// Each line is one of those printed.
fn is_printed(message: &str, seen: &Seen) -> bool {
    let printed = |line: &str| seen.errors.lines().any(|one| one == line);
    message.lines().all(printed)
}

/// The kernel's refusals come through another program, which has a start of the line of its own.
fn compare_message(failure: &Failure, seen: &Seen) -> Option<String> {
    let message = &failure.message;
    let same = match message.strip_prefix("exec /app/main: ") {
        Some(words) => seen.errors.trim_end().to_lowercase() == format!("enter: {words}"),
        None => !message.is_empty() && is_printed(message, seen),
    };
    (!same).then(|| format!("never printed: {message}"))
}

/// As `expect` writes it.
fn in_short(outcome: &Outcome) -> String {
    let failure = |failure: &Failure| format!("{} {}", failure.reason, failure.subject);
    match (&outcome.verdict, outcome.later.first()) {
        (Verdict::Starts, None) => "starts".to_owned(),
        (Verdict::Starts, Some(later)) => format!("later {}", failure(later)),
        (Verdict::Fails(first), _) => failure(first),
        (Verdict::Unknown { missing }, _) => format!("unknown {}", missing.join("; ")),
    }
}

/// The verdict with its message.
pub(super) fn shown(outcome: &Outcome) -> String {
    let message = match &outcome.verdict {
        Verdict::Fails(failure) => failure.message.replace('\n', " | "),
        _ => String::new(),
    };
    format!("{} {message}", in_short(outcome))
}
