//! `libraries-without-cgo`

use diagnostic::Finding;
use gobin::{CgoState, Facts};

use crate::Subject;
use crate::rule::declare_rule;
use crate::{recorded, systems};

declare_rule! {
    /// ## What it does
    /// Reports a program that needs shared libraries although `runtime/cgo` is not linked, on a system
    /// where Go programs need none.
    ///
    /// ## Why it matters
    /// `CGO_ENABLED=0` is read as "runs anywhere", and this program does not: a `//go:cgo_import_dynamic`
    /// directive, hand-written or of a package such as purego, made Go's linker write the libraries
    /// into the file. It needs the loader and those libraries, and no C compiler or host linker ever
    /// looked at them.
    ///
    /// ## Example
    /// ```console
    /// $ CGO_ENABLED=0 go build ./cmd/uses-purego
    /// $ cgone audit ./uses-purego
    /// ```
    ///
    /// ## Known limits
    /// Silent where the C library is the system's interface and every Go program links it: macOS, iOS,
    /// Windows, OpenBSD, illumos, Solaris, AIX; and on Android. Silent when the cgo state is unknown.
    "libraries-without-cgo",
    "shared libraries are needed though runtime/cgo is not linked",
    Warn,
    since "0.1.0",
    check,
    in Loading
}

fn check(facts: &Subject<'_>, found: &mut Vec<Finding>) {
    let needed = &facts.loading.needed;
    let without_cgo = matches!(facts.cgo.state.value, Some(CgoState::None | CgoState::Fake));
    let by_rule = systems::always_dynamic(facts) || systems::is_one_of(facts, &["android"]);
    if facts.go.is_none() || needed.is_empty() || !without_cgo || by_rule {
        return;
    }
    let names: Vec<String> = needed.iter().map(|n| format!("`{}`", n.value)).collect();
    let mut evidence: Vec<_> = needed.iter().map(diagnostic::Located::evidence).collect();
    evidence.extend(facts.cgo.state.evidence.iter().take(3).cloned());
    evidence.extend(recorded::setting(facts, "CGO_ENABLED").map(recorded::evidence));
    found.push(RULE.finding(
        format!(
            "the binary needs {} though runtime/cgo is not linked",
            names.join(", ")
        ),
        evidence,
        help(facts),
    ));
}

fn help(facts: &Facts) -> String {
    let packages: Vec<&str> = facts.cgo.packages.iter().map(|p| p.path.as_str()).collect();
    let cause = if packages.is_empty() {
        "find the package whose source has `//go:cgo_import_dynamic`".to_owned()
    } else {
        format!("`{}` brings them in", packages.join("`, `"))
    };
    format!(
        "{cause}; drop it to get a static binary, which loses what it calls in C, or ship the \
         libraries and their loader"
    )
}

#[cfg(test)]
mod tests {
    use gobin::CgoState;

    use super::check;
    use crate::examples::{Observed, built_with, messages, program};

    #[test]
    fn fires_on_purego() {
        let facts = built_with(&[("CGO_ENABLED", "0")])
            .needs(&["libdl.so.2", "libc.so.6"])
            .cgo(CgoState::Fake);
        assert_eq!(
            messages(check, &facts),
            ["the binary needs `libdl.so.2`, `libc.so.6` though runtime/cgo is not linked"],
        );
    }

    #[test]
    fn is_silent_on_real_cgo() {
        let facts = program().needs(&["libc.so.6"]).cgo(CgoState::Std);
        assert!(messages(check, &facts).is_empty());
    }

    #[test]
    fn is_silent_where_the_system_wants_its_library() {
        for os in ["openbsd", "illumos", "darwin", "windows", "aix"] {
            let facts = program().needs(&["libc"]).cgo(CgoState::None).os(os);
            assert!(messages(check, &facts).is_empty(), "{os}");
        }
    }

    #[test]
    fn is_silent_on_nothing() {
        assert!(messages(check, &program().cgo(CgoState::None)).is_empty());
    }
}
