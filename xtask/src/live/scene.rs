//! What is played, and what came of it.

use std::collections::BTreeSet;
use std::process::Output;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::workspace;

/// One failure.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Scene {
    /// Its name.
    pub(super) name: String,
    /// The shell script that makes it.
    pub(super) script: String,
    /// Answers that are right, the best first; none if nothing is wrong.
    pub(super) causes: Vec<String>,
    /// Why even the right answer cannot be certain.
    pub(super) unsure: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Scenes {
    scene: Vec<Scene>,
}

/// Reads the scenes.
pub(super) fn read() -> Result<Vec<Scene>> {
    let path = workspace::root().join("fixtures/live/scenes.toml");
    let text = std::fs::read_to_string(&path)?;
    let scenes: Scenes = toml::from_str(&text).with_context(|| path.display().to_string())?;
    Ok(scenes.scene)
}

/// A cause and how sure it is.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub(super) struct Cause {
    pub(super) cause: String,
    pub(super) certainty: String,
}

/// What was diagnosed, in the run itself and from its record.
#[derive(Debug)]
pub(super) struct Done {
    /// What the run said.
    pub(super) causes: Vec<Cause>,
    /// What the record says afterwards.
    pub(super) again: Vec<Cause>,
    /// What the script printed.
    pub(super) output: Output,
}

impl Done {
    /// In a line.
    pub(super) fn summary(&self) -> String {
        let words = self
            .causes
            .iter()
            .map(|c| format!("{} {}", c.certainty, c.cause));
        let words: Vec<String> = words.collect();
        match words.as_slice() {
            [] => "no cause".to_owned(),
            words => words.join(", "),
        }
    }
}

/// Whether it is as it should be.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Right { is_certain: bool },
    Wrong(String),
}

impl Scene {
    /// Judges: the cause is among the answers, never behind a certain other one; first, unless it cannot be sure.
    pub(super) fn judge(&self, done: &Done) -> Verdict {
        // The run itself may know the binary, and be surer.
        if names(&done.causes) != names(&done.again) {
            return Verdict::Wrong("its record says something else".to_owned());
        }
        if self.causes.is_empty() {
            return match done.causes.as_slice() {
                [] => Verdict::Right { is_certain: true },
                _ => Verdict::Wrong("nothing is wrong there".to_owned()),
            };
        }
        let is_right = |cause: &Cause| self.causes.contains(&cause.cause);
        let wrongly = done
            .causes
            .iter()
            .find(|cause| cause.certainty == "certain" && !is_right(cause));
        if let Some(cause) = wrongly {
            return Verdict::Wrong(format!("`{}` is certain and wrong", cause.cause));
        }
        let place = done.causes.iter().position(is_right);
        match place {
            Some(0) => Verdict::Right {
                is_certain: done.causes.iter().any(|c| c.certainty == "certain"),
            },
            Some(_) if self.unsure.is_some() => Verdict::Right { is_certain: false },
            Some(_) => Verdict::Wrong(format!("`{}` is not the first", self.causes.join("`, `"))),
            None => Verdict::Wrong(format!("no `{}`", self.causes.join("`, `"))),
        }
    }
}

/// The causes, whatever their order.
fn names(causes: &[Cause]) -> BTreeSet<&str> {
    causes.iter().map(|cause| cause.cause.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use std::os::unix::process::ExitStatusExt;
    use std::process::ExitStatus;

    use super::*;

    fn check(right: &[&str], unsure: bool, said: &[(&str, &str)], expect: bool) {
        let scene = Scene {
            name: String::new(),
            script: String::new(),
            causes: right.iter().map(ToString::to_string).collect(),
            unsure: unsure.then(String::new),
        };
        let causes: Vec<Cause> = said
            .iter()
            .map(|(certainty, cause)| Cause {
                cause: (*cause).to_owned(),
                certainty: (*certainty).to_owned(),
            })
            .collect();
        let output = Output {
            status: ExitStatus::from_raw(0),
            stdout: Vec::new(),
            stderr: Vec::new(),
        };
        let done = Done {
            again: causes.clone(),
            causes,
            output,
        };
        let is_right = matches!(scene.judge(&done), Verdict::Right { .. });
        assert_eq!(is_right, expect, "{right:?} {said:?}");
    }

    #[test]
    fn certain_and_wrong_never_passes() {
        check(&["a"], true, &[("certain", "b"), ("possible", "a")], false);
        check(&["a"], false, &[("certain", "a")], true);
        check(&["a"], false, &[("likely", "b"), ("likely", "a")], false);
        check(&["a"], true, &[("possible", "b"), ("possible", "a")], true);
        check(&["a"], true, &[("possible", "b")], false);
        check(&["a"], false, &[], false);
        check(&[], false, &[], true);
        check(&[], false, &[("possible", "a")], false);
    }
}
