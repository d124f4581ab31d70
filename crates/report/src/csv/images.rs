//! A row an image: what it is, how it loads, how many findings.

use super::{cell, row, table};
use crate::case::{Standing, standing};
use crate::field;
use crate::format::{Format, Piece, View};
use crate::{Record, Totals};

pub(crate) static FORMAT: Format = Format {
    name: "csv",
    summary: "a table with a row an image",
    names_imports: |_| false,
    piece,
    join: Some(join),
};

const BEFORE: [&str; 5] = ["path", "container", "sha256", "format", "arch"];
const AFTER: [&str; 11] = [
    "go.module",
    "go.module_version",
    "link.interpreter",
    "link.needed",
    "link.max_glibc",
    "cgo.packages",
    "deny",
    "warn",
    "allow",
    "waived",
    "problems",
];

fn join(pieces: &[Piece], _totals: &Totals, _view: &View) -> String {
    // Every fact is a column; a file that is not Go has no version, but the column stays.
    let facts = field::names();
    let header: Vec<&str> = BEFORE.into_iter().chain(facts).chain(AFTER).collect();
    table(&header, pieces)
}

fn piece(record: &Record, _view: &View) -> Piece {
    let facts = &record.facts;
    let known = field::all(facts);
    let fact = |name| {
        let field = known.iter().find(|field| field.name == name);
        field.map_or_else(String::new, |field| cell::scalar(&field.value))
    };
    let option = |text: Option<&str>| text.map(cell::text).unwrap_or_default();
    let mut cells = vec![
        cell::text(&record.path),
        option(facts.container.as_deref()),
        option(record.sha256.as_deref()),
        cell::text(record.format()),
        cell::text(&facts.arch.to_string()),
    ];
    cells.extend(field::names().into_iter().map(fact));
    cells.extend(after(record));
    Piece {
        text: row(&cells),
        ..Piece::default()
    }
}

fn after(record: &Record) -> [String; AFTER.len()] {
    let facts = &record.facts;
    let info = facts.go.as_ref().and_then(|go| go.build_info.as_ref());
    let module = info.and_then(|info| info.main.as_ref());
    let glibc = facts.link.max_versions.iter().find(|(p, _)| p == "GLIBC");
    let count = |wanted| {
        let found = record.findings.iter().filter(|f| standing(f) == wanted);
        found.count().to_string()
    };
    let option = |text: Option<&str>| text.map(cell::text).unwrap_or_default();
    [
        option(module.map(|m| m.path.as_str())),
        option(module.map(|m| m.version.as_str())),
        option(facts.loading.interpreter.as_ref().map(|i| i.value.as_str())),
        cell::list(facts.loading.needed.iter().map(|n| n.value.as_str())),
        option(glibc.map(|(_, version)| version.as_str())),
        cell::list(facts.cgo.packages.iter().map(|p| p.path.as_str())),
        count(Standing::Fails),
        count(Standing::Warns),
        count(Standing::Recorded),
        count(Standing::Waived),
        facts.problems.len().to_string(),
    ]
}
