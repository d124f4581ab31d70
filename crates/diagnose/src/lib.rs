//! From what was left behind to the cause: a [`Case`] takes events of any number of logs, and [`diagnose`] asks
//! every symptom of the catalogue what it makes of them.
//!
//! One file a symptom under `symptoms/`, listed in [`CATALOGUE`]. A symptom says only what its evidence proves:
//! a message that several causes share gets all of them, each with what speaks for and against it.

mod calls;
mod case;
mod cause;
mod diagnosis;
mod gauges;
mod judge;
mod judgement;
mod processes;
mod symptoms;

pub use calls::Made;
pub use case::{Case, Heard};
pub use cause::{Cause, Fix, Platform};
pub use diagnosis::{Certainty, Diagnosis, Evidence, Report};
pub use judge::diagnose;
pub use judgement::{Opinion, Symptom};
pub use symptoms::CATALOGUE;

/// The cause of that name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Cause> {
    let mut causes = CATALOGUE.iter().flat_map(|symptom| symptom.causes);
    causes.find(|cause| cause.name == name)
}
