//! What a team demands of its binaries: levels, requirements, exceptions, a baseline.
//!
//! A policy is data. Nothing here reads a file or knows what day it is: `cli` does.

mod baseline;
mod cpu_levels;
mod exception;
mod glob;
mod judge;
mod keys;
mod levels;
mod met;
mod propose;
mod requirements;
mod section;
mod text;

use jiff::civil::Date;

pub use baseline::{Accepted, Baseline};
pub use cpu_levels::CPU_LEVELS;
pub use glob::PathGlob;
pub use judge::{Applied, Checked};
pub use keys::policy_schema;
pub use levels::{Levels, UnknownRule};
pub use met::Met;
pub use propose::{Seen, propose};
pub(crate) use requirements::ANY;
pub use requirements::{CgoLimit, Requirements, Wanted};
pub use text::{Flaw, Flaws};

use exception::Exception;
use section::Section;

/// What a team demands.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// Levels that differ from the rules' own.
    levels: Levels,
    /// What every binary must be.
    requirements: Requirements,
    /// What holds for some files, in order.
    sections: Vec<Section>,
    /// What is set aside.
    exceptions: Vec<Exception>,
    /// Levels by the command line, which outweighs the file.
    arguments: Levels,
    /// What was accepted before.
    baseline: Option<Baseline>,
}

impl Policy {
    /// Reads a policy file. `file` is its name as the user knows it.
    ///
    /// # Errors
    /// Everything that is wrong with it, each with its place.
    pub fn parse(file: &str, text: &str) -> Result<Self, Flaws> {
        keys::parse(file, text)
    }

    /// The policy on that day: exceptions whose last day is over no longer count.
    #[must_use]
    pub fn on(mut self, today: Date) -> Self {
        for exception in &mut self.exceptions {
            exception.expired = exception.expires.is_some_and(|last| last < today);
        }
        self
    }

    /// With levels by the command line, which outweighs the file.
    #[must_use]
    pub fn with_arguments(mut self, levels: &Levels) -> Self {
        self.arguments.extend(levels);
        self
    }

    /// With findings that were accepted before.
    #[must_use]
    pub fn with_baseline(mut self, baseline: Baseline) -> Self {
        self.baseline = Some(baseline);
        self
    }

    /// What applies to one file. `path` is written with `/`, relative to the policy's folder where the file
    /// lies in it.
    #[must_use]
    pub fn applied(&self, path: &str) -> Applied<'_> {
        let mut levels = self.levels.clone();
        let mut requirements = self.requirements.clone();
        for section in self.sections.iter().filter(|section| section.fits(path)) {
            levels.extend(&section.levels);
            requirements.extend(&section.requirements);
        }
        levels.extend(&self.arguments);
        let numbered = self.exceptions.iter().enumerate();
        Applied {
            levels,
            requirements: requirements.in_force(),
            exceptions: numbered.filter(|(_, e)| e.path.fits(path)).collect(),
            baseline: self.baseline.as_ref(),
            path: path.to_owned(),
        }
    }
}
