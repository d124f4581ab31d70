//! `race-or-sanitizer-shipped`

use diagnostic::Finding;

use crate::Subject;
use crate::recorded;
use crate::rule::declare_rule;

declare_rule! {
    /// ## What it does
    /// Reports a program with the race detector or the memory or address sanitizer in it.
    ///
    /// ## Why it matters
    /// These are builds for tests. The race detector makes a program two to twenty times slower and lets it
    /// take five to ten times the memory (`go.dev/doc/articles/race_detector`); it needs cgo, so the program
    /// is dynamic where its release would not be; and a race that was harmless yesterday ends up in the logs,
    /// or ends the process where `GORACE=halt_on_error=1` is set. Nobody ships that on purpose, so the level
    /// is `warn`.
    ///
    /// ## Example
    /// ```console
    /// $ go build -race ./cmd/app
    /// $ cgone audit ./app
    /// ```
    ///
    /// ## Known limits
    /// A sanitizer of C code alone (`CGO_CFLAGS=-fsanitize=address` without `-asan`) leaves nothing in Go's
    /// tables and is not noticed.
    "race-or-sanitizer-shipped",
    "the race detector or a sanitizer is linked",
    Warn,
    since "0.2.0",
    check,
    in Hardening
}

fn check(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let sanitizer = &subject.runtime.sanitizer;
    let Some(Some(name)) = &sanitizer.value else {
        return;
    };
    let mut evidence = sanitizer.evidence.clone();
    evidence.extend(recorded::setting(subject, &format!("-{name}")).map(recorded::evidence));
    let what = match name.as_str() {
        "race" => "race detector",
        "msan" => "memory sanitizer",
        _ => "address sanitizer",
    };
    found.push(RULE.finding(
        format!("the {what} is linked: this is a build for tests"),
        evidence,
        format!(
            "build the release without `-{name}`: it is then as fast and as small as it is meant to be, and \
             reports no errors of its own"
        ),
    ));
}

#[cfg(test)]
mod tests {
    use diagnostic::{Fact, Place};
    use gobin::Facts;

    use super::check;
    use crate::examples::{built_with, messages, program};

    fn with(sanitizer: Option<&str>) -> Facts {
        let mut facts = built_with(&[("-race", "true")]);
        let evidence = Place::new("pclntab file").at(0x40).value("runtime/race.go");
        facts.runtime.sanitizer = Fact::known(sanitizer.map(str::to_owned), vec![evidence]);
        facts
    }

    #[test]
    fn fires_on_the_race_detector() {
        assert_eq!(
            messages(check, &with(Some("race"))),
            ["the race detector is linked: this is a build for tests"],
        );
        assert_eq!(
            messages(check, &with(Some("asan"))),
            ["the address sanitizer is linked: this is a build for tests"],
        );
    }

    #[test]
    fn is_silent_without_one_whatever_was_recorded() {
        assert!(messages(check, &with(None)).is_empty());
    }

    #[test]
    fn is_silent_on_nothing() {
        assert!(messages(check, &program()).is_empty());
    }
}
