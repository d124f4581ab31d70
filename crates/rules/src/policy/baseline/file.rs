//! A baseline file: read and written.

use std::collections::BTreeSet;
use std::ops::Range;

use serde_json::{Value, json};

use super::{Accepted, Baseline};
use crate::policy::keys::schema_document;
use crate::policy::text::{Flaws, Key, Reader, Source, a_string, quote, schema_of};

/// What stands above the entries.
const HEAD: &str = "\
# Findings that were accepted, written by `cgone audit --write-baseline`. An audit with `--baseline` sets them
# aside. Delete what is mended; do not add to it by hand: `[[exception]]` in cgone.toml takes a reason.
";

/// One entry as it is read, key by key.
#[derive(Debug, Default)]
struct Draft {
    rule: String,
    path: String,
    subject: String,
    fingerprint: String,
}

/// Entries and where each starts.
type Drafts = Vec<(Draft, Range<usize>)>;

const BASELINE: &[Key<Drafts>] = &[Key {
    name: "accepted",
    about: "Accepted findings.",
    required: false,
    schema: || json!({"type": "array", "items": schema_of(ACCEPTED)}),
    read: |reader, entry, all| {
        reader.tables(entry, ACCEPTED, |draft, span| all.push((draft, span)));
    },
}];

const ACCEPTED: &[Key<Draft>] = &[
    Key {
        name: "path",
        about: "The image: its path relative to the policy's folder, and its container.",
        required: true,
        schema: a_string,
        read: |reader, entry, draft| draft.path = reader.string(entry).unwrap_or_default().text,
    },
    Key {
        name: "rule",
        about: "The rule's name.",
        required: true,
        schema: a_string,
        read: |reader, entry, draft| draft.rule = reader.string(entry).unwrap_or_default().text,
    },
    Key {
        name: "subject",
        about: "What in the image the finding is about.",
        required: true,
        schema: || json!({"type": "string"}),
        read: |reader, entry, draft| draft.subject = reader.string(entry).unwrap_or_default().text,
    },
    Key {
        name: "fingerprint",
        about: "32 hexadecimal digits made of the other three.",
        required: true,
        schema: || json!({"type": "string", "pattern": "^[0-9a-f]{32}$"}),
        read: |reader, entry, draft| {
            draft.fingerprint = reader.string(entry).unwrap_or_default().text;
        },
    },
];

pub(super) fn schema() -> Value {
    schema_document("cgone.baseline/1", "cgone baseline", schema_of(BASELINE))
}

pub(super) fn parse(file: &str, text: &str) -> Result<Baseline, Flaws> {
    let mut drafts = Vec::new();
    let mut baseline = Baseline::default();
    Reader::document(
        Source::new(file, text),
        BASELINE,
        &mut drafts,
        |reader, drafts| {
            for (draft, span) in drafts.drain(..) {
                take(reader, draft, span, &mut baseline);
            }
        },
    )?;
    Ok(baseline)
}

/// The fingerprint proves that nobody changed the other three by hand.
fn take(reader: &mut Reader<'_>, draft: Draft, span: Range<usize>, baseline: &mut Baseline) {
    let place = reader.source().place(span.start);
    let accepted = Accepted {
        path: draft.path,
        rule: draft.rule,
        subject: draft.subject,
    };
    if accepted.fingerprint() == draft.fingerprint {
        baseline
            .entries
            .insert(draft.fingerprint, (accepted, place));
        return;
    }
    reader.meaningless(
        span,
        "the fingerprint is not that of this path, rule and subject",
        "write the baseline anew with `cgone audit --write-baseline`",
    );
}

pub(super) fn write(accepted: &BTreeSet<Accepted>) -> String {
    let mut text = HEAD.to_owned();
    for one in accepted {
        text.push_str(&format!(
            "\n[[accepted]]\npath = {}\nrule = {}\nsubject = {}\nfingerprint = {}\n",
            quote(&one.path),
            quote(&one.rule),
            quote(&one.subject),
            quote(&one.fingerprint()),
        ));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepted(path: &str, subject: &str) -> Accepted {
        Accepted {
            path: path.to_owned(),
            rule: "glibc-floor".to_owned(),
            subject: subject.to_owned(),
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let odd = accepted("lib.a (member \"x\")", "\u{202e}\n\\");
        let all = BTreeSet::from([accepted("b", "GLIBC_2.34"), accepted("a", ""), odd]);
        let text = write(&all);
        let baseline = parse("baseline.toml", &text).unwrap();
        let read: BTreeSet<Accepted> = baseline.entries().iter().map(|e| e.1.clone()).collect();
        assert_eq!(read, all);
        assert_eq!(write(&read), text);
        assert!(parse("baseline.toml", &write(&BTreeSet::new())).is_ok());
    }

    #[test]
    fn an_entry_changed_by_hand_is_refused() {
        let text = write(&BTreeSet::from([accepted("a", "GLIBC_2.34")]));
        let flaws = parse("baseline.toml", &text.replace("2.34", "2.38")).unwrap_err();
        assert_eq!(
            flaws.to_string(),
            "baseline.toml:4:1: the fingerprint is not that of this path, rule and subject",
        );
        assert!(parse("baseline.toml", "[[accepted]]\nrule = 1\n").is_err());
    }
}
