//! `static-glibc-lookups`

use diagnostic::Finding;
use gobin::{Facts, LinkMode, Lookup};

use crate::Subject;
use crate::rule::declare_rule;
use crate::systems;

declare_rule! {
    /// ## What it does
    /// Reports a static Linux program with glibc in it that resolves host names or users through glibc.
    ///
    /// ## Why it matters
    /// glibc does these look-ups in shared libraries (`libnss_files`, `libnss_dns`) that a static
    /// program opens at run time, and they must be of the very version that it was linked with. On
    /// another system, or in an image from `scratch`, look-ups fail or crash. The only sign at build
    /// time is a warning of the linker that Go does not show: `Using 'getaddrinfo' in statically linked
    /// applications requires at runtime the shared libraries from the glibc version used for linking`.
    ///
    /// ## Example
    /// ```console
    /// $ go build -ldflags='-linkmode=external -extldflags=-static' ./cmd/looks-up-hosts
    /// $ cgone audit ./looks-up-hosts
    /// ```
    ///
    /// ## Known limits
    /// glibc is told from musl by the ABI note that glibc's start code carries; a file whose note was
    /// removed is not reported. musl answers these questions without shared libraries. Whether the
    /// program really looks a name up, and whether `GODEBUG=netdns=go` is set where it runs, the file
    /// does not tell.
    "static-glibc-lookups",
    "a static binary resolves hosts or users through glibc",
    Warn,
    since "0.1.0",
    check,
    in Loading
}

fn check(facts: &Subject<'_>, found: &mut Vec<Finding>) {
    let Some(glibc) = &facts.loading.minimum_system else {
        return;
    };
    let is_static = matches!(
        facts.link.mode.value,
        Some(LinkMode::Static | LinkMode::StaticPie)
    );
    let lookups = lookups(facts);
    if !is_static || lookups.is_empty() || !systems::is_one_of(facts, &["linux"]) {
        return;
    }
    let column =
        |of: fn(&Lookups) -> &'static str| -> Vec<&str> { lookups.iter().map(of).collect() };
    let (names, tags, files) = (column(|l| l.what), column(|l| l.tag), column(|l| l.files));
    let mut evidence = vec![glibc.evidence()];
    for fact in [&facts.runtime.dns, &facts.runtime.users] {
        if fact.is(&Lookup::Cgo) {
            evidence.extend(fact.evidence.iter().cloned());
        }
    }
    evidence.extend(facts.link.mode.evidence.iter().take(2).cloned());
    found.push(RULE.finding(
        format!(
            "the static binary looks up {} through glibc, which opens shared libraries to do so",
            names.join(" and ")
        ),
        evidence,
        format!(
            "build with `-tags={}`: Go's own code then reads {}, and no longer sees LDAP, mDNS or other \
             NSS sources",
            tags.join(","),
            files.join(" and ")
        ),
    ));
}

/// One kind of look-up.
struct Lookups {
    /// What is looked up.
    what: &'static str,
    /// The build tag that leaves it to Go's own code.
    tag: &'static str,
    /// What Go's own code reads.
    files: &'static str,
}

const HOSTS: Lookups = Lookups {
    what: "hosts",
    tag: "netgo",
    files: "/etc/hosts and /etc/resolv.conf",
};

const USERS: Lookups = Lookups {
    what: "users",
    tag: "osusergo",
    files: "/etc/passwd and /etc/group",
};

/// What goes through the C library.
fn lookups(facts: &Facts) -> Vec<Lookups> {
    [(&facts.runtime.dns, HOSTS), (&facts.runtime.users, USERS)]
        .into_iter()
        .filter(|(fact, _)| fact.is(&Lookup::Cgo))
        .map(|(_, lookups)| lookups)
        .collect()
}

#[cfg(test)]
mod tests {
    use diagnostic::{Fact, Located, Place};
    use gobin::{Facts, LinkMode, Lookup};

    use super::check;
    use crate::examples::{Observed, messages, program};

    fn lookups(mut facts: Facts, dns: Lookup, users: Lookup) -> Facts {
        let evidence = |name: &str| vec![Place::new("pclntab function").index(9).value(name)];
        facts.runtime.dns = Fact::known(dns, evidence("net._C2func_getaddrinfo"));
        facts.runtime.users = Fact::known(users, evidence("os/user._Cfunc_getpwnam"));
        facts
    }

    fn glibc(mut facts: Facts) -> Facts {
        let place = Place::new("section").name(".note.ABI-tag").at(0x2c4);
        facts.loading.minimum_system = Some(Located::new("3.2.0".to_owned(), place));
        facts
    }

    #[test]
    fn fires_on_static_glibc() {
        let facts = glibc(lookups(program(), Lookup::Cgo, Lookup::Cgo)).mode(LinkMode::Static);
        assert_eq!(
            messages(check, &facts),
            [
                "the static binary looks up hosts and users through glibc, which opens shared libraries to do so"
            ],
        );
    }

    #[test]
    fn is_silent_on_static_musl() {
        let facts = lookups(program(), Lookup::Cgo, Lookup::Cgo).mode(LinkMode::Static);
        assert!(messages(check, &facts).is_empty());
    }

    #[test]
    fn is_silent_on_netgo_and_on_dynamic_files() {
        let own = glibc(lookups(program(), Lookup::Go, Lookup::NotLinked)).mode(LinkMode::Static);
        assert!(messages(check, &own).is_empty());
        let dynamic = glibc(lookups(program(), Lookup::Cgo, Lookup::Cgo)).mode(LinkMode::Dynamic);
        assert!(messages(check, &dynamic).is_empty());
    }

    #[test]
    fn is_silent_on_nothing() {
        assert!(messages(check, &program()).is_empty());
    }
}
