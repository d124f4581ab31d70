//! A row a finding, at every level, with who decided.

use diagnostic::Finding;

use super::{cell, row, table};
use crate::case::Case;
use crate::format::{Format, Piece, View};
use crate::{Record, Totals};

pub(crate) static FORMAT: Format = Format {
    name: "csv-findings",
    summary: "a table with a row a finding",
    names_imports: |_| false,
    piece,
    join: Some(join),
};

const HEADER: [&str; 10] = [
    "path",
    "container",
    "rule",
    "level",
    "waived",
    "message",
    "evidence",
    "help",
    "decided",
    "fingerprint",
];

fn join(pieces: &[Piece], _totals: &Totals, _view: &View) -> String {
    table(&HEADER, pieces)
}

fn piece(record: &Record, _view: &View) -> Piece {
    let case = Case::of(record);
    let rows = case.findings.iter().map(|finding| of(&case, finding));
    Piece {
        text: rows.collect(),
        ..Piece::default()
    }
}

fn of(case: &Case<'_>, finding: &Finding) -> String {
    let evidence = finding.evidence.iter();
    let evidence = evidence.map(|e| format!("{}: `{}`", e.place, e.value));
    let decided = finding.decided.iter().map(ToString::to_string);
    row(&[
        cell::text(case.path),
        case.container.map(cell::text).unwrap_or_default(),
        cell::text(finding.rule),
        cell::text(finding.level.name()),
        finding.waived().is_some().to_string(),
        cell::text(&finding.message),
        cell::text(&evidence.collect::<Vec<_>>().join("; ")),
        finding.help.as_deref().map(cell::text).unwrap_or_default(),
        cell::text(&decided.collect::<Vec<_>>().join("; ")),
        cell::text(&rules::fingerprint(&case.name(), finding)),
    ])
}
