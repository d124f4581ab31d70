//! The rule catalogue: one file a rule under `rules/`, listed in [`CATALOGUE`].
//!
//! A rule reads a [`Subject`] and nothing else: it knows no format, opens no file and prints nothing.

mod build_machine;
#[cfg(test)]
mod examples;
mod fingerprint;
mod nearest;
mod pattern;
mod policy;
mod recorded;
mod releases;
mod rule;
mod rules;
mod subject;
mod systems;
mod theme;

use gobin::Facts;

pub use fingerprint::fingerprint;
pub use nearest::nearest;
pub use policy::{
    Accepted, Applied, Baseline, CPU_LEVELS, CgoLimit, Checked, Flaw, Flaws, Levels, Met, PathGlob,
    Policy, Requirements, Seen, UnknownRule, Wanted, policy_schema, propose,
};
pub use rule::Rule;
pub use rules::CATALOGUE;
pub use subject::{GoLibrary, Lacking, Placed, Start, Started, Subject};
pub use theme::Theme;

/// Runs every rule over one image; findings come in the catalogue's order, at the levels that apply to it.
///
/// Findings at [`diagnostic::Level::Allow`] are part of the answer: machine output records them.
#[must_use]
pub fn check(facts: &Facts, go_libraries: &[GoLibrary], applied: &Applied<'_>) -> Checked {
    check_placed(facts, go_libraries, None, applied)
}

/// The same for a binary that lies in a container image.
#[must_use]
pub fn check_placed(
    facts: &Facts,
    go_libraries: &[GoLibrary],
    placed: Option<&Placed>,
    applied: &Applied<'_>,
) -> Checked {
    applied.check(&Subject {
        facts,
        wanted: applied.requirements(),
        go_libraries,
        placed,
    })
}

/// The rule of that name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Rule> {
    CATALOGUE.iter().find(|rule| rule.name == name).copied()
}
