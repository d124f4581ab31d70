//! `[levels]`: rule names and their levels.

use diagnostic::{Decider, Decision, Level};
use serde_json::{Map, Value, json};

use crate::CATALOGUE;
use crate::policy::Levels;
use crate::policy::text::{Entry, Reader, one_of};

/// The name that stands for every rule.
const ALL: &str = "all";

pub(super) fn schema() -> Value {
    let level = || one_of(Level::ALL.map(Level::name));
    let described = |about: &str| {
        let mut schema = level();
        if let Some(fields) = schema.as_object_mut() {
            fields.insert("description".to_owned(), json!(about));
        }
        schema
    };
    let mut properties = Map::new();
    properties.insert(ALL.to_owned(), described("every rule"));
    let rules = CATALOGUE.iter();
    properties.extend(rules.map(|rule| (rule.name.to_owned(), described(rule.summary))));
    json!({"type": "object", "additionalProperties": false, "properties": properties})
}

/// `all` counts first, wherever it stands: a table has no order.
pub(super) fn read(reader: &mut Reader<'_>, entry: Entry<'_>, into: &mut Levels) {
    let Some(table) = reader.any_table(entry) else {
        return;
    };
    let entries = || table.iter().map(|(key, value)| Entry { key, value });
    let (all, named): (Vec<_>, Vec<_>) = entries().partition(|entry| entry.name() == ALL);
    for entry in all.into_iter().chain(named) {
        let Some(level) = level(reader, entry) else {
            continue;
        };
        let decision = Decision {
            by: Decider::Level,
            place: Some(reader.source().place(entry.key.span().start)),
            says: format!("level `{level}` set here"),
        };
        if into.set(entry.name(), level, &decision).is_err() {
            let names = CATALOGUE.iter().map(|rule| rule.name).chain([ALL]);
            reader.unknown(entry, "rule", names);
        }
    }
}

fn level(reader: &mut Reader<'_>, entry: Entry<'_>) -> Option<Level> {
    let word = reader.string(entry)?;
    let level = Level::named(&word.text);
    if level.is_none() {
        reader.unknown_word(word, "level", Level::ALL.map(Level::name));
    }
    level
}
