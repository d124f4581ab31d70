//! `junit`: JUnit XML, a suite a file and a case a rule.
//!
//! CI compares the cases of two runs by their names: with a case for every rule, also where it found nothing, a
//! mended finding shows as a case that passes now, and a clean file as one that was looked at. What fails here is
//! what fails the run: `deny`. JUnit has no warnings, so those are the output of a case that passes.

mod suite;
mod xml;

use crate::case::Case;
use crate::format::{Format, Piece, View};
use crate::{Brief, Notice, Record, Totals, Unread};
use xml::text;

pub(crate) static FORMAT: Format = Format {
    name: "junit",
    summary: "JUnit XML: a suite a file, a case a rule",
    names_imports: |_| false,
    piece,
    join: Some(join),
};

fn piece(record: &Record, _view: &View) -> Piece {
    let brief = Brief::of(record);
    let properties = [
        ("platform", brief.platform),
        ("go", brief.go),
        ("cgo", brief.cgo),
        ("loads", brief.loads),
        ("glibc", brief.glibc),
    ];
    Piece {
        text: suite::render(&Case::of(record), &properties),
        ..Piece::default()
    }
}

fn join(pieces: &[Piece], totals: &Totals, _view: &View) -> String {
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    xml.push_str("<testsuites name=\"cgone audit\">\n");
    for piece in pieces {
        xml.push_str(&piece.text);
    }
    for unread in &totals.unread {
        xml.push_str(&not_read(unread));
    }
    if !totals.notices.is_empty() {
        xml.push_str(&policy(&totals.notices));
    }
    xml.push_str("</testsuites>\n");
    xml
}

/// A file that could not be read is an error of the run.
fn not_read(unread: &Unread) -> String {
    let (path, message) = (text(&unread.path), text(&unread.message));
    format!(
        "<testsuite name=\"{path}\" tests=\"1\" failures=\"0\" errors=\"1\" skipped=\"0\">\n\
         <testcase classname=\"{path}\" name=\"read\"><error message=\"{message}\" type=\"unread\"/></testcase>\n\
         </testsuite>\n"
    )
}

/// What the reader should know about the policy.
fn policy(notices: &[Notice]) -> String {
    let lines = notices.iter().map(|notice| {
        let place = notice.place.as_ref().map(|place| format!("{place}: "));
        format!(
            "{}{}\n",
            text(&place.unwrap_or_default()),
            text(&notice.message)
        )
    });
    format!(
        "<testsuite name=\"policy\" tests=\"1\" failures=\"0\" errors=\"0\" skipped=\"0\">\n\
         <testcase classname=\"policy\" name=\"notices\"><system-out>{}</system-out></testcase>\n\
         </testsuite>\n",
        lines.collect::<String>()
    )
}
