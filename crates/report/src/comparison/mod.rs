//! What `cgone diff` found, to bytes: one file a format, listed in [`DIFF_FORMATS`].

mod human;
mod json;
mod markdown;

use diff::{Change, Diff, Direction, Fate, Judged, Pair};

use crate::View;

/// A diff, whose sides have names, and why it fails.
#[derive(Clone, Copy, Debug)]
pub struct Comparison<'c> {
    /// The old side, as the user named it.
    pub old: &'c str,
    /// The new side.
    pub new: &'c str,
    /// What changed.
    pub diff: &'c Diff,
    /// Why it fails, a clause each; empty if it does not.
    pub reasons: &'c [String],
}

/// One format of a diff.
#[derive(Debug)]
pub struct DiffFormat {
    /// The name after `--format`.
    pub name: &'static str,
    /// One clause for the help.
    pub summary: &'static str,
    /// Renders the whole.
    pub render: fn(&Comparison<'_>, &View) -> String,
}

/// Every format, by name.
pub const DIFF_FORMATS: &[&DiffFormat] = &[&human::FORMAT, &json::FORMAT, &markdown::FORMAT];

/// How many of each there are.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    changed: usize,
    worse: usize,
    better: usize,
    neutral: usize,
    new: usize,
    gone: usize,
    kept: usize,
}

impl Sums {
    fn of(diff: &Diff) -> Self {
        let mut sums = Self::default();
        for pair in &diff.pairs {
            sums.changed += usize::from(is_changed(pair));
            sums.worse += towards(pair, Direction::Worse).count();
            sums.better += towards(pair, Direction::Better).count();
            sums.neutral += towards(pair, Direction::Neutral).count();
        }
        let pairs = diff.pairs.iter().flat_map(|p| &p.findings);
        let lone = diff.added.iter().chain(&diff.removed);
        for judged in pairs.chain(lone.flat_map(|l| &l.findings)) {
            match judged.fate {
                Fate::New => sums.new += 1,
                Fate::Gone => sums.gone += 1,
                Fate::Kept => sums.kept += 1,
            }
        }
        sums
    }
}

fn is_changed(pair: &Pair) -> bool {
    let moved = |judged: &Judged| judged.fate != Fate::Kept || judged.newly_denies;
    !pair.changes.is_empty() || !pair.unknown.is_empty() || pair.findings.iter().any(moved)
}

/// The changes of one direction, in the order of the aspects.
fn towards(pair: &Pair, direction: Direction) -> impl Iterator<Item = &Change> {
    pair.changes
        .iter()
        .filter(move |c| c.direction == direction)
}

/// `old.name → new.name`, or the one name that both have.
fn names(pair: &Pair) -> String {
    let (old, new) = (pair.old.name(), pair.new.name());
    if old == new {
        new
    } else {
        format!("{old} → {new}")
    }
}

/// `1 image`, `2 images`.
fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}
