//! `ndjson`: one `cgone.audit/1` record a line, one line an image.

use crate::format::{Format, Piece, View};
use crate::{Record, escape, json};

pub(crate) static FORMAT: Format = Format {
    name: "ndjson",
    summary: "one JSON record a line, written as soon as it is there",
    names_imports: |_| true,
    piece,
    join: None,
};

fn piece(record: &Record, _view: &View) -> Piece {
    let mut text = escape::escape_json(json::record(record).to_string());
    text.push('\n');
    Piece {
        text,
        ..Piece::default()
    }
}
