//! The kinds of values that keys take.

use std::ops::Range;

use jiff::civil::Date;
use serde_json::{Value, json};
use toml::de::DeValue;

use super::{Entry, Reader};

/// A string with where it stands.
#[derive(Clone, Debug, Default)]
pub(crate) struct Word {
    pub(crate) text: String,
    pub(crate) span: Range<usize>,
}

impl Reader<'_> {
    /// A string.
    pub(crate) fn string(&mut self, entry: Entry<'_>) -> Option<Word> {
        if let Some(word) = word(entry) {
            return Some(word);
        }
        let words = self.source().words(&entry.value.span()).to_owned();
        let flaw = self.mistyped(entry, "a string");
        if matches!(
            entry.value.get_ref(),
            DeValue::Float(_) | DeValue::Integer(_)
        ) {
            flaw.help = Some(format!("write it in quotes: `\"{words}\"`"));
        }
        None
    }

    /// A boolean.
    pub(crate) fn boolean(&mut self, entry: Entry<'_>) -> Option<bool> {
        if let DeValue::Boolean(value) = entry.value.get_ref() {
            return Some(*value);
        }
        self.mistyped(entry, "`true` or `false`");
        None
    }

    /// A list of strings, none of them empty. One string alone is a list of one.
    pub(crate) fn strings(&mut self, entry: Entry<'_>) -> Option<Vec<Word>> {
        let words = match entry.value.get_ref() {
            DeValue::String(_) => vec![word(entry)?],
            DeValue::Array(array) => {
                let all: Option<Vec<Word>> = array
                    .iter()
                    .map(|value| self.string(Entry { value, ..entry }))
                    .collect();
                all?
            }
            _ => {
                self.mistyped(entry, "a list of strings");
                return None;
            }
        };
        let empty = words.iter().find(|word| word.text.trim().is_empty());
        if let Some(word) = empty {
            let message = format!("`{}` holds an empty string", entry.name());
            self.flaw(word.span.clone(), message);
            return None;
        }
        Some(words)
    }

    /// A day: `2027-01-31`, with or without quotes.
    pub(crate) fn date(&mut self, entry: Entry<'_>) -> Option<Date> {
        let words = match entry.value.get_ref() {
            DeValue::Datetime(_) => self.source().words(&entry.value.span()).to_owned(),
            DeValue::String(text) => text.to_string(),
            _ => {
                self.mistyped(entry, "a day");
                return None;
            }
        };
        let date = (words.len() == 10).then(|| words.parse().ok()).flatten();
        if date.is_none() {
            self.meaningless(
                entry.value.span(),
                format!("`{words}` is no day"),
                "a day is written `2027-01-31`",
            );
        }
        date
    }
}

fn word(entry: Entry<'_>) -> Option<Word> {
    match entry.value.get_ref() {
        DeValue::String(text) => Some(Word {
            text: text.to_string(),
            span: entry.value.span(),
        }),
        _ => None,
    }
}

/// The schema of a string.
pub(crate) fn a_string() -> Value {
    json!({"type": "string", "minLength": 1})
}

/// The schema of a boolean.
pub(crate) fn a_boolean() -> Value {
    json!({"type": "boolean"})
}

/// The schema of a list of strings, or one string.
pub(crate) fn strings() -> Value {
    json!({"oneOf": [a_string(), {"type": "array", "items": a_string()}]})
}

/// The schema of a day.
pub(crate) fn a_day() -> Value {
    json!({"type": "string", "format": "date"})
}

/// The schema of one of these words.
pub(crate) fn one_of<'w>(words: impl IntoIterator<Item = &'w str>) -> Value {
    json!({"enum": words.into_iter().collect::<Vec<_>>()})
}
