//! What a rule is about.

/// What a rule is about: `cgone explain` and the documentation list rules by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Theme {
    /// What the loader needs: loader, libraries, versions, paths.
    Loading,
    /// Which cgo is linked, and what it does.
    Cgo,
    /// What the program looks up at run time: hosts, users, time zones, certificates.
    Runtime,
    /// What the build info says, and what contradicts it.
    Provenance,
    /// What protects the program, and what weakens it.
    Hardening,
    /// Nothing of these.
    Other,
}

impl Theme {
    /// Every theme, in the order in which people read them.
    pub const ALL: [Self; 6] = [
        Self::Loading,
        Self::Cgo,
        Self::Runtime,
        Self::Provenance,
        Self::Hardening,
        Self::Other,
    ];

    /// The theme as a heading.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Loading => "Loading",
            Self::Cgo => "cgo",
            Self::Runtime => "Run time",
            Self::Provenance => "Build info",
            Self::Hardening => "Hardening",
            Self::Other => "Other",
        }
    }
}

impl Theme {
    /// The theme that a rule's declaration names; [`Theme::Other`] where it names none.
    pub(crate) const fn declared(theme: Option<Self>) -> Self {
        match theme {
            Some(theme) => theme,
            None => Self::Other,
        }
    }
}
