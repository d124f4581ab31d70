//! Facts and findings to bytes: one file a format, listed in [`FORMATS`].
//!
//! A format prints whatever findings it is given; it knows no rule. Nothing here writes to a terminal or a
//! file: `cli` does, with the text that comes from here. Text for people has every control and direction
//! character of the audited file escaped.

mod case;
mod comparison;
mod csv;
mod cyclonedx;
mod diagnosis;
mod escape;
mod field;
mod flaws;
mod format;
mod github;
mod gitlab;
mod human;
mod json;
mod junit;
pub mod load;
mod markdown;
mod ndjson;
mod page;
mod record;
mod sarif;
mod schema;
mod totals;
mod uri;

pub use comparison::{Comparison, DIFF_FORMATS, DiffFormat};
pub use diagnosis::{DIAGNOSIS_FORMATS, DiagnosisFormat};
pub use diagnostic::Notice;
pub use escape::escape;
pub use flaws::draw_flaws;
pub use format::{FORMATS, Format, Join, Listed, Piece, View, find};
pub use human::{Brief, Palette};
pub use page::set_page;
pub use record::{Live, Record};
pub use schema::{SCHEMAS, Schema};
pub use totals::{Counts, PassedOver, Totals, Unread};
