//! `missing-embedded-tzdata`

use diagnostic::Finding;

use crate::Subject;
use crate::rule::declare_rule;
use crate::systems;

declare_rule! {
    /// ## What it does
    /// Records a program that looks time zones up by name (`time.LoadLocation`) and carries no time zone
    /// database of its own (`time/tzdata`).
    ///
    /// ## Why it matters
    /// On a system with `/usr/share/zoneinfo` all is well, and that is most of them, so the level is `allow`:
    /// this is a fact to hold against the place where the program goes. In an image from `scratch`, in a slim
    /// one without the package `tzdata`, and on Windows without Go, the look-up fails:
    /// `unknown time zone Europe/Vienna`. Set the rule to `deny` for what is put into such images.
    ///
    /// ## Example
    /// ```console
    /// $ CGO_ENABLED=0 go build ./cmd/knows-time-zones
    /// $ cgone audit --deny missing-embedded-tzdata ./knows-time-zones
    /// ```
    ///
    /// ## Known limits
    /// That the function is linked does not prove that it is called, nor with which name: `UTC` and `Local`
    /// need no database. Where the linker put package time elsewhere than it always does, nothing is said.
    "missing-embedded-tzdata",
    "time zones are looked up by name, and no time zone database is embedded",
    Allow,
    since "0.2.0",
    check,
    in Runtime
}

fn check(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let (by_name, embedded) = (&subject.linked.zones_by_name, &subject.runtime.tzdata);
    if !by_name.is(&true) || !embedded.is(&false) {
        return;
    }
    let source = if systems::is_one_of(subject, &["windows"]) {
        "a Go installation's"
    } else {
        "the system's"
    };
    let mut evidence = by_name.evidence.clone();
    evidence.extend(embedded.evidence.iter().cloned());
    found.push(RULE.finding(
        format!("time zones are looked up by name in {source} database, none is embedded"),
        evidence,
        "build with `-tags=timetzdata` or import `time/tzdata`: the file grows by about 450 kB, and the \
         system's database still goes first where there is one; or put the package `tzdata` into the image",
    ));
}

#[cfg(test)]
mod tests {
    use diagnostic::{Fact, Place};
    use gobin::Facts;

    use super::check;
    use crate::examples::{Observed, messages, program};

    fn with(by_name: bool, embedded: bool) -> Facts {
        let evidence = || {
            vec![
                Place::new("pclntab function")
                    .index(9)
                    .at(0x40)
                    .value("time.LoadLocation"),
            ]
        };
        let mut facts = program();
        facts.linked.zones_by_name = Fact::known(by_name, evidence());
        facts.runtime.tzdata = Fact::known(embedded, evidence());
        facts
    }

    #[test]
    fn fires_on_names_without_a_database() {
        assert_eq!(
            messages(check, &with(true, false)),
            ["time zones are looked up by name in the system's database, none is embedded"],
        );
        assert_eq!(
            messages(check, &with(true, false).os("windows")),
            ["time zones are looked up by name in a Go installation's database, none is embedded"],
        );
    }

    #[test]
    fn is_silent_when_it_is_embedded_or_not_needed() {
        assert!(messages(check, &with(true, true)).is_empty());
        assert!(messages(check, &with(false, false)).is_empty());
    }

    #[test]
    fn is_silent_on_nothing() {
        assert!(messages(check, &program()).is_empty());
    }
}
