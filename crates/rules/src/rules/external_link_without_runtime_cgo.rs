//! `external-link-without-runtime-cgo`

use diagnostic::{Finding, Located};
use gobin::{CgoState, LinkMode};

use crate::Subject;
use crate::recorded;
use crate::rule::declare_rule;

declare_rule! {
    /// ## What it does
    /// Reports a program that the host's linker wrote, with the C library's start code, but without
    /// `runtime/cgo`.
    ///
    /// ## Why it matters
    /// The C library starts the program and Go's runtime knows nothing of it: `runtime.iscgo` is false
    /// and `_cgo_init` is nil. Linked with `-static` such a program dies as it starts (SIGTRAP, exit
    /// status 133, no message); linked dynamically it runs, and needs a C library for nothing. Go 1.21 and older only warned
    /// (`loadinternal: cannot find runtime/cgo`) and exited with 0; since Go 1.22 it is an error. The
    /// file is broken whoever runs it, so the level is `deny`.
    ///
    /// ## Example
    /// ```console
    /// $ CGO_ENABLED=0 go1.21 build -ldflags='-linkmode=external -extldflags=-static' .
    /// $ cgone audit ./app
    /// ```
    ///
    /// ## Known limits
    /// None known: the function table names the runtime's C entry points whenever `runtime/cgo` is
    /// linked, also in stripped files. Without a function table the state is unknown, and this rule is
    /// silent.
    "external-link-without-runtime-cgo",
    "the host linker wrote the binary, but runtime/cgo is missing",
    Deny,
    since "0.1.0",
    check,
    in Loading
}

fn check(facts: &Subject<'_>, found: &mut Vec<Finding>) {
    if !facts.cgo.state.is(&CgoState::Broken) {
        return;
    }
    let mut evidence = facts.cgo.state.evidence.clone();
    evidence.extend(facts.cgo.iscgo.evidence.iter().cloned());
    let marks = facts.loading.host_linker_marks.iter().take(3);
    evidence.extend(marks.map(Located::evidence));
    for key in ["CGO_ENABLED", "-ldflags"] {
        evidence.extend(recorded::setting(facts, key).map(recorded::evidence));
    }
    let effect = match facts.link.mode.value {
        Some(LinkMode::Static | LinkMode::StaticPie) => ": it dies at its start",
        Some(_) | None => "",
    };
    found.push(RULE.finding(
        format!("the host linker wrote the binary without runtime/cgo{effect}"),
        evidence,
        "drop `-linkmode=external`, which gives a pure Go binary; or build with `CGO_ENABLED=1` and a C \
         compiler, which links runtime/cgo; or take Go 1.22 or newer, which refuses this build",
    ));
}

#[cfg(test)]
mod tests {
    use gobin::{CgoState, LinkMode};

    use super::check;
    use crate::examples::{Observed, messages, program};

    #[test]
    fn fires_on_a_static_one() {
        let facts = program().cgo(CgoState::Broken).mode(LinkMode::Static);
        assert_eq!(
            messages(check, &facts),
            ["the host linker wrote the binary without runtime/cgo: it dies at its start"],
        );
    }

    #[test]
    fn fires_on_a_dynamic_one() {
        let facts = program().cgo(CgoState::Broken).mode(LinkMode::Dynamic);
        assert_eq!(
            messages(check, &facts),
            ["the host linker wrote the binary without runtime/cgo"],
        );
    }

    #[test]
    fn is_silent_on_an_external_link_with_cgo() {
        let facts = program().cgo(CgoState::User).mode(LinkMode::Dynamic);
        assert!(messages(check, &facts).is_empty());
    }

    #[test]
    fn is_silent_on_nothing() {
        assert!(messages(check, &program()).is_empty());
    }
}
