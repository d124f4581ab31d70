//! What the command line says about policy.

use std::path::PathBuf;

use diagnostic::{Decider, Decision, Level};
use rules::{Levels, UnknownRule};

/// Options of every command that judges by policy.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct PolicyArguments {
    /// The policy; without it, the nearest `cgone.toml` from the working folder upwards to the repository's
    /// root
    #[arg(long, value_name = "FILE", conflicts_with = "no_policy")]
    pub(crate) policy: Option<PathBuf>,
    /// Judge by the rules' own levels alone, whatever `cgone.toml` lies above
    #[arg(long)]
    pub(crate) no_policy: bool,
    /// Findings that were accepted before: shown as waived, and not counted
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
}

/// Levels by the command line: `all` first, then names; of two levels for one name the stricter.
pub(crate) fn levels(allow: &[String], warn: &[String], deny: &[String]) -> Result<Levels, String> {
    let mut levels = Levels::default();
    let asked = [
        (Level::Allow, allow),
        (Level::Warn, warn),
        (Level::Deny, deny),
    ];
    for is_all in [true, false] {
        for (level, names) in asked {
            for name in names.iter().filter(|name| (*name == "all") == is_all) {
                let set = levels.set(name, level, &argument(level, name));
                set.map_err(|UnknownRule { name, nearest }| {
                    format!("no rule `{name}`; did you mean `{nearest}`? `cgone rules` lists all")
                })?;
            }
        }
    }
    Ok(levels)
}

/// An option that set a level.
fn argument(level: Level, name: &str) -> Decision {
    Decision {
        by: Decider::Argument,
        place: None,
        says: format!("level `{level}` set by `--{level} {name}`"),
    }
}
