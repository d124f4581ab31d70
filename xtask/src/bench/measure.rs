//! One command: wall time, CPU time and peak memory.

use std::ffi::OsString;
use std::fs::File;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;
use serde::{Deserialize, Serialize};

use crate::cache;

/// What one run cost.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Cost {
    /// From start to end.
    pub(super) wall: Duration,
    /// In user and kernel mode, with all child processes.
    pub(super) cpu: Duration,
    /// Peak resident memory of the largest process, in bytes. No less than this task's own, a few megabytes:
    /// the kernel counts the moment between the start of a child and its program.
    pub(super) peak: u64,
}

/// Runs a command in this process, and prints its cost as JSON.
///
/// Its output goes to a file: a pipe would charge for the reader, and `grep` stops early on `/dev/null`.
pub(super) fn once(command: &[OsString]) -> Result<()> {
    let (program, arguments) = command.split_first().context("no command")?;
    let said = cache::root()?.join(format!("bench-output.{}", std::process::id()));
    let output = File::create(&said)?;
    let started = Instant::now();
    let status = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(output)
        .stderr(Stdio::null())
        .status()
        .with_context(|| format!("cannot start {}", program.display()))?;
    let wall = started.elapsed();
    std::fs::remove_file(&said)?;
    // 1 is what `grep` says when nothing matches, and `cgone` when a finding is at deny.
    let code = status.code().unwrap_or(-1);
    ensure!(
        (0..=1).contains(&code),
        "{} ended with {status}",
        program.display()
    );
    println!("{}", serde_json::to_string(&children(wall)?)?);
    Ok(())
}

/// The cost of all children of this process so far.
fn children(wall: Duration) -> Result<Cost> {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let micros = (usage.user_time() + usage.system_time()).num_microseconds();
    Ok(Cost {
        wall,
        cpu: Duration::from_micros(u64::try_from(micros)?),
        peak: u64::try_from(usage.max_rss())? * 1024,
    })
}

/// Runs a command in a process of its own, once.
pub(super) fn apart(command: &[OsString]) -> Result<Cost> {
    let own = std::env::current_exe()?;
    let done = Command::new(own)
        .args(["bench", "measure", "--"])
        .args(command)
        .stderr(Stdio::inherit())
        .output()?;
    ensure!(done.status.success(), "cannot measure {command:?}");
    serde_json::from_slice(&done.stdout).context("no cost")
}

/// Time that the repeated runs of one command may take. Where not even one fits, the first run is the figure:
/// what the cold page cache adds to it is little against it.
const BUDGET: Duration = Duration::from_secs(20);

/// Runs each command once to warm the page cache, then all of them in turn, so that what disturbs the
/// machine disturbs them alike. Returns the median of each.
pub(super) fn in_turn(commands: &[Vec<OsString>], runs: usize) -> Result<Vec<Cost>> {
    let warm: Vec<Cost> = commands.iter().map(|c| apart(c)).collect::<Result<_>>()?;
    let rounds: Vec<u32> = warm.iter().map(|cost| rounds(cost.wall, runs)).collect();
    let first =
        |(cost, rounds): (&Cost, &u32)| (*rounds == 0).then_some(*cost).into_iter().collect();
    let mut costs: Vec<Vec<Cost>> = warm.iter().zip(&rounds).map(first).collect();
    for round in 0..rounds.iter().copied().max().unwrap_or(0) {
        let each = commands.iter().zip(&rounds).zip(&mut costs);
        for ((command, _), costs) in each.filter(|((_, rounds), _)| round < **rounds) {
            costs.push(apart(command)?);
        }
    }
    costs.iter().map(|costs| median(costs)).collect()
}

/// How often a command that took this long is run again.
fn rounds(took: Duration, runs: usize) -> u32 {
    let runs = u32::try_from(runs).unwrap_or(u32::MAX).max(1);
    let fit = BUDGET.as_millis() / took.as_millis().max(1);
    u32::try_from(fit).unwrap_or(u32::MAX).min(runs)
}

/// The median of each figure by itself; the highest peak.
fn median(costs: &[Cost]) -> Result<Cost> {
    let middle = |figure: fn(&Cost) -> Duration| {
        let mut figures: Vec<Duration> = costs.iter().map(figure).collect();
        figures.sort();
        figures.get(figures.len() / 2).copied()
    };
    Ok(Cost {
        wall: middle(|cost| cost.wall).context("no run")?,
        cpu: middle(|cost| cost.cpu).context("no run")?,
        peak: costs.iter().map(|cost| cost.peak).max().context("no run")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_takes_long_runs_once() {
        assert_eq!(rounds(Duration::from_millis(3), 9), 9);
        assert_eq!(rounds(Duration::from_secs(10), 9), 2);
        assert_eq!(rounds(Duration::from_secs(60), 9), 0);
        assert_eq!(rounds(Duration::ZERO, 0), 1);
    }

    #[test]
    fn medians_are_taken_one_by_one() {
        let cost = |wall, cpu, peak| Cost {
            wall: Duration::from_millis(wall),
            cpu: Duration::from_millis(cpu),
            peak,
        };
        let all = [cost(9, 1, 3), cost(1, 5, 2), cost(2, 4, 1)];
        assert_eq!(median(&all).unwrap(), cost(2, 4, 3));
    }
}
