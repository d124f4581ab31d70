//! Steps that are cargo's.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::{subjects, workspace};

fn cargo(arguments: &[&str]) -> Command {
    let program = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let mut command = Command::new(program);
    command.args(arguments).current_dir(workspace::root());
    command
}

/// Runs cargo; what it says passes through.
pub(super) fn quiet(arguments: &[&str]) -> Result<String> {
    finish(&mut cargo(arguments))
}

/// Builds documentation; a warning is an error.
pub(super) fn documentation(arguments: &[&str]) -> Result<String> {
    finish(cargo(arguments).env("RUSTDOCFLAGS", "-D warnings"))
}

fn finish(command: &mut Command) -> Result<String> {
    let status = command.status().context("cannot start cargo")?;
    ensure!(status.success(), "{command:?} ended with {status}");
    Ok(String::new())
}

/// Tests that passed, failed and were ignored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Counts {
    passed: u64,
    failed: u64,
    ignored: u64,
}

/// `cargo test` of all rooms; its lines pass through and are counted.
pub(super) fn test() -> Result<String> {
    let mut command = cargo(&["test", "--workspace", "--locked", "--no-fail-fast"]);
    println!("$ cargo test --workspace --locked --no-fail-fast");
    let mut running = command
        .env("CGONE_MUTATE", subjects::folder()?)
        .stdout(Stdio::piped())
        .spawn()
        .context("cannot start cargo")?;
    let output = running.stdout.take().context("no output")?;
    let mut counts = Counts::default();
    for line in BufReader::new(output).lines() {
        let line = line?;
        println!("{line}");
        counts = add(counts, &line);
    }
    let status = running.wait()?;
    let Counts {
        passed,
        failed,
        ignored,
    } = counts;
    ensure!(status.success(), "{failed} tests failed, {passed} passed");
    ensure!(passed > 0, "no test ran");
    ensure!(ignored == 0, "{ignored} tests are ignored");
    Ok(format!("{passed} passed, 0 failed, 0 ignored"))
}

/// Adds the counts of a line like `test result: ok. 3 passed; 0 failed; 1 ignored; …`.
fn add(counts: Counts, line: &str) -> Counts {
    let Some(rest) = line.strip_prefix("test result: ") else {
        return counts;
    };
    let words: Vec<&str> = rest
        .split([' ', ';'])
        .filter(|word| !word.is_empty())
        .collect();
    let before = |what: &str| {
        let at = words.iter().position(|word| *word == what)?;
        words.get(at.checked_sub(1)?)?.parse::<u64>().ok()
    };
    Counts {
        passed: counts.passed + before("passed").unwrap_or(0),
        failed: counts.failed + before("failed").unwrap_or(0),
        ignored: counts.ignored + before("ignored").unwrap_or(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closing_lines_are_added_up() {
        let lines = [
            "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.1s",
            "running 2 tests",
            "test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out",
        ];
        let counts = lines
            .iter()
            .fold(Counts::default(), |counts, line| add(counts, line));
        assert_eq!(
            counts,
            Counts {
                passed: 4,
                failed: 2,
                ignored: 1
            }
        );
    }
}
