//! What a rule looks at.

use std::ops::Deref;

use diagnostic::Evidence;
use gobin::Facts;

use crate::Requirements;

/// A shared library with a Go runtime in it that the same run met under a name that the image needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoLibrary {
    /// The name as the image needs it: `libplugin.so`.
    pub needed: String,
    /// The file that was read.
    pub path: String,
    /// What proves that Go is in it.
    pub evidence: Vec<Evidence>,
}

/// One image, what is required of it, and what stands beside it. It reads like its facts.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'s> {
    /// What the bytes prove.
    pub facts: &'s Facts,
    /// What the policy requires.
    pub wanted: &'s Requirements,
    /// Go libraries that the image needs, as far as they were met.
    pub go_libraries: &'s [GoLibrary],
}

impl Deref for Subject<'_> {
    type Target = Facts;

    fn deref(&self) -> &Facts {
        self.facts
    }
}
