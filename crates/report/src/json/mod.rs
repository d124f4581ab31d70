//! `json`: one document; the record itself where there is exactly one.

mod audit;
mod placed;

use diagnostic::Notice;
use serde_json::json;

use crate::escape::escape_json;
use crate::format::{Format, Piece, View};
use crate::{Record, Totals};

pub(crate) use audit::record;

pub(crate) static FORMAT: Format = Format {
    name: "json",
    summary: "one JSON document: the record of one image, or `files` with one a image",
    names_imports: |_| true,
    piece,
    join: Some(join),
};

fn piece(record: &Record, _view: &View) -> Piece {
    let text = serde_json::to_string_pretty(&audit::record(record)).unwrap_or_default();
    Piece {
        text: escape_json(text),
        ..Piece::default()
    }
}

/// Pieces are JSON already, so the document is written around them.
fn join(pieces: &[Piece], totals: &Totals, _view: &View) -> String {
    if let [only] = pieces {
        return with_notices(&only.text, totals);
    }
    let files: Vec<&str> = pieces.iter().map(|piece| piece.text.as_str()).collect();
    let summary = escape_json(summary(totals).to_string());
    format!(
        "{{\"schema\": \"{}\",\n\"cgone\": {{\"version\": \"{}\"}},\n\"files\": [\n{}\n],\n\"summary\": {summary}}}\n",
        audit::SCHEMA,
        env!("CARGO_PKG_VERSION"),
        files.join(",\n"),
    )
}

/// The record of the only image has no summary beside it: the notices stand in it.
fn with_notices(record: &str, totals: &Totals) -> String {
    let Some(fields) = record.strip_suffix("\n}") else {
        return format!("{record}\n");
    };
    let notices = escape_json(notices(totals).to_string());
    format!("{fields},\n  \"notices\": {notices}\n}}\n")
}

fn notices(totals: &Totals) -> serde_json::Value {
    let notice = |notice: &Notice| {
        let place = notice.place.as_ref();
        json!({
            "file": place.map(|p| p.file.as_str()),
            "line": place.map(|p| p.line),
            "column": place.map(|p| p.column),
            "message": notice.message,
            "help": notice.help,
        })
    };
    totals.notices.iter().map(notice).collect()
}

fn summary(totals: &Totals) -> serde_json::Value {
    let over = &totals.passed_over;
    let unread = totals.unread.iter();
    let unread = unread.map(|u| json!({"path": u.path, "message": u.message}));
    json!({
        "go_images": totals.go_images,
        "findings": {
            "allow": totals.findings.allow,
            "warn": totals.findings.warn,
            "deny": totals.findings.deny,
            "waived": totals.findings.waived,
        },
        "passed_over": {
            "other_files": over.other_files,
            "not_go": over.not_go,
            "broken": over.broken,
            "links": over.links,
            "special": over.special,
        },
        "unread": unread.collect::<Vec<_>>(),
        "notices": notices(totals),
    })
}
