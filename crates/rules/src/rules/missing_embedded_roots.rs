//! `missing-embedded-roots`

use diagnostic::Finding;

use crate::Subject;
use crate::rule::declare_rule;
use crate::systems;

declare_rule! {
    /// ## What it does
    /// Records a program that reads the certificate authorities it trusts from files of the system, and carries
    /// none to fall back on (`golang.org/x/crypto/x509roots/fallback`).
    ///
    /// ## Why it matters
    /// That is how nearly every Go program verifies TLS servers, and where the administrator's own authorities
    /// count it is right, so the level is `allow`: a fact to hold against the place where the program goes. In
    /// an image from `scratch` or one without the package `ca-certificates`, every connection fails:
    /// `x509: certificate signed by unknown authority`. Set the rule to `deny` for what is put into such images.
    ///
    /// ## Example
    /// ```console
    /// $ CGO_ENABLED=0 go build ./cmd/fetches-https
    /// $ cgone audit --deny missing-embedded-roots ./fetches-https
    /// ```
    ///
    /// ## Known limits
    /// That the code is linked does not prove that a server is verified: a program may bring authorities of its
    /// own, embedded or configured. Other modules that carry authorities than the one named above are not
    /// known. On Windows and macOS Go asks the system, not files, and nothing is said.
    "missing-embedded-roots",
    "trusted authorities come from the system's files, none are embedded",
    Allow,
    since "0.2.0",
    check,
    in Runtime
}

fn check(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let (system, embedded) = (&subject.linked.system_roots, &subject.runtime.x509_roots);
    let from_files = systems::is_one_of(subject, systems::WITH_NSS);
    if !from_files || !system.is(&true) || !embedded.is(&false) {
        return;
    }
    let mut evidence = system.evidence.clone();
    evidence.extend(embedded.evidence.iter().cloned());
    found.push(RULE.finding(
        "certificate authorities are read from the system's files, none are embedded",
        evidence,
        "import `golang.org/x/crypto/x509roots/fallback` (Go 1.20 or newer): its authorities count only where the \
         system has none, and they age with the program; or put the package `ca-certificates` into the image",
    ));
}

#[cfg(test)]
mod tests {
    use diagnostic::{Fact, Place};
    use gobin::Facts;

    use super::check;
    use crate::examples::{Observed, messages, program};

    fn with(system: bool, embedded: bool) -> Facts {
        let evidence = || {
            vec![
                Place::new("pclntab file")
                    .at(0x40)
                    .value("crypto/x509/root_unix.go"),
            ]
        };
        let mut facts = program();
        facts.linked.system_roots = Fact::known(system, evidence());
        facts.runtime.x509_roots = Fact::known(embedded, evidence());
        facts
    }

    #[test]
    fn fires_on_the_systems_files_alone() {
        assert_eq!(
            messages(check, &with(true, false)),
            ["certificate authorities are read from the system's files, none are embedded"],
        );
    }

    #[test]
    fn is_silent_when_they_are_embedded_or_not_needed() {
        assert!(messages(check, &with(true, true)).is_empty());
        assert!(messages(check, &with(false, false)).is_empty());
        assert!(messages(check, &with(true, false).os("windows")).is_empty());
    }

    #[test]
    fn is_silent_on_nothing() {
        assert!(messages(check, &program()).is_empty());
    }
}
