//! Verdicts to bytes.

mod floor;
mod human;
mod json;
mod record;
mod tree;
mod why;

pub use floor::Floor;
pub use human::human;
pub use json::{json, ndjson};
pub use record::{Reality, Record};
pub use why::{Change, why_human, why_json};
