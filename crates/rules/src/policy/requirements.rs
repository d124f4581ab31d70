//! What a policy requires of a binary. A rule compares it with the facts.

use diagnostic::Decision;
use gobin::CgoState;

/// A required value, and the word that requires it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted<T> {
    /// What is required.
    pub value: T,
    /// Where it is required: the finding's first decision.
    pub decision: Decision,
}

/// The most cgo that a binary may have, each with all before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CgoLimit {
    /// None: neither runtime/cgo nor a stand-in for it.
    None,
    /// runtime/cgo that nobody calls.
    RuntimeOnly,
    /// Calls from the standard library.
    Std,
    /// Anything.
    User,
}

impl CgoLimit {
    /// Every limit, from strict to mild.
    pub const ALL: [Self; 4] = [Self::None, Self::RuntimeOnly, Self::Std, Self::User];

    /// The limit of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|limit| limit.name() == name)
    }

    /// The name in policies: `none`, `runtime-only`, `std`, `user`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::RuntimeOnly => "runtime-only",
            Self::Std => "std",
            Self::User => "user",
        }
    }

    /// Whether a binary in that state keeps to the limit.
    #[must_use]
    pub fn admits(self, state: CgoState) -> bool {
        match state {
            CgoState::None => true,
            CgoState::RuntimeOnly => self >= Self::RuntimeOnly,
            CgoState::Std => self >= Self::Std,
            CgoState::User | CgoState::Fake | CgoState::Broken => self >= Self::User,
        }
    }
}

/// Everything that can be required. What is `None` is not required.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Requirements {
    /// `cgo`: the most cgo that is admitted.
    pub cgo: Option<Wanted<CgoLimit>>,
    /// `allowed-cgo-packages`: import paths, `*` at the end for all below; the standard library is judged by
    /// `cgo`.
    pub allowed_cgo_packages: Option<Wanted<Vec<String>>>,
    /// `max-glibc`: the highest GLIBC version that a binary may need, `2.31`.
    pub max_glibc: Option<Wanted<String>>,
    /// `static`: needs neither a loader nor a library.
    pub static_link: Option<Wanted<bool>>,
    /// `allowed-libraries`: sonames that may be needed.
    pub allowed_libraries: Option<Wanted<Vec<String>>>,
    /// `fips`: starts with validated cryptography.
    pub fips: Option<Wanted<bool>>,
    /// `cpu-level`: the highest level per GOARCH that the machines have: `("amd64", "v2")`.
    pub cpu_level: Option<Wanted<Vec<(String, String)>>>,
    /// `starts-on`: targets that a binary must start on, `alpine:3.22`; kept for `cgone load`.
    pub starts_on: Option<Wanted<Vec<String>>>,
}

impl Requirements {
    /// Takes over every requirement of `other`, whose word counts more.
    pub fn extend(&mut self, other: &Self) {
        take(&mut self.cgo, &other.cgo);
        take(&mut self.allowed_cgo_packages, &other.allowed_cgo_packages);
        take(&mut self.max_glibc, &other.max_glibc);
        take(&mut self.static_link, &other.static_link);
        take(&mut self.allowed_libraries, &other.allowed_libraries);
        take(&mut self.fips, &other.fips);
        take(&mut self.cpu_level, &other.cpu_level);
        take(&mut self.starts_on, &other.starts_on);
    }

    /// Without what `false`, `any` and `*` lifted again.
    pub(crate) fn in_force(mut self) -> Self {
        self.static_link = self.static_link.filter(|wanted| wanted.value);
        self.fips = self.fips.filter(|wanted| wanted.value);
        self.max_glibc = self.max_glibc.filter(|wanted| wanted.value != ANY);
        let listed = |wanted: &Wanted<Vec<String>>| wanted.value != ["*"];
        self.allowed_libraries = self.allowed_libraries.filter(listed);
        self.allowed_cgo_packages = self.allowed_cgo_packages.filter(listed);
        self
    }
}

/// The value that lifts a requirement in a `[[path]]` section.
pub(crate) const ANY: &str = "any";

fn take<T: Clone>(mine: &mut Option<T>, other: &Option<T>) {
    if other.is_some() {
        mine.clone_from(other);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_admits_what_is_milder() {
        assert!(CgoLimit::None.admits(CgoState::None));
        assert!(!CgoLimit::None.admits(CgoState::Fake));
        assert!(!CgoLimit::RuntimeOnly.admits(CgoState::Std));
        assert!(CgoLimit::Std.admits(CgoState::RuntimeOnly));
        assert!(CgoLimit::User.admits(CgoState::Broken));
    }
}
