//! The list of scenarios.

use std::fs;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use crate::workspace;

/// Where they are listed, and where their sources are.
pub(super) const FOLDER: &str = "fixtures/loaders";

/// One scenario.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Scenario {
    pub(super) name: String,
    /// Whose loader and C library it gets.
    pub(super) root: String,
    /// Run by sh.
    pub(super) steps: Vec<String>,
    /// `NAME=VALUE`.
    #[serde(default)]
    pub(super) environment: Vec<String>,
    /// A loader that is started by hand.
    pub(super) loader: Option<String>,
    /// Libraries that the program opens.
    #[serde(default)]
    pub(super) opens: Vec<String>,
    /// `v1`, or `host`.
    pub(super) cpu: Option<String>,
    /// A program of qemu-user-static that runs it on a CPU of level v1.
    pub(super) emulator: Option<String>,
    /// `starts`, `REASON SUBJECT`, `later REASON SUBJECT`.
    pub(super) expect: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    scenario: Vec<Scenario>,
}

/// Reads the list.
pub(super) fn read() -> Result<Vec<Scenario>> {
    let path = workspace::root().join(FOLDER).join("scenarios.toml");
    let text =
        fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let list: List = toml::from_str(&text).with_context(|| format!("{}", path.display()))?;
    ensure!(
        !list.scenario.is_empty(),
        "{} lists nothing",
        path.display()
    );
    let mut names: Vec<&str> = list.scenario.iter().map(|one| one.name.as_str()).collect();
    names.sort_unstable();
    let twice = names.windows(2).find(|pair| pair.first() == pair.last());
    ensure!(twice.is_none(), "two scenarios have one name: {twice:?}");
    Ok(list.scenario)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_can_be_read() {
        let scenarios = read().unwrap();
        assert!(scenarios.iter().any(|one| one.expect == "starts"));
        assert!(scenarios.iter().any(|one| one.expect.starts_with("later ")));
    }
}
