//! `csv` and `csv-findings`: tables for spreadsheets and scripts, a row an image or a row a finding.

mod cell;
mod findings;
mod images;

pub(crate) use findings::FORMAT as FINDINGS;
pub(crate) use images::FORMAT as IMAGES;

use crate::format::Piece;

/// The header and every row.
fn table(header: &[&str], pieces: &[Piece]) -> String {
    let cells: Vec<String> = header.iter().map(|name| cell::text(name)).collect();
    let rows = pieces.iter().map(|piece| piece.text.as_str());
    std::iter::once(row(&cells).as_str()).chain(rows).collect()
}

/// Cells as a row (RFC 4180: lines end in CR LF).
fn row(cells: &[String]) -> String {
    cells.join(",") + "\r\n"
}
