//! `pure-go-dns`

use diagnostic::Finding;
use gobin::Lookup;

use crate::rule::declare_rule;
use crate::{Subject, recorded, systems};

declare_rule! {
    /// ## What it does
    /// Records a program that resolves host names by Go's own code and cannot ask the C library.
    ///
    /// ## Why it matters
    /// This is how a static Go program should be, so the level is `allow`. What it no longer sees is worth
    /// knowing before it is deployed: names that only an NSS module knows, such as mDNS (`printer.local`),
    /// LDAP and NIS, the host's own name by `myhostname`, containers by `mymachines`; the split DNS of a VPN
    /// that systemd-resolved offers as `resolve` and not in `/etc/resolv.conf`; and the order of addresses of
    /// `/etc/gai.conf`. It reads `/etc/hosts`, `/etc/resolv.conf` and, of `/etc/nsswitch.conf`, the order of
    /// `files` and `dns` alone. Nothing is said when a name is not found for that reason: the error is
    /// `no such host`. `GODEBUG=netdns=cgo` has no effect on such a program. Set the rule to `deny` where
    /// programs must follow the machine's NSS.
    ///
    /// ## Example
    /// ```console
    /// $ CGO_ENABLED=0 go build ./cmd/looks-up-hosts
    /// $ cgone audit --deny pure-go-dns ./looks-up-hosts
    /// ```
    ///
    /// ## Known limits
    /// That the code is linked does not prove that a name is ever looked up. Of Windows and macOS nothing is
    /// said: Go asks the system there without cgo too. A program with both resolvers, whose choice falls at
    /// run time, is not meant.
    "pure-go-dns",
    "host names are resolved without the C library and its NSS modules",
    Allow,
    since "0.2.0",
    check,
    in Runtime
}

fn check(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let dns = &subject.runtime.dns;
    if !dns.is(&Lookup::Go) || !systems::is_one_of(subject, systems::WITH_NSS) {
        return;
    }
    let mut evidence = dns.evidence.clone();
    evidence.extend(recorded::setting(subject, "CGO_ENABLED").map(recorded::evidence));
    found.push(RULE.finding(
        "host names are resolved by Go's own code, which asks no NSS module (mDNS, LDAP, `myhostname`)",
        evidence,
        "keep it if `/etc/hosts` and DNS know every name; else build with `CGO_ENABLED=1` and without the \
         tag `netgo`, which makes the program dynamic: it then needs a loader and the C library",
    ));
}

#[cfg(test)]
mod tests {
    use diagnostic::{Fact, Place};
    use gobin::{Facts, Lookup};

    use super::check;
    use crate::examples::{Observed, messages, program};

    fn resolving(dns: Lookup) -> Facts {
        let mut facts = program();
        let evidence = Place::new("pclntab file")
            .at(0x40)
            .value("net/lookup_unix.go");
        facts.runtime.dns = Fact::known(dns, vec![evidence]);
        facts
    }

    #[test]
    fn fires_on_gos_own_resolver() {
        assert_eq!(
            messages(check, &resolving(Lookup::Go)),
            [
                "host names are resolved by Go's own code, which asks no NSS module (mDNS, LDAP, `myhostname`)"
            ],
        );
    }

    #[test]
    fn is_silent_when_c_or_the_system_is_asked() {
        assert!(messages(check, &resolving(Lookup::Cgo)).is_empty());
        assert!(messages(check, &resolving(Lookup::NotLinked)).is_empty());
        assert!(messages(check, &resolving(Lookup::Go).os("js")).is_empty());
    }

    #[test]
    fn is_silent_on_nothing() {
        assert!(messages(check, &program()).is_empty());
    }
}
