//! `[require]`: what a binary must be.

use serde_json::{Map, Value, json};

use super::required;
use crate::policy::text::{Entry, Key, Reader, Word, a_boolean, one_of, strings};
use crate::policy::{ANY, CPU_LEVELS, CgoLimit, Requirements, Wanted, cpu_levels};

pub(super) const REQUIRE: &[Key<Requirements>] = &[
    Key {
        name: "cgo",
        about: "The most cgo that is admitted: `none`, `runtime-only`, `std` or `user`, each with all before it.",
        required: false,
        schema: || one_of(CgoLimit::ALL.map(CgoLimit::name)),
        read: |reader, entry, to: &mut Requirements| {
            let value = limit(reader, entry);
            to.cgo = wanted(reader, entry, value);
        },
    },
    Key {
        name: "allowed-cgo-packages",
        about: "Import paths outside the standard library that may call C; `example.org/*` is all below.",
        required: false,
        schema: strings,
        read: |reader, entry, to| {
            let value = packages(reader, entry);
            to.allowed_cgo_packages = wanted(reader, entry, value);
        },
    },
    Key {
        name: "max-glibc",
        about: "The highest GLIBC version that may be needed: `2.31`; `any` lifts the requirement.",
        required: false,
        schema: || json!({"type": "string", "pattern": "^(2\\.[0-9]{1,2}(\\.[0-9]{1,2})?|any)$"}),
        read: |reader, entry, to| {
            let value = glibc(reader, entry);
            to.max_glibc = wanted(reader, entry, value);
        },
    },
    Key {
        name: "static",
        about: "Needs neither a loader nor a shared library; `false` lifts the requirement.",
        required: false,
        schema: a_boolean,
        read: |reader, entry, to| {
            let value = reader.boolean(entry);
            to.static_link = wanted(reader, entry, value);
        },
    },
    Key {
        name: "allowed-libraries",
        about: "Sonames of shared libraries that may be needed: `libc.so.6`; `*` alone lifts the requirement.",
        required: false,
        schema: strings,
        read: |reader, entry, to| {
            let value = reader.strings(entry).map(texts);
            to.allowed_libraries = wanted(reader, entry, value);
        },
    },
    Key {
        name: "fips",
        about: "Starts with validated FIPS 140 cryptography; `false` lifts the requirement.",
        required: false,
        schema: a_boolean,
        read: |reader, entry, to| {
            let value = reader.boolean(entry);
            to.fips = wanted(reader, entry, value);
        },
    },
    Key {
        name: "cpu-level",
        about: "The highest level that the machines have, by GOARCH: `{ amd64 = \"v2\" }`; `\"v2\"` alone is amd64's.",
        required: false,
        schema: cpu_schema,
        read: |reader, entry, to| {
            let value = cpu(reader, entry);
            to.cpu_level = wanted(reader, entry, value);
        },
    },
    Key {
        name: "starts-on",
        about: "Targets that a binary must start on: `alpine:3.22`, a root filesystem, an image.",
        required: false,
        schema: strings,
        read: |reader, entry, to| {
            let value = reader.strings(entry).map(texts);
            to.starts_on = wanted(reader, entry, value);
        },
    },
];

/// A value that could be read, with the words that ask for it.
fn wanted<T>(reader: &Reader<'_>, entry: Entry<'_>, value: Option<T>) -> Option<Wanted<T>> {
    value.map(|value| Wanted {
        value,
        decision: required(reader, entry),
    })
}

fn texts(words: Vec<Word>) -> Vec<String> {
    words.into_iter().map(|word| word.text).collect()
}

fn limit(reader: &mut Reader<'_>, entry: Entry<'_>) -> Option<CgoLimit> {
    let word = reader.string(entry)?;
    let limit = CgoLimit::named(&word.text);
    if limit.is_none() {
        reader.unknown_word(word, "cgo limit", CgoLimit::ALL.map(CgoLimit::name));
    }
    limit
}

fn packages(reader: &mut Reader<'_>, entry: Entry<'_>) -> Option<Vec<String>> {
    let words = reader.strings(entry)?;
    let is_wrong = |word: &&Word| {
        let path = word.text.strip_suffix('*').unwrap_or(&word.text);
        path.contains('*') || path.contains(char::is_whitespace)
    };
    if let Some(word) = words.iter().find(is_wrong) {
        let message = format!("`{}` is no import path", word.text);
        let help = "write `example.org/module/package`, or `example.org/module/*` for all below";
        reader.meaningless(word.span.clone(), message, help);
        return None;
    }
    Some(texts(words))
}

/// glibc has had versions 2.0 to 2.4x, some of them in three parts: 2.2.5.
fn glibc(reader: &mut Reader<'_>, entry: Entry<'_>) -> Option<String> {
    let word = reader.string(entry)?;
    if word.text == ANY || is_glibc_version(&word.text) {
        return Some(word.text);
    }
    reader.meaningless(
        word.span,
        format!("`{}` is no version of glibc", word.text),
        "write it like `2.31`, or `any` to lift the requirement",
    );
    None
}

/// Whether a policy may name that version.
pub(in crate::policy) fn is_glibc_version(text: &str) -> bool {
    let is_number = |part: &&str| {
        (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let parts: Vec<&str> = text.split('.').collect();
    (2..=3).contains(&parts.len()) && parts.first() == Some(&"2") && parts.iter().all(is_number)
}

fn cpu(reader: &mut Reader<'_>, entry: Entry<'_>) -> Option<Vec<(String, String)>> {
    use toml::de::DeValue;
    match entry.value.get_ref() {
        DeValue::String(_) => Some(vec![cpu_level(reader, entry, "amd64")?]),
        DeValue::Table(table) => {
            let before = reader.count();
            let mut levels = Vec::new();
            for (key, value) in table {
                let entry = Entry { key, value };
                levels.extend(cpu_level(reader, entry, entry.name()));
            }
            (reader.count() == before).then_some(levels)
        }
        _ => {
            reader.mistyped(entry, "a level, or a table of levels by GOARCH");
            None
        }
    }
}

fn cpu_level(reader: &mut Reader<'_>, entry: Entry<'_>, goarch: &str) -> Option<(String, String)> {
    let Some(levels) = cpu_levels::of(goarch) else {
        reader.unknown(entry, "GOARCH", CPU_LEVELS.iter().map(|(arch, _)| *arch));
        return None;
    };
    let word = reader.string(entry)?;
    if !levels.contains(&word.text.as_str()) {
        reader.unknown_word(word, &format!("level of {goarch}"), levels.iter().copied());
        return None;
    }
    Some((goarch.to_owned(), word.text))
}

fn cpu_schema() -> Value {
    let level = |goarch| one_of(cpu_levels::of(goarch).unwrap_or_default().iter().copied());
    let machines = CPU_LEVELS.iter().map(|(arch, _)| *arch);
    let properties: Map<String, Value> = machines
        .map(|arch| (arch.to_owned(), level(arch)))
        .collect();
    json!({"oneOf": [
        level("amd64"),
        {"type": "object", "additionalProperties": false, "properties": properties},
    ]})
}

#[cfg(test)]
mod tests {
    use super::is_glibc_version;

    #[test]
    fn versions_of_glibc() {
        for (text, expect) in [
            ("2.31", true),
            ("2.2.5", true),
            ("2.4", true),
            ("3.99x", false),
            ("2", false),
            ("2.", false),
            ("1.0", false),
            ("2.340", false),
            ("2.3.4.5", false),
            ("GLIBC_2.34", false),
            ("", false),
        ] {
            assert_eq!(is_glibc_version(text), expect, "{text}");
        }
    }
}
