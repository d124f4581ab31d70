//! Facts and findings to bytes: one file a format, listed in [`FORMATS`].
//!
//! A format prints whatever findings it is given; it knows no rule. Nothing here writes to a terminal or a
//! file: `cli` does, with the text that comes from here. Text for people has every control and direction
//! character of the audited file escaped.

mod escape;
mod field;
mod flaws;
mod format;
mod human;
mod json;
mod ndjson;
mod record;
mod totals;

pub use diagnostic::Notice;
pub use escape::escape;
pub use flaws::draw_flaws;
pub use format::{FORMATS, Format, Join, Piece, View, find};
pub use human::{Brief, Palette};
pub use record::{Live, Record};
pub use totals::{Counts, PassedOver, Totals, Unread};
