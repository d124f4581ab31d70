//! `unsupported-go-release`

use diagnostic::Finding;
use gobin::VersionSource;

use crate::Subject;
use crate::releases::{self, Release};
use crate::rule::declare_rule;

declare_rule! {
    /// ## What it does
    /// Reports a program that was built by a Go release which the Go project no longer mends.
    ///
    /// ## Why it matters
    /// Each release is supported until there are two newer ones. After that the Go project mends nothing in the
    /// standard library that is linked into the program: holes in `crypto/tls` or `net/http` stay open until it
    /// is built anew. But distributions mend older releases themselves (Debian its go1.19), the version does
    /// not tell, and how a program loads does not depend on it: the level is `allow`. A team that builds with
    /// the Go project's own releases sets it to `warn` or `deny`.
    ///
    /// cgone judges by the releases that it knows (`crates/rules/src/releases.tsv`), not by the calendar: one
    /// answer for the same file and the same cgone, on every day. It can only err towards silence, because
    /// releases that come later end the support of more, never of fewer.
    ///
    /// ## Example
    /// ```console
    /// $ go1.19 build ./cmd/app
    /// $ cgone audit --warn unsupported-go-release ./app
    /// ```
    ///
    /// ## Known limits
    /// A release newer than those that this cgone knows is taken for supported; so is a development version. A
    /// minor release with known holes in a supported line is not reported: vulnerability scanners do that.
    /// Whether a distribution mended it, the file does not tell.
    "unsupported-go-release",
    "built by a Go release that the Go project no longer mends",
    Allow,
    since "0.2.0",
    check,
    in Provenance
}

fn check(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let Some(go) = &subject.go else {
        return;
    };
    let exact = go.version_source != VersionSource::Tables;
    let Some(version) = go.version.value.as_deref().filter(|_| exact) else {
        return;
    };
    let Some((release, successor)) = releases::line_of(version).and_then(releases::ended) else {
        return;
    };
    let Release { line, .. } = release;
    let mut finding = RULE.finding(
        format!("built by `{version}`: {line} has had no fixes from the Go project since {}", successor.released),
        go.version.evidence.clone(),
        format!(
            "build with {} or newer; the `go` line of go.mod (now {} or older) decides which old defaults of GODEBUG \
             the program keeps",
            releases::oldest_supported().line,
            line.trim_start_matches("go"),
        ),
    );
    finding.subject = line.to_owned();
    found.push(finding);
}

#[cfg(test)]
mod tests {
    use diagnostic::{Fact, Place};
    use gobin::{Facts, Go, VersionSource};

    use super::check;
    use crate::examples::{messages, program};

    fn built_by(version: &str, version_source: VersionSource) -> Facts {
        let mut facts = program();
        let evidence = Place::new("build info").at(0x40).value(version);
        facts.go = Some(Go {
            version: Fact::known(version.to_owned(), vec![evidence]),
            version_source,
            ..Go::default()
        });
        facts
    }

    fn said(version: &str) -> Vec<String> {
        messages(check, &built_by(version, VersionSource::BuildInfo))
    }

    #[test]
    fn fires_on_a_release_with_two_newer_ones() {
        assert_eq!(
            said("go1.19.8"),
            ["built by `go1.19.8`: go1.19 has had no fixes from the Go project since 2023-08-08"],
        );
        assert_eq!(
            said("go1.25 X:nodwarf5"),
            [
                "built by `go1.25 X:nodwarf5`: go1.25 has had no fixes from the Go project since 2026-08-19"
            ],
        );
    }

    #[test]
    fn is_silent_on_the_two_newest_and_on_newer_ones() {
        assert!(said("go1.26.6").is_empty());
        assert!(said("go1.27.3 (Red Hat 1.27.3-1)").is_empty());
        assert!(said("go1.28rc1").is_empty());
        assert!(said("devel go1.22-abcdef").is_empty());
    }

    #[test]
    fn is_silent_on_a_range() {
        let range = built_by("go1.2 to go1.15", VersionSource::Tables);
        assert!(messages(check, &range).is_empty());
    }

    #[test]
    fn is_silent_on_nothing() {
        assert!(messages(check, &program()).is_empty());
    }
}
