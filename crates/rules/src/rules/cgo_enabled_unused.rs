//! `cgo-enabled-unused`

use diagnostic::Finding;
use gobin::CgoState;

use crate::Subject;
use crate::recorded;
use crate::rule::declare_rule;

declare_rule! {
    /// ## What it does
    /// Records a program that was built with `CGO_ENABLED=1` and in which no cgo is linked.
    ///
    /// ## Why it matters
    /// Nothing is wrong with the file, so the level is `allow`: every program that imports neither net
    /// nor os/user looks like this on a machine with a C compiler. But the setting is not what keeps
    /// cgo out. The next import of net, or of a package with a cgo variant, turns the release into a
    /// dynamic binary without any change to the build. Set the rule to `deny` where that must not
    /// happen.
    ///
    /// ## Example
    /// ```console
    /// $ CGO_ENABLED=1 go build ./cmd/hello
    /// $ cgone audit --deny cgo-enabled-unused ./hello
    /// ```
    ///
    /// ## Known limits
    /// Go 1.17 and older did not record `CGO_ENABLED`.
    "cgo-enabled-unused",
    "built with CGO_ENABLED=1, no cgo is linked",
    Allow,
    since "0.1.0",
    check,
    in Cgo
}

fn check(facts: &Subject<'_>, found: &mut Vec<Finding>) {
    let Some(enabled) = recorded::setting_is(facts, "CGO_ENABLED", "1") else {
        return;
    };
    if !facts.cgo.state.is(&CgoState::None) {
        return;
    }
    let mut evidence = vec![recorded::evidence(enabled)];
    evidence.extend(facts.cgo.state.evidence.iter().cloned());
    found.push(RULE.finding(
        "`CGO_ENABLED=1` was set, but no cgo is linked",
        evidence,
        "build with `CGO_ENABLED=0`: this program stays the same, and a later import cannot bring cgo \
         in unseen",
    ));
}

#[cfg(test)]
mod tests {
    use gobin::CgoState;

    use super::check;
    use crate::examples::{Observed, built_with, messages, program};

    #[test]
    fn fires_on_a_pure_binary_built_with_cgo_on() {
        let facts = built_with(&[("CGO_ENABLED", "1")]).cgo(CgoState::None);
        assert_eq!(
            messages(check, &facts),
            ["`CGO_ENABLED=1` was set, but no cgo is linked"],
        );
    }

    #[test]
    fn is_silent_when_cgo_is_linked() {
        let facts = built_with(&[("CGO_ENABLED", "1")]).cgo(CgoState::RuntimeOnly);
        assert!(messages(check, &facts).is_empty());
    }

    #[test]
    fn is_silent_on_nothing() {
        assert!(messages(check, &program().cgo(CgoState::None)).is_empty());
    }
}
