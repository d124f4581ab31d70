//! `[[path]]` sections: what holds for some files.

use super::{Levels, PathGlob, Requirements};

/// One section.
#[derive(Clone, Debug, Default)]
pub(super) struct Section {
    /// A file that one of them fits is meant.
    pub(super) globs: Vec<PathGlob>,
    pub(super) levels: Levels,
    pub(super) requirements: Requirements,
}

impl Section {
    pub(super) fn fits(&self, path: &str) -> bool {
        self.globs.iter().any(|glob| glob.fits(path))
    }
}
