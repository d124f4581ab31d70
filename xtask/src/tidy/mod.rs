//! Checks of the whole tree that no compiler makes. Each is one file and one line in [`CHECKS`], and each
//! is a test too.

mod arrows;
mod dependencies;
mod lengths;
mod links;
mod paths;
mod purity;
mod readme;
mod rule_pages;
mod sizes;
mod tree;
mod unfinished;

use std::fmt;

use anyhow::{Result, bail};
use tree::Tree;

/// Options of `cargo xtask tidy`.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct Arguments {
    /// Runs only the checks whose name contains this.
    only: Option<String>,
}

/// One thing that is not as it should be.
#[derive(Debug, PartialEq, Eq)]
struct Complaint {
    /// `file`, `file:line` or the name of what is wrong.
    place: String,
    /// What is wrong, as a clause.
    message: String,
}

impl Complaint {
    fn new(place: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            place: place.into(),
            message: message.into(),
        }
    }
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

/// What one check looked at and what it found.
#[derive(Debug)]
struct Outcome {
    /// How many things were looked at; a check that looked at nothing fails.
    looked_at: usize,
    complaints: Vec<Complaint>,
}

impl FromIterator<Vec<Complaint>> for Outcome {
    /// One list for each thing that was looked at.
    fn from_iter<I: IntoIterator<Item = Vec<Complaint>>>(each: I) -> Self {
        let mut looked_at = 0;
        let complaints = each.into_iter().inspect(|_| looked_at += 1).flatten();
        let complaints = complaints.collect();
        Self {
            looked_at,
            complaints,
        }
    }
}

/// One check of the tree.
struct Check {
    name: &'static str,
    /// What it looks at, in the plural.
    subject: &'static str,
    run: fn(&Tree) -> Result<Outcome>,
}

/// Every check.
const CHECKS: &[Check] = &[
    arrows::CHECK,
    dependencies::CHECK,
    lengths::CHECK,
    links::CHECK,
    paths::CHECK,
    purity::CHECK,
    readme::CHECK,
    rule_pages::CHECK,
    sizes::CHECK,
    unfinished::CHECK,
];

/// Runs the checks and prints a line for each.
///
/// # Errors
/// When a check complains, looked at nothing or cannot run.
pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let tree = Tree::read()?;
    let wanted = arguments.only.as_deref().unwrap_or_default();
    let mut failed = 0_usize;
    let mut ran = 0_usize;
    for check in CHECKS.iter().filter(|c| c.name.contains(wanted)) {
        ran += 1;
        failed += usize::from(!passes(check, &tree)?);
    }
    match (ran, failed) {
        (0, _) => bail!("no check is named like `{wanted}`"),
        (_, 0) => Ok(()),
        _ => bail!("{failed} of {ran} checks complain"),
    }
}

fn passes(check: &Check, tree: &Tree) -> Result<bool> {
    let outcome = (check.run)(tree)?;
    for complaint in &outcome.complaints {
        println!("  {complaint}");
    }
    let good = outcome.complaints.is_empty() && outcome.looked_at > 0;
    println!(
        "tidy {}: {}, {} {} looked at, {} complaints",
        check.name,
        if good { "ok" } else { "FAILED" },
        outcome.looked_at,
        check.subject,
        outcome.complaints.len(),
    );
    Ok(good)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_is_tidy() {
        let tree = Tree::read().unwrap();
        for check in CHECKS {
            let outcome = (check.run)(&tree).unwrap();
            let said: Vec<String> = outcome.complaints.iter().map(ToString::to_string).collect();
            assert!(said.is_empty(), "{}:\n{}", check.name, said.join("\n"));
            assert!(outcome.looked_at > 0, "{} looked at nothing", check.name);
        }
    }
}
