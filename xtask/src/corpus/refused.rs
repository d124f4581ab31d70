//! What the registries did not serve, kept so that the next run need not ask again.

use std::fs;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use super::Row;
use super::store::Store;
use crate::cache;

const FILE: &str = "refused.json";

/// Why a file could not be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Reason {
    /// The registry answered that it has no such version.
    Gone,
    /// The member has another digest, or the package has no such member.
    Differs,
    /// The registry did not answer, or the client failed otherwise. Never kept.
    Unreachable,
    /// The registry's list of what it has does not have the digest that its own signed index names: a mirror in
    /// the middle of an update. Never kept.
    OutOfStep,
}

/// A file that could not be had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Refused {
    /// The digest that was wanted.
    pub(super) sha256: String,
    /// Why not.
    pub(super) reason: Reason,
    /// The client's own words, or the digest found.
    pub(super) words: String,
}

/// Whether the row was refused before.
pub(super) fn contains(known: &[Refused], row: &Row) -> bool {
    known.iter().any(|refused| refused.sha256 == row.sha256)
}

/// What is kept of earlier runs.
pub(super) fn read(store: &Store) -> Result<Vec<Refused>> {
    let path = store.path(FILE);
    if !path.exists() {
        return Ok(Vec::new());
    }
    let text =
        fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("in {}", path.display()))
}

/// Keeps what the registries answered; silence is not an answer.
pub(super) fn write(store: &Store, known: &[Refused]) -> Result<()> {
    let answered: Vec<&Refused> = known
        .iter()
        .filter(|r| !matches!(r.reason, Reason::Unreachable | Reason::OutOfStep))
        .collect();
    cache::write(&store.path(FILE), &serde_json::to_vec_pretty(&answered)?)
}

/// Forgets what was refused, so that the registries are asked again.
pub(super) fn forget(store: &Store) -> Result<()> {
    write(store, &[])
}
