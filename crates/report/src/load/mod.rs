//! Verdicts to bytes.

mod human;
mod json;
mod record;
mod tree;

pub use human::human;
pub use json::{json, ndjson};
pub use record::Record;
