//! Which level each rule has in this run.

use std::collections::BTreeMap;

use diagnostic::Level;

use crate::{CATALOGUE, Rule};

/// Levels that differ from the rules' defaults.
#[derive(Clone, Debug, Default)]
pub struct Levels {
    set: BTreeMap<&'static str, Level>,
}

/// No rule has that name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownRule {
    /// The name that was asked for.
    pub name: String,
    /// The rule whose name is nearest to it.
    pub nearest: &'static str,
}

impl Levels {
    /// The level of a rule.
    #[must_use]
    pub fn of(&self, rule: &Rule) -> Level {
        self.set
            .get(rule.name)
            .copied()
            .unwrap_or(rule.default_level)
    }

    /// Sets the level of one rule, or of every rule for the name `all`. The last word wins.
    ///
    /// # Errors
    /// When no rule has that name.
    pub fn set(&mut self, name: &str, level: Level) -> Result<(), UnknownRule> {
        if name == "all" {
            self.set
                .extend(CATALOGUE.iter().map(|rule| (rule.name, level)));
            return Ok(());
        }
        let rule = crate::find(name).ok_or_else(|| UnknownRule::new(name))?;
        self.set.insert(rule.name, level);
        Ok(())
    }
}

impl UnknownRule {
    /// Looks for the nearest name.
    #[must_use]
    pub fn new(name: &str) -> Self {
        let nearest = CATALOGUE
            .iter()
            .map(|rule| rule.name)
            .min_by_key(|known| distance(name, known))
            .unwrap_or_default();
        Self {
            name: name.to_owned(),
            nearest,
        }
    }
}

/// Levenshtein's distance in characters, with one row of memory.
fn distance(from: &str, to: &str) -> usize {
    let mut row: Vec<usize> = (0..=to.chars().count()).collect();
    for (i, a) in from.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (cell, b) in row.iter_mut().skip(1).zip(to.chars()) {
            let cost = (diagonal + usize::from(a != b))
                .min(*cell + 1)
                .min(left + 1);
            diagonal = *cell;
            *cell = cost;
            left = cost;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_counts_edits() {
        for (from, to, expect) in [
            ("", "", 0),
            ("", "abc", 3),
            ("abc", "", 3),
            ("kitten", "sitting", 3),
            ("flaw", "lawn", 2),
            ("same", "same", 0),
        ] {
            assert_eq!(distance(from, to), expect, "{from} to {to}");
        }
    }

    #[test]
    fn a_typo_names_the_nearest_rule() {
        let unknown = Levels::default()
            .set("interp-without-neded", Level::Deny)
            .unwrap_err();
        assert_eq!(unknown.nearest, "interp-without-needed");
    }

    #[test]
    fn the_last_word_wins() {
        let mut levels = Levels::default();
        levels.set("all", Level::Deny).unwrap();
        levels.set("packed-executable", Level::Allow).unwrap();
        let of = |name| levels.of(crate::find(name).unwrap());
        assert_eq!(of("packed-executable"), Level::Allow);
        assert_eq!(of("cgo-enabled-unused"), Level::Deny);
    }
}
