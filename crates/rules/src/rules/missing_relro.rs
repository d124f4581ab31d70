//! `missing-relro`

use diagnostic::{Finding, Level};
use gobin::{Facts, Linking};
use image::Relro;

use crate::Subject;
use crate::recorded;
use crate::rule::declare_rule;

declare_rule! {
    /// ## What it does
    /// Reports a binary that a loader relocates and that has no `PT_GNU_RELRO`: what the loader filled in
    /// stays writable while the program runs.
    ///
    /// ## Why it matters
    /// The table of C functions (GOT) is then a target for a bug in C code that writes where it should not.
    ///
    /// The level is `warn` where the linker makes RELRO unless told otherwise: the host's linker always,
    /// Go's own for position-independent executables. Then `-z norelro` turned it off, or a later step lost
    /// it: `objcopy` drops the segment when it removes sections. A plain executable that Go's own linker
    /// wrote never has it, so every program whose only cgo is that of `net` or `os/user` would be reported:
    /// there the level is `allow`, and who wants to hear of it sets the rule's level in the policy.
    ///
    /// ## Example
    /// ```console
    /// $ go build -ldflags='-linkmode=external -extldflags=-Wl,-z,norelro' ./cmd/calls-c
    /// $ cgone audit ./calls-c
    /// $ readelf -lW ./calls-c | grep GNU_RELRO
    /// ```
    ///
    /// ## Known limits
    /// A static program at a fixed address has nothing that a loader fills in, and is never reported.
    /// Partial RELRO (the table of functions bound at their first call stays writable) is what most linkers
    /// make by default; it is shown on the screen and not reported.
    "missing-relro",
    "what the loader fills in stays writable",
    Warn,
    since "0.2.0",
    check,
    in Hardening
}

fn check(facts: &Subject<'_>, found: &mut Vec<Finding>) {
    let loading = &facts.loading;
    if facts.go.is_none() || !loading.dynamic || !loading.relro.is(&Relro::None) {
        return;
    }
    let usual = facts.link.linking.is(&Linking::External) || loading.pie.is(&true);
    let mut evidence = loading.relro.evidence.clone();
    evidence.extend(facts.link.linking.evidence.iter().take(1).cloned());
    evidence.extend(recorded::setting(facts, "-ldflags").map(recorded::evidence));
    let mut finding = RULE.finding(
        "the file has no RELRO, so what the loader fills in stays writable",
        evidence,
        help(facts, usual),
    );
    if !usual {
        finding.level = Level::Allow;
    }
    "no RELRO".clone_into(&mut finding.subject);
    found.push(finding);
}

fn help(facts: &Facts, usual: bool) -> &'static str {
    if !usual {
        return "build with `CGO_ENABLED=0`, which needs no loader and takes DNS and users from Go's own code; or \
                with `-ldflags='-linkmode=external -extldflags=-Wl,-z,relro,-z,now'`, which needs a C compiler";
    }
    if facts.link.linking.is(&Linking::External) {
        return "remove `-z norelro` from `-extldflags` and `CGO_LDFLAGS`, and any `objcopy` that removes sections; \
                with `-Wl,-z,relro,-z,now` every function is bound at start, which also makes a missing one \
                an error at start";
    }
    "Go's linker writes it with `-buildmode=pie`: remove the `objcopy` or `strip` that lost it; \
     `-ldflags='-s -w'` leaves symbols and DWARF out without touching segments"
}

#[cfg(test)]
mod tests {
    use diagnostic::{Fact, Level, Place};
    use gobin::{Facts, Linking};
    use image::Relro;

    use super::check;
    use crate::examples::{messages, program};
    use crate::{Requirements, Subject};

    fn with(relro: Relro, linking: Linking) -> Facts {
        let mut facts = program();
        facts.loading.dynamic = true;
        let place = Place::new("program header").name("PT_GNU_RELRO");
        facts.loading.relro = Fact::known(relro, vec![place.value("absent")]);
        facts.link.linking = Fact::known(linking, Vec::new());
        facts
    }

    fn levels(facts: &Facts) -> Vec<Level> {
        let subject = Subject {
            facts,
            wanted: &Requirements::default(),
            go_libraries: &[],
            placed: None,
        };
        let mut found = Vec::new();
        check(&subject, &mut found);
        found.iter().map(|finding| finding.level).collect()
    }

    #[test]
    fn fires_where_the_host_linker_left_it_out() {
        let facts = with(Relro::None, Linking::External);
        assert_eq!(
            messages(check, &facts),
            ["the file has no RELRO, so what the loader fills in stays writable"],
        );
        assert_eq!(levels(&facts), [Level::Warn]);
    }

    #[test]
    fn fires_for_information_where_gos_linker_never_makes_it() {
        let facts = with(Relro::None, Linking::Internal);
        assert_eq!(levels(&facts), [Level::Allow]);
    }

    #[test]
    fn fires_where_a_position_independent_program_lost_it() {
        let mut facts = with(Relro::None, Linking::Internal);
        facts.loading.pie = Fact::known(true, Vec::new());
        assert_eq!(levels(&facts), [Level::Warn]);
    }

    #[test]
    fn is_silent_on_partial_relro() {
        assert!(messages(check, &with(Relro::Partial, Linking::External)).is_empty());
    }

    #[test]
    fn is_silent_on_a_static_program() {
        let mut facts = with(Relro::None, Linking::Internal);
        facts.loading.dynamic = false;
        assert!(messages(check, &facts).is_empty());
    }

    #[test]
    fn is_silent_on_nothing() {
        assert!(messages(check, &program()).is_empty());
    }
}
