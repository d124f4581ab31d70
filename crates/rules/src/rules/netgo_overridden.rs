//! `netgo-overridden`

use diagnostic::{Evidence, Fact, Finding};
use gobin::Lookup;

use crate::recorded::{self, Setting};
use crate::rule::declare_rule;
use crate::{Subject, systems};

declare_rule! {
    /// ## What it does
    /// Reports a program that was told how to look names up, by a build tag (`netcgo`, `netgo`, `osusergo`) or
    /// by `netdns=` in its default GODEBUG (`//go:debug`, the `godebug` lines of go.mod), and that cannot do
    /// it, or does not use what is linked.
    ///
    /// ## Why it matters
    /// Both are ignored without a word. The tag `netcgo` and `netdns=cgo` need cgo: built with
    /// `CGO_ENABLED=0` the program resolves by Go's own code, and names of mDNS, LDAP or a VPN are not found.
    /// With `netdns=go` and cgo, the program carries the C resolver, needs a loader and libc for it, and
    /// never asks it. Somebody wanted one behaviour and gets the other, so the level is `warn`.
    ///
    /// ## Example
    /// ```console
    /// $ CGO_ENABLED=0 go build -tags=netcgo ./cmd/looks-up-hosts
    /// $ cgone audit ./looks-up-hosts
    /// ```
    ///
    /// ## Known limits
    /// Tags that agree with what is linked, or that have no package to act on, are not reported: many release
    /// scripts set `netgo` always. Go 1.17 and older recorded no tags, Go 1.20 and older no default GODEBUG.
    /// The environment variable `GODEBUG` may still decide otherwise where the program runs; the file does not
    /// tell. Of Windows and macOS nothing is said, where Go asks the system
    /// without cgo.
    "netgo-overridden",
    "the resolver that tags or GODEBUG ask for is not the one that is used",
    Warn,
    since "0.2.0",
    check,
    in Runtime
}

fn check(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    if !systems::is_one_of(subject, systems::WITH_NSS) {
        return;
    }
    let (dns, users) = (&subject.runtime.dns, &subject.runtime.users);
    if let Some(tags) = recorded::setting(subject, "-tags") {
        tag(tags, ("netcgo", "hosts", dns, Lookup::Go), found);
        tag(tags, ("netgo", "hosts", dns, Lookup::Cgo), found);
        tag(tags, ("osusergo", "users", users, Lookup::Cgo), found);
    }
    let Some(setting) = recorded::setting(subject, "DefaultGODEBUG") else {
        return;
    };
    match (netdns(&setting.value.1), dns.value) {
        (Some("cgo"), Some(Lookup::Go)) => found.push(RULE.finding(
            "the default GODEBUG says `netdns=cgo`, but only Go's own resolver is linked",
            evidence(setting, dns),
            "build with `CGO_ENABLED=1`, which makes the program dynamic, or remove the `//go:debug` line: \
             the program resolves by Go's own code either way",
        )),
        (Some("go"), Some(Lookup::Cgo)) => found.push(RULE.finding(
            "the default GODEBUG says `netdns=go`, but the C resolver is linked and needs a loader",
            evidence(setting, dns),
            "build with `-tags=netgo` or `CGO_ENABLED=0`: names are resolved as now, and the program no \
             longer needs libc for it",
        )),
        _ => {}
    }
}

/// A tag that asks for one way, where the other is linked.
fn tag(
    tags: &Setting,
    (tag, what, lookup, other): (&str, &str, &Fact<Lookup>, Lookup),
    found: &mut Vec<Finding>,
) {
    if !recorded::has_tag(tags, tag) || !lookup.is(&other) {
        return;
    }
    let (linked, help) = match other {
        Lookup::Go => (
            "only Go's own code is linked",
            "build with `CGO_ENABLED=1`, which makes the program dynamic and lets it ask NSS, or drop the tag: \
             without cgo it changes nothing",
        ),
        _ => (
            "the C library is asked",
            "build everything with one set of tags (`go build -a`): objects of another build were linked",
        ),
    };
    found.push(RULE.finding(
        format!("the tag `{tag}` was set, but {linked} to look up {what}"),
        evidence(tags, lookup),
        help,
    ));
}

