//! What would remove a need: the build line, what it changes, what is needed then.

use gobin::{CgoState, Facts, Lookup};

use super::Remedy;
use super::question::{Question, has_cgo};

/// Every way, the mildest first.
pub(super) fn remedies(facts: &Facts, question: &Question) -> Vec<Remedy> {
    let mut ways = Vec::new();
    match question {
        Question::Cpu(_) => ways.extend(cpu(facts)),
        Question::Interpreter(_) if facts.loading.needed.is_empty() => ways.push(no_pie(facts)),
        Question::Hosts => ways.extend(tags(facts, "netgo")),
        Question::Users => ways.extend(tags(facts, "osusergo")),
        Question::Version(version) => {
            ways.extend(older_glibc(facts, version));
            ways.extend(without_cgo(facts));
        }
        _ => ways.extend(without_cgo(facts)),
    }
    ways
}

/// `go build OPTIONS PACKAGE`, with the package that the build info names.
fn build(facts: &Facts, before: &str, options: &str) -> String {
    let info = facts.go.as_ref().and_then(|go| go.build_info.as_ref());
    let path = info.and_then(|info| info.path.as_deref());
    let path = path
        .filter(|path| *path != "command-line-arguments")
        .unwrap_or(".");
    let words = [before, "go build", options, path];
    let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

const STATIC: &str = "it needs no loader and no library, and starts on every Linux of its machine";

fn no_pie(facts: &Facts) -> Remedy {
    Remedy {
        build: build(facts, "CGO_ENABLED=0", "-buildmode=exe"),
        changes: "it is loaded at a fixed address".to_owned(),
        then: STATIC.to_owned(),
        makes_static: true,
    }
}

/// Without cgo; what that changes depends on who calls C.
fn without_cgo(facts: &Facts) -> Option<Remedy> {
    if !has_cgo(facts) {
        return None;
    }
    let users: Vec<&str> = facts
        .cgo
        .packages
        .iter()
        .filter(|p| !p.std)
        .map(|p| p.path.as_str())
        .collect();
    let changes = match (users.as_slice(), facts.cgo.state.value) {
        (_, Some(CgoState::Fake)) => return None,
        ([], _) => lookups(facts),
        (users, _) => format!(
            "{} must do without C, be replaced or left out by a tag: as it is, it does not compile or becomes a stub",
            users.join(", ")
        ),
    };
    let pie = facts.loading.pie.is(&true);
    Some(Remedy {
        build: build(
            facts,
            "CGO_ENABLED=0",
            if pie { "-buildmode=exe" } else { "" },
        ),
        changes,
        then: STATIC.to_owned(),
        makes_static: true,
    })
}

fn lookups(facts: &Facts) -> String {
    let hosts = facts.runtime.dns.is(&Lookup::Cgo).then_some(
        "hosts are looked up by Go's own code in /etc/hosts and by /etc/resolv.conf, without mDNS, LDAP and other NSS \
         modules",
    );
    let users = facts
        .runtime
        .users
        .is(&Lookup::Cgo)
        .then_some("users are read from /etc/passwd alone, without LDAP and other NSS modules");
    let parts: Vec<&str> = hosts.into_iter().chain(users).collect();
    if parts.is_empty() {
        return "nothing that the bytes tell".to_owned();
    }
    parts.join("; ")
}

/// A tag takes one package's C away; the program stays as it is if others call C.
fn tags(facts: &Facts, tag: &str) -> Option<Remedy> {
    let package = if tag == "netgo" { "net" } else { "os/user" };
    let asks_c = match tag {
        "netgo" => facts.runtime.dns.is(&Lookup::Cgo),
        _ => facts.runtime.users.is(&Lookup::Cgo),
    };
    if !asks_c {
        return None;
    }
    let others = facts.cgo.packages.iter().any(|found| found.path != package);
    Some(Remedy {
        build: build(facts, "", &format!("-tags={tag}")),
        changes: lookups(facts),
        then: if others {
            "other packages still call C, so that it needs what it needs now".to_owned()
        } else {
            STATIC.to_owned()
        },
        makes_static: !others,
    })
}

fn cpu(facts: &Facts) -> Option<Remedy> {
    let (variable, least) = match facts.arch.goarch()? {
        "amd64" => ("GOAMD64", "v1"),
        "arm" => ("GOARM", "5"),
        _ => return None,
    };
    let level = facts.runtime.cpu_level.value.as_deref()?;
    if level.split(',').next() == Some(least) {
        return None;
    }
    Some(Remedy {
        build: build(facts, &format!("{variable}={least}"), ""),
        changes: "the compiler uses no newer instructions, or tests for them first".to_owned(),
        then: "it starts on every CPU of its machine".to_owned(),
        makes_static: false,
    })
}

/// Linked against an older glibc, the same code needs older versions.
fn older_glibc(facts: &Facts, version: &str) -> Option<Remedy> {
    let minor: u32 = version
        .strip_prefix("GLIBC_2.")?
        .split('.')
        .next()?
        .parse()
        .ok()?;
    let machine = match facts.arch.goarch()? {
        "amd64" => "x86_64-linux-gnu",
        "arm64" => "aarch64-linux-gnu",
        "riscv64" => "riscv64-linux-gnu",
        _ => return None,
    };
    // The oldest that all of these machines have, or one below what is asked about.
    let oldest = if machine.starts_with("riscv64") {
        27
    } else {
        17
    };
    let target = minor.checked_sub(1)?.min(31);
    if target < oldest || !has_cgo(facts) {
        return None;
    }
    let cc = format!("CGO_ENABLED=1 CC='zig cc -target {machine}.2.{target}'");
    Some(Remedy {
        build: build(facts, &cc, ""),
        changes: "nothing: the same code, linked against an older glibc".to_owned(),
        then: format!(
            "it needs no version above GLIBC_2.{target}; libraries other than libc must be there for that target"
        ),
        makes_static: false,
    })
}
