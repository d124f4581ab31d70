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
