//! Which level each rule has in this run.

use std::collections::BTreeMap;

use diagnostic::{Decision, Level};

use crate::nearest::nearest;
use crate::{CATALOGUE, Rule};

/// Levels that differ from the rules' own, and who set them.
#[derive(Clone, Debug, Default)]
pub struct Levels {
    set: BTreeMap<&'static str, (Level, Decision)>,
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
    /// The level that was set for a rule, and by whom.
    #[must_use]
    pub fn set_for(&self, rule: &Rule) -> Option<(Level, &Decision)> {
        let (level, decision) = self.set.get(rule.name)?;
        Some((*level, decision))
    }

    /// Sets the level of one rule, or of every rule for the name `all`. The last word wins.
    ///
    /// # Errors
    /// When no rule has that name.
    pub fn set(
        &mut self,
        name: &str,
        level: Level,
        decision: &Decision,
    ) -> Result<(), UnknownRule> {
        if name == "all" {
            let every = CATALOGUE
                .iter()
                .map(|rule| (rule.name, (level, decision.clone())));
            self.set.extend(every);
            return Ok(());
        }
        let rule = crate::find(name).ok_or_else(|| UnknownRule::new(name))?;
        self.set.insert(rule.name, (level, decision.clone()));
        Ok(())
    }

    /// Takes over every level of `other`, whose word counts more.
    pub fn extend(&mut self, other: &Self) {
        let other = other.set.iter().map(|(name, set)| (*name, set.clone()));
        self.set.extend(other);
    }
}

impl UnknownRule {
    /// Looks for the nearest name.
    #[must_use]
    pub fn new(name: &str) -> Self {
        let names = CATALOGUE.iter().map(|rule| rule.name);
        Self {
            name: name.to_owned(),
            nearest: nearest(name, names).unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use diagnostic::Decider;

    use super::*;

    fn asked() -> Decision {
        Decision {
            by: Decider::Argument,
            place: None,
            says: "asked".to_owned(),
        }
    }

    #[test]
    fn a_typo_names_the_nearest_rule() {
        let unknown = Levels::default()
            .set("interp-without-neded", Level::Deny, &asked())
            .unwrap_err();
        assert_eq!(unknown.nearest, "interp-without-needed");
    }

    #[test]
    fn the_last_word_wins() {
        let mut levels = Levels::default();
        levels.set("all", Level::Deny, &asked()).unwrap();
        levels
            .set("packed-executable", Level::Allow, &asked())
            .unwrap();
        let of = |name| levels.set_for(crate::find(name).unwrap()).unwrap().0;
        assert_eq!(of("packed-executable"), Level::Allow);
        assert_eq!(of("cgo-enabled-unused"), Level::Deny);
    }
}
