//! One step of the proof: its name, its time, what it counted or why it failed.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use anyhow::Result;

/// One step.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) name: &'static str,
    /// Runs it; says what it counted, as a clause.
    run: fn() -> Result<String>,
}

/// How a step ended.
#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) name: &'static str,
    pub(super) result: Result<String>,
    took: Duration,
}

impl Step {
    pub(super) const fn new(name: &'static str, run: fn() -> Result<String>) -> Self {
        Self { name, run }
    }

    /// Runs the step and says how it ended.
    pub(super) fn run(&self) -> Outcome {
        println!("\n==> {}", self.name);
        let start = Instant::now();
        let result = (self.run)();
        let outcome = Outcome {
            name: self.name,
            result,
            took: start.elapsed(),
        };
        println!("{}", outcome.line());
        outcome
    }
}

impl Outcome {
    fn line(&self) -> String {
        let seconds = self.took.as_secs_f32();
        match &self.result {
            Ok(count) => format!("ok     {seconds:7.1} s  {}{}", self.name, clause(count)),
            Err(error) => format!("FAILED {seconds:7.1} s  {}: {error:#}", self.name),
        }
    }
}

fn clause(count: &str) -> String {
    if count.is_empty() {
        String::new()
    } else {
        format!(": {count}")
    }
}

/// A line for each step, the failures last in full.
pub(super) fn summary(outcomes: &[Outcome], took: Duration) -> String {
    let mut text = String::from("==> summary\n");
    for outcome in outcomes {
        let line = outcome.line();
        let _ = writeln!(text, "{}", line.lines().next().unwrap_or_default());
    }
    let failed = outcomes.iter().filter(|o| o.result.is_err()).count();
    let _ = write!(
        text,
        "{} of {} steps ok in {:.0} s",
        outcomes.len() - failed,
        outcomes.len(),
        took.as_secs_f32()
    );
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_named_and_counted() {
        let good = Step::new("one", || Ok("3 rows".into())).run();
        let bad = Step::new("two", || anyhow::bail!("row `x` is missing\nand more")).run();
        let text = summary(&[good, bad], Duration::from_secs(2));
        assert!(text.contains("one: 3 rows"), "{text}");
        assert!(text.contains("two: row `x` is missing"), "{text}");
        assert!(text.ends_with("1 of 2 steps ok in 2 s"), "{text}");
    }
}
