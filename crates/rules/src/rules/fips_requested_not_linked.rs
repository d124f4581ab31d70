//! `fips-requested-not-linked`

use diagnostic::{Evidence, Finding};
use gobin::Facts;

use crate::Subject;
use crate::recorded;
use crate::rule::declare_rule;

declare_rule! {
    /// ## What it does
    /// Reports a program that was built with `GOEXPERIMENT=boringcrypto` and holds no function of
    /// BoringCrypto, and one that was built with `GOFIPS140` and starts with FIPS mode off.
    ///
    /// ## Why it matters
    /// The experiment is silently without effect where cgo is off or the platform is not supported, and
    /// the program then uses Go's own, unvalidated code. Nothing in the build says so, and a check of
    /// the build info alone passes.
    ///
    /// ## Example
    /// ```console
    /// $ CGO_ENABLED=0 GOEXPERIMENT=boringcrypto go build ./cmd/serves-tls
    /// $ cgone audit ./serves-tls
    /// ```
    ///
    /// ## Known limits
    /// A program that imports no cryptography links no BoringCrypto either, and is reported: it does not
    /// have what was asked for. Whether the module runs in FIPS mode also depends on `GODEBUG` where
    /// the program starts. Go versions before 1.24 have no `GOFIPS140`.
    "fips-requested-not-linked",
    "cryptography of FIPS 140 was asked for and is not in effect",
    Warn,
    since "0.1.0",
    check,
    in Runtime
}

fn check(facts: &Subject<'_>, found: &mut Vec<Finding>) {
    let fips = &facts.runtime.fips;
    if fips.boring_asked.is(&true) && fips.boring_linked.is(&false) {
        let asked = fips.boring_asked.evidence.iter();
        let absent = fips.boring_linked.evidence.iter();
        let cgo = recorded::setting(facts, "CGO_ENABLED").map(recorded::evidence);
        found.push(RULE.finding(
            "`GOEXPERIMENT=boringcrypto` was asked for, but no function of BoringCrypto is linked",
            asked.chain(absent).cloned().chain(cgo).collect(),
            "build with `CGO_ENABLED=1 GOEXPERIMENT=boringcrypto` on linux/amd64 or linux/arm64, which \
             makes the binary need a C library; or with `GOFIPS140=v1.0.0` of Go 1.24 and newer, which \
             needs no cgo",
        ));
    }
    found.extend(module_off(facts));
}

/// `GOFIPS140` names a module, the default `GODEBUG` turns it off.
fn module_off(facts: &Facts) -> Option<Finding> {
    let fips = &facts.runtime.fips;
    let module = fips.module.value.as_deref().filter(|m| *m != "off")?;
    let mode = fips.default_mode.value.as_deref().filter(|m| *m == "off")?;
    let evidence: Vec<Evidence> = fips
        .module
        .evidence
        .iter()
        .chain(&fips.default_mode.evidence)
        .cloned()
        .collect();
    Some(RULE.finding(
        format!("`GOFIPS140={module}` was asked for, but the program starts with `fips140={mode}`"),
        evidence,
        "remove `fips140=off` from go.mod's `godebug` lines and from `//go:debug`, or start the program \
         with `GODEBUG=fips140=on`",
    ))
}

#[cfg(test)]
mod tests {
    use diagnostic::{Evidence, Fact, Place};
    use gobin::Facts;

    use super::check;
    use crate::examples::{messages, program};

    fn evidence(value: &str) -> Vec<Evidence> {
        vec![Place::new("build info").at(0x40).value(value)]
    }

    fn boring(asked: bool, linked: bool) -> Facts {
        let mut facts = program();
        facts.runtime.fips.boring_asked = Fact::known(asked, evidence("GOEXPERIMENT=boringcrypto"));
        facts.runtime.fips.boring_linked = Fact::known(linked, evidence("no function"));
        facts
    }

    fn module(module: &str, mode: &str) -> Facts {
        let mut facts = program();
        facts.runtime.fips.module = Fact::known(module.to_owned(), evidence("GOFIPS140"));
        facts.runtime.fips.default_mode = Fact::known(mode.to_owned(), evidence("DefaultGODEBUG"));
        facts
    }

    #[test]
    fn fires_on_boringcrypto_without_its_functions() {
        assert_eq!(
            messages(check, &boring(true, false)),
            [
                "`GOEXPERIMENT=boringcrypto` was asked for, but no function of BoringCrypto is linked"
            ],
        );
    }

    #[test]
    fn fires_on_a_module_that_is_off() {
        assert_eq!(
            messages(check, &module("v1.0.0", "off")),
            ["`GOFIPS140=v1.0.0` was asked for, but the program starts with `fips140=off`"],
        );
    }

    #[test]
    fn is_silent_when_it_is_linked_or_on() {
        assert!(messages(check, &boring(true, true)).is_empty());
        assert!(messages(check, &boring(false, false)).is_empty());
        assert!(messages(check, &module("latest", "on")).is_empty());
        assert!(messages(check, &module("off", "off")).is_empty());
    }

    #[test]
    fn is_silent_on_nothing() {
        assert!(messages(check, &program()).is_empty());
    }
}
