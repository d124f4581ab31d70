//! `[[exception]]`: findings that are set aside.

use jiff::civil::Date;

use super::path::glob;
use crate::policy::PathGlob;
use crate::policy::text::{Entry, Key, Reader, a_day, a_string, one_of};
use crate::{CATALOGUE, Rule};

/// An exception as it is read, key by key.
#[derive(Debug, Default)]
pub(in crate::policy) struct Draft {
    pub(in crate::policy) rule: Option<&'static Rule>,
    pub(in crate::policy) path: Option<PathGlob>,
    pub(in crate::policy) subject: Option<String>,
    pub(in crate::policy) reason: Option<String>,
    pub(in crate::policy) expires: Option<Date>,
}

pub(super) const EXCEPTION: &[Key<Draft>] = &[
    Key {
        name: "rule",
        about: "The rule whose finding is set aside.",
        required: true,
        schema: || one_of(CATALOGUE.iter().map(|rule| rule.name)),
        read: |reader, entry, draft: &mut Draft| draft.rule = rule(reader, entry),
    },
    Key {
        name: "path",
        about: "A pattern of paths, relative to the policy's folder; without `/`, of names alone.",
        required: true,
        schema: a_string,
        read: |reader, entry, draft| {
            let word = filled(reader, entry);
            draft.path = word.and_then(|text| {
                let span = entry.value.span();
                glob(reader, &crate::policy::text::Word { text, span })
            });
        },
    },
    Key {
        name: "subject",
        about: "The finding's subject, as machine output names it; every finding of the rule without it.",
        required: false,
        schema: a_string,
        read: |reader, entry, draft| draft.subject = filled(reader, entry),
    },
    Key {
        name: "reason",
        about: "Why the finding is accepted, for whoever reads this next.",
        required: true,
        schema: a_string,
        read: |reader, entry, draft| draft.reason = filled(reader, entry),
    },
    Key {
        name: "expires",
        about: "The last day on which the exception counts, in UTC: `2027-01-31`.",
        required: false,
        schema: a_day,
        read: |reader, entry, draft| draft.expires = reader.date(entry),
    },
];

fn rule(reader: &mut Reader<'_>, entry: Entry<'_>) -> Option<&'static Rule> {
    let word = reader.string(entry)?;
    let rule = crate::find(&word.text);
    if rule.is_none() {
        reader.unknown_word(word, "rule", CATALOGUE.iter().map(|rule| rule.name));
    }
    rule
}

/// A string with something in it.
fn filled(reader: &mut Reader<'_>, entry: Entry<'_>) -> Option<String> {
    let word = reader.string(entry)?;
    if word.text.trim().is_empty() {
        reader.flaw(word.span, format!("`{}` is empty", entry.name()));
        return None;
    }
    Some(word.text)
}
