//! What a team demands of its binaries: levels, requirements, exceptions.
//!
//! A policy is data. Nothing here reads a file or knows what day it is: `cli` does.

mod judge;
mod levels;
mod requirements;

pub use judge::{Applied, Checked};
pub use levels::{Levels, UnknownRule};
pub use requirements::{CgoLimit, Requirements, Wanted};

/// What a team demands.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// Levels that differ from the rules' own.
    pub levels: Levels,
    /// What every binary must be.
    pub requirements: Requirements,
}

impl Policy {
    /// What applies to one file. `path` is written with `/`, relative to the policy's folder where the file
    /// lies in it.
    #[must_use]
    pub fn applied(&self, _path: &str) -> Applied {
        Applied {
            levels: self.levels.clone(),
            requirements: self.requirements.clone(),
        }
    }
}
