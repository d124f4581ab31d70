//! `cargo xtask diagnose-cases`: captured failures whose true cause is known, from each of their logs alone and
//! from all together, against what cgone makes of them.

mod answer;
mod captured;
mod names;

use std::fmt;

use anyhow::{Context, Result, ensure};

use crate::workspace;
use answer::{Answer, Standing};
use captured::{Captured, Log};

/// Options of `cargo xtask diagnose-cases`.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct Arguments {
    /// Only cases whose name contains this.
    #[arg(default_value = "")]
    only: String,
    /// Every answer, not only those that are not right.
    #[arg(long)]
    all: bool,
}

/// Where the cases lie, beside the checkout.
const CASES: &str = "../shared/cases/diagnose";

/// Diagnoses every case and compares.
///
/// # Errors
/// When the cases are not there, a case has no known truth, or an answer is wrong where it may not be.
pub(crate) fn run(arguments: &Arguments) -> Result<String> {
    let folder = workspace::root().join(CASES);
    let listed = std::fs::read_dir(&folder)
        .with_context(|| format!("the captured failures are missing: {CASES}"))?;
    let mut tally = Tally::default();
    let mut cases: Vec<_> = listed.collect::<std::io::Result<_>>()?;
    cases.sort_by_key(std::fs::DirEntry::file_name);
    cases.retain(|case| {
        case.path().is_dir() && case.file_name().to_string_lossy().contains(&arguments.only)
    });
    ensure!(
        !cases.is_empty(),
        "no captured failure matches `{}`",
        arguments.only
    );
    for case in cases {
        let captured = Captured::read(&case.path())?;
        for log in &captured.logs {
            tally.add(
                &captured,
                &log.name,
                &captured.alone(log),
                arguments.all,
                false,
            );
        }
        let together: Vec<&Log> = captured.together();
        if !together.is_empty() {
            tally.add(
                &captured,
                "all",
                &captured.diagnose(&together, captured.truth),
                arguments.all,
                true,
            );
        }
    }
    print!("{}", tally.lines);
    ensure!(
        tally.unacceptable.is_empty(),
        "{tally}\nnot acceptable: {}",
        tally.unacceptable.join(", ")
    );
    Ok(tally.to_string())
}

/// How many answers stand how, of logs alone and of all together.
#[derive(Debug, Default)]
struct Tally {
    alone: [usize; 6],
    together: [usize; 6],
    lines: String,
    unacceptable: Vec<String>,
}

impl Tally {
    fn add(&mut self, case: &Captured, log: &str, answer: &Answer, all: bool, together: bool) {
        let standing = answer.standing();
        let counts = if together {
            &mut self.together
        } else {
            &mut self.alone
        };
        if let Some(count) = counts.get_mut(standing as usize) {
            *count += 1;
        }
        let is_acceptable = if together {
            standing.is_right()
        } else {
            standing.is_honest()
        };
        if all || !is_acceptable || standing == Standing::Silent {
            self.lines.push_str(&format!(
                "{:<36} {:<24} {:<24} {:<14} {}\n",
                case.name,
                log,
                answer.truth.unwrap_or("none"),
                standing.name(),
                answer.said(),
            ));
        }
        if !is_acceptable {
            self.unacceptable.push(format!("{}/{log}", case.name));
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let row = |counts: &[usize; 6]| {
            let parts = Standing::ALL
                .iter()
                .zip(counts)
                .filter(|(_, count)| **count > 0);
            let parts: Vec<String> = parts
                .map(|(standing, count)| format!("{count} {}", standing.name()))
                .collect();
            parts.join(", ")
        };
        write!(
            f,
            "one log alone: {}; all together: {}",
            row(&self.alone),
            row(&self.together)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_captured_failure_is_diagnosed() {
        let said = run(&Arguments::default()).unwrap();
        assert!(!said.contains("wrong"), "{said}");
    }
}
