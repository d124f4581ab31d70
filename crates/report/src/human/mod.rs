//! `human`: one screen for one image, one table for many, findings below.

mod brief;
mod details;
mod findings;
mod notices;
mod palette;
mod placed;
mod rows;
mod screen;
mod table;
pub(crate) mod wrap;

pub use brief::Brief;
pub use palette::Palette;
pub(crate) use wrap::hang;

use crate::format::{Format, Piece, View};
use crate::{Record, Totals};

pub(crate) static FORMAT: Format = Format {
    name: "human",
    summary: "for people: a screen for one image, a table for many",
    names_imports: |view| view.verbose,
    piece,
    join: Some(join),
};

fn piece(record: &Record, view: &View) -> Piece {
    let text = if view.quiet {
        findings::of_record(record, view)
    } else {
        screen::render(record, view)
    };
    Piece {
        text,
        brief: Some(Brief::of(record)),
        ..Piece::default()
    }
}

fn join(pieces: &[Piece], totals: &Totals, view: &View) -> String {
    match pieces {
        [only] if view.quiet => only.text.clone(),
        [only] => only.text.clone() + &notices::render(&totals.notices, view),
        _ if view.quiet => texts(pieces),
        _ => {
            let briefs: Vec<&Brief> = pieces.iter().filter_map(|p| p.brief.as_ref()).collect();
            let screens = if view.verbose {
                texts(pieces)
            } else {
                String::new()
            };
            screens
                + &table::render(&briefs, totals, view)
                + &notices::render(&totals.notices, view)
        }
    }
}

/// The pieces' own texts, a blank line between them.
fn texts(pieces: &[Piece]) -> String {
    let mut all = String::new();
    for text in pieces.iter().map(|p| &p.text).filter(|t| !t.is_empty()) {
        all.push_str(text);
        all.push('\n');
    }
    all
}
