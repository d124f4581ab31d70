//! Where something was read, and what was read there.

use std::fmt;

/// A place in a file, from coarse to fine: container, table, index, name, offset.
///
/// ```
/// use diagnostic::Place;
/// let place = Place::new("program header").index(1).name("PT_INTERP").at(0xfe4);
/// assert_eq!(place.to_string(), "program header 1 (PT_INTERP) at 0xfe4");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// The part of a container that was read: `slice arm64`, `member go.o`. `None` for the file itself.
    pub container: Option<String>,
    /// The table, in the format's own words: `program header`, `section`, `dynamic entry`, `symbol`,
    /// `version need`, `build info`, `pclntab function`, `file`.
    pub table: &'static str,
    /// Zero-based index in the table.
    pub index: Option<u64>,
    /// The entry's name: a section, a symbol, a dynamic tag, a build setting.
    pub name: Option<String>,
    /// Byte offset from the start of the file.
    pub offset: Option<u64>,
}

impl Place {
    /// A place in the table of that name.
    #[must_use]
    pub fn new(table: &'static str) -> Self {
        Self {
            table,
            ..Self::default()
        }
    }

    /// With the zero-based index in the table.
    #[must_use]
    pub fn index(mut self, index: u64) -> Self {
        self.index = Some(index);
        self
    }

    /// With the entry's name.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// With the byte offset in the file.
    #[must_use]
    pub fn at(mut self, offset: u64) -> Self {
        self.offset = Some(offset);
        self
    }

    /// With the byte offset in the file, where one is known.
    #[must_use]
    pub fn at_option(mut self, offset: Option<u64>) -> Self {
        self.offset = offset;
        self
    }

    /// Evidence: this place, and the value read there.
    #[must_use]
    pub fn value(self, value: impl Into<String>) -> Evidence {
        Evidence {
            place: self,
            value: value.into(),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(container) = &self.container {
            write!(f, "{container}: ")?;
        }
        f.write_str(self.table)?;
        match (self.index, &self.name) {
            (Some(index), Some(name)) => write!(f, " {index} ({name})")?,
            (Some(index), None) => write!(f, " {index}")?,
            (None, Some(name)) => write!(f, " `{name}`")?,
            (None, None) => {}
        }
        match self.offset {
            Some(offset) => write!(f, " at {offset:#x}"),
            None => Ok(()),
        }
    }
}

/// One fact a statement rests on: where it was read and what was read, verbatim.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Evidence {
    /// Where it was read.
    pub place: Place,
    /// What was read there.
    pub value: String,
}

/// A value together with the place it was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located<T> {
    /// What was read.
    pub value: T,
    /// Where.
    pub place: Place,
}

impl<T> Located<T> {
    /// The value and its place.
    pub const fn new(value: T, place: Place) -> Self {
        Self { value, place }
    }
}

impl<T: fmt::Display> Located<T> {
    /// This value as evidence.
    pub fn evidence(&self) -> Evidence {
        self.place.clone().value(self.value.to_string())
    }
}

/// A conclusion: its value where the bytes prove one, the evidence, or what is missing to know.
///
/// Exactly one of `value` and `missing` is set, except in [`Fact::default`], which says nothing at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact<T> {
    /// The value, or `None` when the bytes do not tell.
    pub value: Option<T>,
    /// What the value rests on; for an unknown value, what was tried.
    pub evidence: Vec<Evidence>,
    /// For an unknown value: what would settle it, as a clause.
    pub missing: Option<String>,
}

impl<T> Default for Fact<T> {
    fn default() -> Self {
        Self {
            value: None,
            evidence: Vec::new(),
            missing: None,
        }
    }
}

impl<T> Fact<T> {
    /// A known value and what proves it.
    pub const fn known(value: T, evidence: Vec<Evidence>) -> Self {
        Self {
            value: Some(value),
            evidence,
            missing: None,
        }
    }

    /// An unknown value and what is missing to know it.
    pub fn unknown(missing: impl Into<String>) -> Self {
        Self {
            value: None,
            evidence: Vec::new(),
            missing: Some(missing.into()),
        }
    }
}

impl<T: PartialEq> Fact<T> {
    /// Whether the value is known and equals `value`.
    pub fn is(&self, value: &T) -> bool {
        self.value.as_ref() == Some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(place: &Place, expect: &str) {
        assert_eq!(place.to_string(), expect);
    }

    #[test]
    fn a_place_reads_from_coarse_to_fine() {
        check(&Place::new("file"), "file");
        check(
            &Place::new("section").name(".dynamic"),
            "section `.dynamic`",
        );
        check(&Place::new("symbol").index(7).at(16), "symbol 7 at 0x10");
        let mut slice = Place::new("load command").index(2).name("LC_MAIN");
        slice.container = Some("slice arm64".into());
        check(&slice, "slice arm64: load command 2 (LC_MAIN)");
    }

    #[test]
    fn an_unknown_fact_is_no_value() {
        let fact: Fact<bool> = Fact::unknown("a symbol table");
        assert!(!fact.is(&false) && !fact.is(&true));
        assert_eq!(fact.missing.as_deref(), Some("a symbol table"));
    }
}
