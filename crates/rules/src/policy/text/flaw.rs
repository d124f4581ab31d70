//! What is wrong with a text, and where.

use std::fmt;
use std::ops::Range;

use diagnostic::TextPlace;

use super::Source;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// The bytes it is about.
    pub span: Range<usize>,
    /// Where they start.
    pub place: TextPlace,
    /// One clause, lower case, no full stop, values in backticks.
    pub message: String,
    /// A few words to stand under the bytes.
    pub label: Option<String>,
    /// What the reader can do.
    pub help: Option<String>,
}

/// Everything that is wrong with one text, in its order. Never empty.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Flaws {
    /// The file as the user knows it.
    pub file: String,
    /// Its text.
    pub text: String,
    /// What is wrong.
    pub flaws: Vec<Flaw>,
}

impl Flaws {
    /// `None` where nothing is wrong.
    pub(crate) fn of(source: &Source<'_>, mut flaws: Vec<Flaw>) -> Option<Self> {
        flaws.sort_by_key(|flaw| (flaw.span.start, flaw.span.end));
        flaws.dedup();
        (!flaws.is_empty()).then(|| Self {
            file: source.file.to_owned(),
            text: source.text.to_owned(),
            flaws,
        })
    }
}

impl fmt::Display for Flaws {
    /// One line a flaw: `FILE:LINE:COLUMN: message`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, flaw) in self.flaws.iter().enumerate() {
            let end = if number == 0 { "" } else { "\n" };
            write!(f, "{end}{}: {}", flaw.place, flaw.message)?;
        }
        Ok(())
    }
}
