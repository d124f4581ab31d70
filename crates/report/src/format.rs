//! What a report format is, and which there are.

use std::collections::BTreeMap;

use crate::human::Brief;
use crate::{
    Record, Totals, csv, cyclonedx, github, gitlab, human, json, junit, markdown, ndjson, sarif,
};

/// How the reader wants it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct View {
    /// Colour may be used. What is said never depends on it.
    pub color: bool,
    /// Findings alone.
    pub quiet: bool,
    /// Everything: every import, every C function, the evidence of each fact.
    pub verbose: bool,
    /// Columns to write in.
    pub width: usize,
}

impl Default for View {
    fn default() -> Self {
        Self {
            color: false,
            quiet: false,
            verbose: false,
            width: 100,
        }
    }
}

/// One record in one format, without its facts.
#[derive(Clone, Debug, Default)]
pub struct Piece {
    /// The record's text.
    pub text: String,
    /// How many entries the text has, where the whole must know.
    pub count: usize,
    /// What a table of many records needs.
    pub brief: Option<Brief>,
    /// What several records may name and the whole has once.
    pub listed: Vec<Listed>,
}

/// An entry that several records may name: a file with several images, a module, a library.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listed {
    /// What it is known by.
    pub key: String,
    /// The entry's text, the same from every record.
    pub text: String,
    /// What this record adds to it.
    pub also: Vec<String>,
}

/// Every entry once, in the order of the first that names it, with what all records add to it.
pub(crate) fn listed_once(pieces: &[Piece]) -> Vec<Listed> {
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    let mut once: Vec<Listed> = Vec::new();
    for listed in pieces.iter().flat_map(|piece| &piece.listed) {
        let at = *known.entry(&listed.key).or_insert(once.len());
        match once.get_mut(at) {
            Some(there) => there.also.extend_from_slice(&listed.also),
            None => once.push(listed.clone()),
        }
    }
    once
}

/// One report format.
///
/// Facts of a big binary are big, so a record is turned into its piece where it was made and then dropped.
#[derive(Debug)]
pub struct Format {
    /// The name after `--format`.
    pub name: &'static str,
    /// One clause for the help.
    pub summary: &'static str,
    /// Whether the records must name every import: reading them is what costs most in the largest binaries.
    pub names_imports: fn(&View) -> bool,
    /// Renders one record.
    pub piece: fn(&Record, &View) -> Piece,
    /// Renders the whole from the pieces, in order. `None`: the pieces are the whole, each written as soon as
    /// it is there.
    pub join: Option<Join>,
}

/// Renders the whole of a run from its pieces, in order.
pub type Join = fn(&[Piece], &Totals, &View) -> String;

/// Every format, by name.
pub const FORMATS: &[&Format] = &[
    &csv::IMAGES,
    &csv::FINDINGS,
    &cyclonedx::FORMAT,
    &github::FORMAT,
    &gitlab::FORMAT,
    &human::FORMAT,
    &json::FORMAT,
    &junit::FORMAT,
    &markdown::FORMAT,
    &ndjson::FORMAT,
    &sarif::FORMAT,
];

/// The format of that name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|f| f.name == name).copied()
}
