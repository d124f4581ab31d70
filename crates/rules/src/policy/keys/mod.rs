//! Every key of a policy, declared once: parser, JSON Schema and the nearest name to a typo come from here.

mod exception;
mod levels;
mod path;
mod require;

use diagnostic::{Decider, Decision};
use serde_json::{Value, json};

pub(super) use exception::Draft;
pub(super) use require::is_glibc_version;

use super::text::{Entry, Flaws, Key, Reader, Source, schema_of};
use super::{Exception, Policy};

/// The name of the schema.
const SCHEMA: &str = "cgone.policy/1";

/// The keys of the whole file.
const POLICY: &[Key<Policy>] = &[
    Key {
        name: "levels",
        about: "The level of each rule, or of `all`; a named rule outweighs `all`.",
        required: false,
        schema: levels::schema,
        read: |reader, entry, policy: &mut Policy| levels::read(reader, entry, &mut policy.levels),
    },
    Key {
        name: "require",
        about: "What every binary must be.",
        required: false,
        schema: || schema_of(require::REQUIRE),
        read: |reader, entry, policy| {
            reader.table(entry, require::REQUIRE, &mut policy.requirements);
        },
    },
    Key {
        name: "path",
        about: "Levels and requirements for some files; of several that fit, the later ones win.",
        required: false,
        schema: || array_of(&schema_of(path::PATH)),
        read: |reader, entry, policy| {
            reader.tables(entry, path::PATH, |section, _| {
                policy.sections.push(section);
            });
        },
    },
    Key {
        name: "exception",
        about: "Findings that are set aside, each with a reason.",
        required: false,
        schema: || array_of(&schema_of(exception::EXCEPTION)),
        read: |reader, entry, policy| {
            let mut all = Vec::new();
            reader.tables(entry, exception::EXCEPTION, |draft, span| {
                all.push((draft, span));
            });
            let placed = all.into_iter().filter_map(|(draft, span)| {
                Exception::of(draft, reader.source().place(span.start))
            });
            policy.exceptions.extend(placed);
        },
    },
];

/// Reads a policy. `file` is its name as the user knows it.
///
/// # Errors
/// Everything that is wrong with it, each with its place.
pub(super) fn parse(file: &str, text: &str) -> Result<Policy, Flaws> {
    let mut policy = Policy::default();
    Reader::document(Source::new(file, text), POLICY, &mut policy, |_, _| {})?;
    Ok(policy)
}

/// The JSON Schema (2020-12) of a policy, as a JSON value: the same keys that are read, the same rules that
/// there are.
#[must_use]
pub fn policy_schema() -> Value {
    schema_document(SCHEMA, "cgone policy (cgone.toml)", schema_of(POLICY))
}

/// A schema with its head.
pub(super) fn schema_document(id: &str, title: &str, table: Value) -> Value {
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": id,
        "title": title,
    });
    if let (Some(fields), Value::Object(table)) = (schema.as_object_mut(), table) {
        fields.extend(table);
    }
    schema
}

fn array_of(items: &Value) -> Value {
    json!({"type": "array", "items": items})
}

/// A requirement: the words that decided, as they stand.
fn required(reader: &Reader<'_>, entry: Entry<'_>) -> Decision {
    let value = reader.source().words(&entry.value.span());
    let short = value.len() <= 40 && !value.contains(['\n', '`']);
    let value = if short { value } else { "…" };
    Decision {
        by: Decider::Requirement,
        place: Some(reader.source().place(entry.key.span().start)),
        says: format!("`{} = {value}` required here", entry.name()),
    }
}
