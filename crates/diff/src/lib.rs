//! Two audits to what changed between them, in terms of loading.
//!
//! Both sides are records of `cgone.audit/1`, whether they were written last month or a moment ago: so a diff of
//! two files says exactly what a diff of their reports says. One file an aspect under `aspects/`, listed in
//! [`ASPECTS`]. Nothing here reads a file, and what a side does not know is never called a change.

mod aspect;
mod aspects;
mod build;
mod change;
#[cfg(test)]
mod examples;
mod fail;
mod findings;
mod pair;
mod read;
mod version;

pub use aspect::Aspect;
pub use aspects::ASPECTS;
pub use build::{Build, Finding, Proof};
pub use change::{Change, Direction, Side, Unknown};
pub use fail::{FailOn, UnknownReason};
pub use findings::{Fate, Judged};
pub use pair::{Diff, Lone, Pair, PairedBy, compare};
pub use read::{ReadError, read};
