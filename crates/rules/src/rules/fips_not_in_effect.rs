//! `fips-not-in-effect`

use diagnostic::{Evidence, Finding};
use gobin::{Facts, Fips};

use crate::Subject;
use crate::rule::declare_rule;

declare_rule! {
    /// ## What it does
    /// Reports a program of which the bytes do not prove that it starts with validated cryptography, where
    /// the policy's requirement `fips` asks for it. Without that requirement it says nothing.
    ///
    /// Two things count as proof: functions of BoringCrypto are linked (`GOEXPERIMENT=boringcrypto`), or
    /// the build info names a frozen module of Go's own (`GOFIPS140=v1.0.0`, recorded as `v1.0.0-c2097c7c`
    /// by newer releases) and the program starts with `fips140=on` or `fips140=only`.
    ///
    /// ## Why it matters
    /// Both ways fail silently: the experiment has no effect without cgo, and `GOFIPS140` is one variable
    /// in one build. The rule `fips-requested-not-linked` reports only builds that asked; a policy wants to
    /// hear of those that never did. The level is `deny` because the requirement is one that an auditor
    /// will ask for, and unlike other requirements it is violated by what is unknown, too: what must be
    /// there has to be proved.
    ///
    /// ## Example
    /// ```toml
    /// [require]
    /// fips = true
    /// ```
    /// ```console
    /// $ go build ./cmd/serves-tls
    /// $ cgone audit ./serves-tls
    /// ```
    ///
    /// ## Known limits
    /// `GOFIPS140=latest` takes the toolchain's own sources, which are never the validated ones. Whether a
    /// frozen module has its certificate is not in the bytes: Go 1.27.3 lists `v1.0.0` as certified and
    /// `v1.26.0` as in process. `GODEBUG=fips140=off` turns the mode off where the program starts. A
    /// program without cryptography must have been built with the setting all the same.
    "fips-not-in-effect",
    "validated cryptography is required and not proved to be in effect",
    Deny,
    since "0.2.0",
    check,
    in Runtime
}

fn check(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let Some(wanted) = subject.wanted.fips.as_ref().filter(|wanted| wanted.value) else {
        return;
    };
    let fips = &subject.runtime.fips;
    if subject.go.is_none() || fips.boring_linked.is(&true) || starts_with_module(fips) {
        return;
    }
    let mut finding = RULE.violation(
        wanted,
        reason(fips),
        evidence(subject),
        "build with `GOFIPS140=v1.0.0` of Go 1.24 or newer, which needs no cgo and refuses what is not \
         approved only with `GODEBUG=fips140=only`; or with `CGO_ENABLED=1 GOEXPERIMENT=boringcrypto` on \
         linux/amd64 or linux/arm64, which makes the binary need a C library",
    );
    "fips".clone_into(&mut finding.subject);
    found.push(finding);
}

fn starts_with_module(fips: &Fips) -> bool {
    let frozen = fips.module.value.as_deref().is_some_and(is_frozen);
    let mode = fips.default_mode.value.as_deref();
    frozen && matches!(mode, Some("on" | "only"))
}

/// `off` and `latest` are the only values that are not a frozen module (`cmd/go/internal/fips140`).
fn is_frozen(module: &str) -> bool {
    module.starts_with('v')
}

fn reason(fips: &Fips) -> String {
    let module = fips.module.value.as_deref();
    let mode = fips.default_mode.value.as_deref();
    match (module, mode) {
        (Some("off"), _) => {
            "neither BoringCrypto nor a FIPS 140 module of Go is in the program".to_owned()
        }
        (Some("latest"), _) => {
            "`GOFIPS140=latest` is the toolchain's own code, not a validated module".to_owned()
        }
        (Some(module), Some(mode)) => {
            format!("the module `{module}` is linked, but the program starts with `fips140={mode}`")
        }
        _ => "nothing in the bytes proves that validated cryptography is in effect".to_owned(),
    }
}

fn evidence(facts: &Facts) -> Vec<Evidence> {
    let fips = &facts.runtime.fips;
    let all = [&fips.module, &fips.default_mode].map(|fact| fact.evidence.iter());
    let boring = fips.boring_linked.evidence.iter();
    let mut evidence: Vec<Evidence> = all.into_iter().flatten().chain(boring).cloned().collect();
    if evidence.is_empty() {
        let missing = [&fips.module.missing, &fips.boring_linked.missing].map(|m| m.as_deref());
        let missing: Vec<&str> = missing.into_iter().flatten().collect();
        let place = diagnostic::Place::new("build info");
        evidence.push(place.value(format!("absent; missing to know: {}", missing.join(", "))));
    }
    evidence
}

#[cfg(test)]
mod tests {
    use diagnostic::{Fact, Place};
    use gobin::Facts;

    use super::check;
    use crate::Requirements;
    use crate::examples::{messages, messages_wanting, program, wanted};

    fn required() -> Requirements {
        Requirements {
            fips: wanted(true),
            ..Requirements::default()
        }
    }

    fn with(boring: bool, module: &str, mode: &str) -> Facts {
        let evidence = |value: &str| vec![Place::new("build info").at(0x40).value(value)];
        let mut facts = program();
        let fips = &mut facts.runtime.fips;
        fips.boring_linked = Fact::known(boring, evidence("boring"));
        fips.module = Fact::known(module.to_owned(), evidence(module));
        fips.default_mode = Fact::known(mode.to_owned(), evidence(mode));
        facts
    }

    #[test]
    fn fires_where_nothing_validated_is_in_effect() {
        for (facts, expect) in [
            (
                with(false, "off", "off"),
                "neither BoringCrypto nor a FIPS 140 module of Go is in the program",
            ),
            (
                with(false, "latest", "on"),
                "`GOFIPS140=latest` is the toolchain's own code, not a validated module",
            ),
            (
                with(false, "v1.0.0-c2097c7c", "off"),
                "the module `v1.0.0-c2097c7c` is linked, but the program starts with `fips140=off`",
            ),
            (
                program(),
                "nothing in the bytes proves that validated cryptography is in effect",
            ),
        ] {
            assert_eq!(messages_wanting(check, &facts, &required()), [expect]);
        }
    }

    #[test]
    fn is_silent_where_it_is_in_effect() {
        for facts in [
            with(true, "off", "off"),
            with(false, "v1.0.0", "on"),
            with(false, "v1.0.0-c2097c7c", "only"),
        ] {
            assert!(messages_wanting(check, &facts, &required()).is_empty());
        }
    }

    #[test]
    fn is_silent_where_nothing_is_required() {
        assert!(messages(check, &with(false, "off", "off")).is_empty());
    }
}
