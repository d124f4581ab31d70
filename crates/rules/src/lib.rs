//! The rule catalogue: one file a rule under `rules/`, listed in [`CATALOGUE`].
//!
//! A rule reads [`gobin::Facts`] and nothing else: it knows no format, opens no file and prints nothing.

#[cfg(test)]
mod examples;
mod levels;
mod recorded;
mod rule;
mod rules;
mod systems;

use diagnostic::Finding;
use gobin::Facts;

pub use levels::{Levels, UnknownRule};
pub use rule::Rule;
pub use rules::CATALOGUE;

/// Runs every rule over one binary; findings come in the catalogue's order, with the levels asked for.
///
/// Findings at [`diagnostic::Level::Allow`] are part of the answer: machine output records them.
#[must_use]
pub fn check(facts: &Facts, levels: &Levels) -> Vec<Finding> {
    let mut found = Vec::new();
    for rule in CATALOGUE {
        let before = found.len();
        (rule.check)(facts, &mut found);
        for finding in found.iter_mut().skip(before) {
            finding.level = levels.of(rule);
        }
    }
    found
}

/// The rule of that name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Rule> {
    CATALOGUE.iter().find(|rule| rule.name == name).copied()
}
