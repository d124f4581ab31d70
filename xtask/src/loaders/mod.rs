//! Starts that loaders decide: `fixtures/loaders/scenarios.toml`, each built, really run, and held against the
//! verdict of the models.

mod build;
mod reality;
mod scenario;
mod verdict;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};

use crate::{roots, toolchains};
use build::Workshop;
use scenario::Scenario;

/// `cargo xtask loaders`
#[derive(Debug, Default, clap::Args)]
pub(crate) struct Arguments {
    /// Only scenarios whose name contains this
    #[arg(default_value = "")]
    only: String,
    /// Print what was said and what happened
    #[arg(long)]
    all: bool,
}

/// Builds, runs and compares them.
///
/// # Errors
/// A scenario that cannot be built or run, a verdict that differs from reality or from what is expected.
pub(crate) fn run(arguments: &Arguments) -> Result<String> {
    let scenarios = scenario::read()?;
    let wanted: Vec<&Scenario> = scenarios
        .iter()
        .filter(|one| one.name.contains(&arguments.only))
        .collect();
    ensure!(
        !wanted.is_empty(),
        "no scenario is named like `{}`",
        arguments.only
    );
    let mut names: Vec<String> = wanted.iter().map(|one| one.root.clone()).collect();
    names.sort();
    names.dedup();
    let roots = roots::ensure(&names)?;
    let workshop = Workshop::open(&toolchains::ensure()?.newest_go()?)?;
    let mut wrong = 0;
    for scenario in &wanted {
        let root = roots.iter().find(|root| root.spec.name == scenario.root);
        let root = root.context("a scenario has its root")?;
        let one = one(&workshop, scenario, &root.folder)
            .with_context(|| format!("scenario `{}`", scenario.name))?;
        if !one.complaints.is_empty() {
            wrong += 1;
        }
        if arguments.all || !one.complaints.is_empty() {
            println!("{}: {}", scenario.name, one.said);
            println!("  happened: {}", one.happened);
        }
        for complaint in &one.complaints {
            println!("  {complaint}");
        }
    }
    let count = wanted.len();
    if wrong > 0 {
        bail!("{wrong} of {count} scenarios disagree");
    }
    Ok(format!("{count} scenarios: every verdict is what happened"))
}

/// What came of one scenario.
struct One {
    said: String,
    happened: String,
    complaints: Vec<String>,
}

fn one(workshop: &Workshop, scenario: &Scenario, root: &Path) -> Result<One> {
    let folder = workshop.build(scenario, root)?;
    let seen = reality::run(workshop, scenario, &folder)?;
    let outcome = verdict::ask(scenario, &folder)?;
    let complaints = verdict::compare(scenario, &outcome, &seen);
    let one = One {
        said: verdict::shown(&outcome),
        happened: seen.shown(),
        complaints,
    };
    fs::remove_dir_all(&folder)?;
    Ok(one)
}
