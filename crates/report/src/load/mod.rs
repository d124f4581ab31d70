//! Verdicts to bytes.

mod human;
mod json;
mod record;
mod tree;
mod why;

pub use human::human;
pub use json::{json, ndjson};
pub use record::{Reality, Record};
pub use why::{Change, why_human, why_json};
