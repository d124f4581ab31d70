//! `[[path]]`: what holds for some files.

use crate::policy::section::Section;
use crate::policy::text::{Entry, Key, Reader, schema_of, strings};
use crate::policy::{PathGlob, text};

use super::{levels, require};

pub(super) const PATH: &[Key<Section>] = &[
    Key {
        name: "match",
        about: "Patterns of paths, relative to the policy's folder; without `/`, of names alone.",
        required: true,
        schema: strings,
        read: |reader, entry, section: &mut Section| section.globs = globs(reader, entry),
    },
    Key {
        name: "levels",
        about: "Levels of rules for these files.",
        required: false,
        schema: levels::schema,
        read: |reader, entry, section| levels::read(reader, entry, &mut section.levels),
    },
    Key {
        name: "require",
        about: "What these files must be; a key replaces the same key of `[require]`.",
        required: false,
        schema: || schema_of(require::REQUIRE),
        read: |reader, entry, section| {
            reader.table(entry, require::REQUIRE, &mut section.requirements);
        },
    },
];

fn globs(reader: &mut Reader<'_>, entry: Entry<'_>) -> Vec<PathGlob> {
    let words = reader.strings(entry).unwrap_or_default();
    let globs = words.iter().filter_map(|word| glob(reader, word));
    globs.collect()
}

/// One pattern.
pub(super) fn glob(reader: &mut Reader<'_>, word: &text::Word) -> Option<PathGlob> {
    match PathGlob::new(&word.text) {
        Ok(glob) => Some(glob),
        Err(why) => {
            let message = format!("`{}` is no pattern of paths: {why}", word.text);
            reader.flaw(word.span.clone(), message);
            None
        }
    }
}
