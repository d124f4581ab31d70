//! `cgo-not-allowed`

use diagnostic::Finding;

use crate::rule::declare_rule;
use crate::{CgoLimit, Subject};

declare_rule! {
    /// ## What it does
    /// Reports a program with more cgo in it than the policy's requirement `cgo` admits. Without that
    /// requirement it says nothing.
    ///
    /// ## Why it matters
    /// cgo comes in unasked: `CGO_ENABLED` is on wherever a C compiler is found, and `net` or `os/user`
    /// are enough to link the C library. The program then needs a loader and a glibc at least as new as
    /// the build machine's. The decision rests on the functions that are linked, so it holds for stripped
    /// files and does not follow what the build info says.
    ///
    /// ## Example
    /// ```toml
    /// [require]
    /// cgo = "none"
    /// ```
    /// ```console
    /// $ CGO_ENABLED=1 go build ./cmd/resolves
    /// $ cgone audit ./resolves
    /// ```
    ///
    /// ## Known limits
    /// Where the state is unknown (a stripped file without a function table) nothing is said; the screen
    /// and machine output name what is missing. Packages that use only constants of C leave no trace.
    "cgo-not-allowed",
    "more cgo is linked than the policy admits",
    Deny,
    since "0.2.0",
    check,
    in Cgo
}

fn check(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let (Some(wanted), Some(state)) = (&subject.wanted.cgo, subject.cgo.state.value) else {
        return;
    };
    if wanted.value.admits(state) {
        return;
    }
    let limit = wanted.value.name();
    let mut finding = RULE.violation(
        wanted,
        format!("the cgo state is `{}`, `{limit}` is admitted", state.name()),
        subject.cgo.state.evidence.clone(),
        help(wanted.value),
    );
    finding.subject = state.name().to_owned();
    found.push(finding);
}

const fn help(limit: CgoLimit) -> &'static str {
    match limit {
        CgoLimit::None | CgoLimit::RuntimeOnly => {
            "build with `CGO_ENABLED=0`: host names and users then come from Go's own code, which does not \
             ask NSS, and packages that need C must be replaced"
        }
        CgoLimit::Std | CgoLimit::User => {
            "replace the packages outside the standard library that call C; `cgone audit --verbose` names \
             them with their C functions"
        }
    }
}

#[cfg(test)]
mod tests {
    use gobin::CgoState;

    use super::check;
    use crate::examples::{Observed, messages, messages_wanting, program, wanted};
    use crate::{CgoLimit, Requirements};

    fn at_most(limit: CgoLimit) -> Requirements {
        Requirements {
            cgo: wanted(limit),
            ..Requirements::default()
        }
    }

    #[test]
    fn fires_on_more_cgo_than_is_admitted() {
        let facts = program().cgo(CgoState::Std);
        assert_eq!(
            messages_wanting(check, &facts, &at_most(CgoLimit::None)),
            ["the cgo state is `std`, `none` is admitted"],
        );
    }

    #[test]
    fn is_silent_on_what_is_admitted() {
        let facts = program().cgo(CgoState::Std);
        assert!(messages_wanting(check, &facts, &at_most(CgoLimit::Std)).is_empty());
    }

    #[test]
    fn is_silent_where_nothing_is_required_or_known() {
        assert!(messages(check, &program().cgo(CgoState::User)).is_empty());
        assert!(messages_wanting(check, &program(), &at_most(CgoLimit::None)).is_empty());
    }
}
