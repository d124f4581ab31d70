//! Reads tables and values of a TOML text, and collects what is wrong with them.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::{Flaw, Flaws, Key, Source, Word};
use crate::nearest::nearest;

/// A key and its value, as they stand in the text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry<'e> {
    /// The key.
    pub(crate) key: &'e Spanned<DeString<'e>>,
    /// The value.
    pub(crate) value: &'e Spanned<DeValue<'e>>,
}

impl<'e> Entry<'e> {
    pub(crate) fn name(self) -> &'e str {
        self.key.get_ref()
    }
}

/// Collects flaws while a text is read.
#[derive(Debug)]
pub(crate) struct Reader<'t> {
    source: Source<'t>,
    flaws: Vec<Flaw>,
}

impl<'t> Reader<'t> {
    /// Reads the whole text as a table of these keys; `then` looks at what came of it.
    pub(crate) fn document<T>(
        source: Source<'t>,
        keys: &[Key<T>],
        into: &mut T,
        then: impl FnOnce(&mut Self, &mut T),
    ) -> Result<(), Flaws> {
        let (document, errors) = DeTable::parse_recoverable(source.text);
        let flaws = Vec::new();
        let mut reader = Self { source, flaws };
        // What was recovered behind a syntax error may be half a table: nothing is missed in it.
        let asks = errors.is_empty();
        let span = document.span();
        reader.keys(document.get_ref(), keys, into);
        if asks {
            reader.missing(document.get_ref(), span, "the file", keys);
            then(&mut reader, into);
        }
        let broken: Vec<Range<usize>> = errors.iter().filter_map(toml::de::Error::span).collect();
        let touches = |flaw: &Flaw| broken.iter().any(|span| overlap(span, &flaw.span));
        reader.flaws.retain(|flaw| !touches(flaw));
        for error in &errors {
            reader.flaw(error.span().unwrap_or_default(), plain(error.message()));
        }
        Flaws::of(&reader.source, reader.flaws).map_or(Ok(()), Err)
    }

    /// The text.
    pub(crate) const fn source(&self) -> &Source<'t> {
        &self.source
    }

    /// Something is wrong with these bytes.
    pub(crate) fn flaw(&mut self, span: Range<usize>, message: impl Into<String>) -> &mut Flaw {
        self.flaws.push(Flaw {
            place: self.source.place(span.start),
            span,
            message: message.into(),
            label: None,
            help: None,
        });
        let last = self.flaws.len() - 1;
        #[expect(clippy::indexing_slicing, reason = "the flaw was pushed above")]
        &mut self.flaws[last]
    }

    /// How many flaws there are so far.
    pub(crate) fn count(&self) -> usize {
        self.flaws.len()
    }

    /// Reads a value that must be a table of these keys.
    pub(crate) fn table<T>(&mut self, entry: Entry<'_>, keys: &[Key<T>], into: &mut T) {
        if let Some(table) = self.any_table(entry) {
            self.keys(table, keys, into);
            let what = format!("`{}`", entry.name());
            self.missing(table, entry.key.span(), &what, keys);
        }
    }

    /// A value that must be a table, whatever its keys.
    pub(crate) fn any_table<'e>(&mut self, entry: Entry<'e>) -> Option<&'e DeTable<'e>> {
        if let DeValue::Table(table) = entry.value.get_ref() {
            return Some(table);
        }
        self.mistyped(entry, "a table");
        None
    }

    /// Reads a value that must be an array of tables of these keys, `[[key]]`; each is handed over with where
    /// it starts, unless something is wrong with it.
    pub(crate) fn tables<T: Default>(
        &mut self,
        entry: Entry<'_>,
        keys: &[Key<T>],
        mut take: impl FnMut(T, Range<usize>),
    ) {
        let DeValue::Array(array) = entry.value.get_ref() else {
            self.mistyped(entry, &format!("tables, each under `[[{}]]`", entry.name()));
            return;
        };
        let what = format!("`[[{}]]`", entry.name());
        for value in array.iter() {
            let DeValue::Table(table) = value.get_ref() else {
                self.mistyped(Entry { value, ..entry }, "tables");
                continue;
            };
            let (before, mut one) = (self.count(), T::default());
            self.keys(table, keys, &mut one);
            self.missing(table, value.span(), &what, keys);
            if self.count() == before {
                take(one, value.span());
            }
        }
    }

    fn keys<T>(&mut self, table: &DeTable<'_>, keys: &[Key<T>], into: &mut T) {
        for (key, value) in table {
            let entry = Entry { key, value };
            match keys.iter().find(|known| known.name == entry.name()) {
                Some(known) => (known.read)(self, entry, into),
                None => self.unknown(entry, "key", keys.iter().map(|k| k.name)),
            }
        }
    }

    fn missing<T>(&mut self, table: &DeTable<'_>, span: Range<usize>, what: &str, keys: &[Key<T>]) {
        for key in keys.iter().filter(|key| key.required) {
            if !table.keys().any(|there| there.get_ref() == key.name) {
                let flaw = self.flaw(span.clone(), format!("{what} lacks `{}`", key.name));
                flaw.help = Some(format!("`{}`: {}", key.name, clause(key.about)));
            }
        }
    }

    /// A key that nobody knows; the nearest known one is named.
    pub(crate) fn unknown<'n>(
        &mut self,
        entry: Entry<'_>,
        what: &str,
        known: impl IntoIterator<Item = &'n str>,
    ) {
        let word = Word {
            text: entry.name().to_owned(),
            span: entry.key.span(),
        };
        self.unknown_word(word, what, known);
    }

    /// A string that is none of the words that are known here; the nearest one is named.
    pub(crate) fn unknown_word<'n>(
        &mut self,
        word: Word,
        what: &str,
        known: impl IntoIterator<Item = &'n str>,
    ) {
        let known: Vec<&str> = known.into_iter().collect();
        let near = nearest(&word.text, known.iter().copied());
        let flaw = self.flaw(word.span, format!("unknown {what} `{}`", word.text));
        flaw.label = near.map(|name| format!("did you mean `{name}`?"));
        flaw.help = listed(&known);
    }

    /// A value of another type than wanted.
    pub(crate) fn mistyped(&mut self, entry: Entry<'_>, wanted: &str) -> &mut Flaw {
        let found = kind(entry.value.get_ref());
        let message = format!("`{}` takes {wanted}, not {found}", entry.name());
        let flaw = self.flaw(entry.value.span(), message);
        flaw.label = Some(format!("expected {wanted}"));
        flaw
    }

    /// A value of the right type that means nothing.
    pub(crate) fn meaningless(
        &mut self,
        span: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.flaw(span, message).help = Some(help.into());
    }
}

/// Whether two spans share a byte; what is said of broken syntax need not be said of its meaning.
const fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

/// What is known, where a reader can take it in.
fn listed(known: &[&str]) -> Option<String> {
    let names: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
    (names.len() <= 12).then(|| format!("known here: {}", names.join(", ")))
}

/// A sentence as a clause.
fn clause(sentence: &str) -> String {
    let mut rest = sentence.trim_end_matches('.').chars();
    let first = rest.next().map(|c| c.to_ascii_lowercase());
    first.into_iter().chain(rest).collect()
}

/// The TOML crate's words, as one clause that fits ours.
fn plain(message: &str) -> String {
    message.replace('\n', ", ")
}

/// What a value is, with its article.
pub(super) const fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "an integer",
        DeValue::Float(_) => "a float",
        DeValue::Boolean(_) => "a boolean",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "an array",
        DeValue::Table(_) => "a table",
    }
}
