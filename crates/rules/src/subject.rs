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

/// What is known of a binary that lies in a container image: where, and what becomes of it there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Placed {
    /// The image, as the user named it, with the tag where it holds several.
    pub image: String,
    /// `linux/arm64`; empty where the image does not say.
    pub platform: String,
    /// The path in the image, after every link.
    pub path: String,
    /// The account that the image runs as, as it is written there; empty for root.
    pub user: String,
    /// Why no container runtime finds that account, as a clause.
    pub user_missing: Option<String>,
    /// What the image's command has to do with it.
    pub started: Started,
    /// Whether it starts there.
    pub start: Start,
    /// Files that it reads while running and that the image lacks.
    pub lacks: Vec<Lacking>,
}

/// What an image's command has to do with a binary.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Started {
    /// The command starts it, through these files.
    Certainly(Vec<String>),
    /// A script on the way may start it, or names it.
    Perhaps(Vec<String>),
    /// Nothing that the command starts leads to it.
    No(String),
    /// Not known: what could not be followed, as a clause.
    #[default]
    Unknown,
}

/// Whether a binary starts in its own image.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Start {
    /// It does.
    Starts,
    /// It does not.
    Fails {
        /// `missing-library` and the like.
        reason: String,
        /// The library, version or symbol.
        subject: String,
        /// What the user would see.
        message: String,
    },
    /// Not known, and what is missing to know.
    Unknown(Vec<String>),
    /// Nothing is started from it: a library, or a platform whose loader is not modelled.
    #[default]
    NotAsked,
}

/// Files that a program reads while running and that are not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lacking {
    /// `root certificates`, `time zones`, `users`.
    pub what: String,
    /// What the program says without them.
    pub message: String,
    /// The paths that were looked at.
    pub tried: Vec<String>,
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
    /// The container image that it lies in.
    pub placed: Option<&'s Placed>,
}

impl Deref for Subject<'_> {
    type Target = Facts;

    fn deref(&self) -> &Facts {
        self.facts
    }
}
