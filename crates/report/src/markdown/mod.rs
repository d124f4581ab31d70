//! `markdown`: a comment for a pull request, the summary first, what is long folded, cut where a comment must end.

mod inline;
mod page;
mod sections;

use crate::case::{Standing, standing};
use crate::format::{Format, Piece, View};
use crate::{Brief, Record, Totals};
use page::Page;

pub(crate) static FORMAT: Format = Format {
    name: "markdown",
    summary: "a comment for a pull request",
    names_imports: |_| false,
    piece,
    join: Some(join),
};

/// Bytes of a comment. GitHub takes 65,536 characters, and no text has more characters than bytes.
const COMMENT: usize = 65_536;

/// `count` is what was set aside.
fn piece(record: &Record, _view: &View) -> Piece {
    let waived = record.findings.iter().map(standing);
    Piece {
        count: waived.filter(|s| *s == Standing::Waived).count(),
        brief: Some(Brief::of(record)),
        ..Piece::default()
    }
}

fn join(pieces: &[Piece], totals: &Totals, _view: &View) -> String {
    let briefs: Vec<&Brief> = pieces.iter().filter_map(|p| p.brief.as_ref()).collect();
    let waived = pieces.iter().map(|piece| piece.count).sum();
    let mut page = Page::new(COMMENT);
    let found = sections::by_level(&briefs);
    sections::summary(&mut page, &found, waived, totals);
    sections::table(&mut page, &found);
    sections::evidence(&mut page, &found);
    sections::images(&mut page, &briefs);
    page.finish()
}
