//! The words every room speaks: a place in a file, the evidence read there, the finding it supports, who
//! decided what it counts for, and the problem met on the way.
//!
//! Plain data. Nothing here prints, colours, serialises or reads files.

mod decision;
mod evidence;
mod finding;
mod notice;
mod problem;

pub use decision::{Decider, Decision, TextPlace};
pub use evidence::{Evidence, Fact, Located, Place};
pub use finding::{Finding, Level};
pub use notice::Notice;
pub use problem::Problem;
