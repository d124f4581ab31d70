//! What a report format is, and which there are.

use crate::human::Brief;
use crate::{Record, Totals, human, json, ndjson};

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
    /// What a table of many records needs; only the human format fills it.
    pub brief: Option<Brief>,
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
pub const FORMATS: &[&Format] = &[&human::FORMAT, &json::FORMAT, &ndjson::FORMAT];

/// The format of that name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|f| f.name == name).copied()
}