fn evidence(setting: &Setting, lookup: &Fact<Lookup>) -> Vec<Evidence> {
    let mut evidence = vec![recorded::evidence(setting)];
    evidence.extend(lookup.evidence.iter().cloned());
    evidence
}

/// The resolver that a GODEBUG list names, without a debug level: `netdns=cgo+1` and `netdns=1+cgo` give `cgo`;
/// the last entry counts.
fn netdns(godebug: &str) -> Option<&str> {
    let entries = godebug.split(',').filter_map(|entry| entry.split_once('='));
    let (_, value) = entries.rev().find(|(key, _)| *key == "netdns")?;
    value.split('+').find(|part| matches!(*part, "go" | "cgo"))
}

#[cfg(test)]
mod tests {
    use diagnostic::{Fact, Place};
    use gobin::{Facts, Lookup};

    use super::{check, netdns};
    use crate::examples::{Observed, built_with, messages, program};

    fn looks_up(mut facts: Facts, dns: Lookup) -> Facts {
        let evidence = Place::new("pclntab file")
            .at(0x40)
            .value("net/lookup_unix.go");
        facts.runtime.dns = Fact::known(dns, vec![evidence.clone()]);
        facts.runtime.users = Fact::known(dns, vec![evidence]);
        facts
    }

    #[test]
    fn fires_on_a_tag_without_effect() {
        let facts = looks_up(built_with(&[("-tags", "netcgo,fast")]), Lookup::Go);
        assert_eq!(
            messages(check, &facts),
            ["the tag `netcgo` was set, but only Go's own code is linked to look up hosts"],
        );
        let facts = looks_up(built_with(&[("-tags", "netgo osusergo")]), Lookup::Cgo);
        assert_eq!(
            messages(check, &facts),
            [
                "the tag `netgo` was set, but the C library is asked to look up hosts",
                "the tag `osusergo` was set, but the C library is asked to look up users",
            ],
        );
    }

    #[test]
    fn fires_on_a_debug_setting_against_what_is_linked() {
        let check_debug = |value: &str, dns| {
            messages(
                check,
                &looks_up(built_with(&[("DefaultGODEBUG", value)]), dns),
            )
        };
        assert_eq!(
            check_debug("gotypesalias=0,netdns=cgo+1", Lookup::Go),
            ["the default GODEBUG says `netdns=cgo`, but only Go's own resolver is linked"],
        );
        assert_eq!(
            check_debug("netdns=go", Lookup::Cgo),
            [
                "the default GODEBUG says `netdns=go`, but the C resolver is linked and needs a loader"
            ],
        );
    }

    #[test]
    fn is_silent_when_tags_agree_with_what_is_linked() {
        let tags = [("-tags", "netgo,osusergo"), ("DefaultGODEBUG", "netdns=go")];
        assert!(messages(check, &looks_up(built_with(&tags), Lookup::Go)).is_empty());
        assert!(messages(check, &looks_up(built_with(&tags), Lookup::NotLinked)).is_empty());
        let cgo = [("-tags", "netcgo"), ("DefaultGODEBUG", "netdns=cgo")];
        assert!(messages(check, &looks_up(built_with(&cgo), Lookup::Cgo)).is_empty());
        assert!(messages(check, &looks_up(built_with(&cgo), Lookup::Go).os("windows")).is_empty());
    }

    #[test]
    fn the_last_entry_counts_and_levels_do_not() {
        assert_eq!(netdns("netdns=go,netdns=cgo"), Some("cgo"));
        assert_eq!(netdns("netdns=1+go"), Some("go"));
        assert_eq!(netdns("netdns=2,x=cgo"), None);
    }

    #[test]
    fn is_silent_on_nothing() {
        assert!(messages(check, &program()).is_empty());
    }
}
