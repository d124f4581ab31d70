//! `glibc-floor`

mod brought_by;

use std::cmp::Ordering;

use diagnostic::{Evidence, Finding};
use gobin::{CgoState, Facts, GlibcNeed, compare_versions};

use crate::Subject;
use crate::rule::declare_rule;
use brought_by::Bringer;

declare_rule! {
    /// ## What it does
    /// Reports a binary that needs a newer glibc than the policy's requirement `max-glibc` names, with the
    /// symbols that need it and who brings them in. Without that requirement it says nothing: which glibc
    /// is needed stands on the screen and in machine output (`link.max_versions`), and only the reader
    /// knows where the binary is going.
    ///
    /// ## Why it matters
    /// On a system with an older glibc the loader refuses the program: ``version `GLIBC_2.34' not found``.
    /// The linker takes the newest version of each function that the building machine has, whether or not
    /// the program needs what is new about it. With cgo of any kind, `GLIBC_2.32` and `GLIBC_2.34` usually
    /// come from runtime/cgo's own calls: `pthread_sigmask`, `pthread_getattr_np`, `pthread_create` and
    /// their kin moved from libpthread into libc there. The level is `deny` because the policy named the
    /// oldest target.
    ///
    /// ## Example
    /// ```toml
    /// [require]
    /// max-glibc = "2.31"
    /// ```
    /// ```console
    /// $ go build ./cmd/looks-up-hosts
    /// $ cgone audit ./looks-up-hosts
    /// ```
    ///
    /// ## Known limits
    /// Only the file's own needs count: its libraries, and what it opens with `dlopen`, may need more.
    /// Versions that are only wished for (weak) are passed over, as the loader does. musl ignores versions.
    /// A function that both runtime/cgo and other C code use is said to be runtime/cgo's, which would need
    /// it alone. A static binary has glibc in itself and needs no version.
    "glibc-floor",
    "a newer glibc is needed than the policy names",
    Deny,
    since "0.2.0",
    check,
    in Loading
}

/// Symbols shown as evidence of one version.
const SHOWN: usize = 4;

fn check(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let Some(wanted) = &subject.wanted.max_glibc else {
        return;
    };
    let limit = wanted.value.as_str();
    let above = above(subject, limit);
    let Some(highest) = above.first() else {
        return;
    };
    let evidence = above.iter().flat_map(|need| evidence(subject, need));
    let mut finding = RULE.violation(
        wanted,
        message(highest, limit),
        evidence.collect(),
        help(subject, &above, limit),
    );
    finding.subject = format!("GLIBC_{}", highest.version);
    found.push(finding);
}

/// The needs above the limit, the highest first.
fn above<'f>(facts: &'f Facts, limit: &str) -> Vec<&'f GlibcNeed> {
    let needs = facts.link.glibc.iter().filter(|need| !need.weak);
    let mut above: Vec<&GlibcNeed> = needs
        .filter(|need| {
            release(&need.version)
                .is_some_and(|release| compare_versions(release, limit) == Ordering::Greater)
        })
        .collect();
    above.sort_by(|a, b| {
        let releases = [b, a].map(|need| release(&need.version).unwrap_or_default());
        compare_versions(releases[0], releases[1])
    });
    above
}

/// More than any release.
const NO_RELEASE: &str = "999";

/// The glibc release that first had a version. `PRIVATE` is promised by none; of other names without a number
/// nothing is known.
fn release(version: &str) -> Option<&str> {
    match version {
        "PRIVATE" => Some(NO_RELEASE),
        "ABI_DT_RELR" => Some("2.36"),
        numbers if numbers.starts_with(|c: char| c.is_ascii_digit()) => Some(numbers),
        _ => None,
    }
}

fn message(need: &GlibcNeed, limit: &str) -> String {
    let version = &need.version;
    if version == "PRIVATE" {
        return "the binary needs `GLIBC_PRIVATE`, which belongs to one build of glibc alone"
            .to_owned();
    }
    let symbols = match (need.named.first(), need.symbols.saturating_sub(1)) {
        (None, _) => String::new(),
        (Some(first), 0) => format!(" for `{}`", first.name),
        (Some(first), more) => format!(" for `{}` and {more} more", first.name),
    };
    format!("the binary needs `GLIBC_{version}`{symbols}, and `{limit}` is the highest allowed")
}

/// The version need, then its symbols with who brings each.
fn evidence(facts: &Facts, need: &GlibcNeed) -> Vec<Evidence> {
    let version = format!("GLIBC_{}", need.version);
    let symbols = need.named.iter().take(SHOWN).map(|symbol| {
        let who = Bringer::of(symbol, &facts.cgo).describe();
        let value = format!("{}@{version}, {who}", symbol.name);
        symbol.place.clone().value(value)
    });
    let mut evidence: Vec<Evidence> = symbols.collect();
    evidence.insert(0, need.place.clone().value(version));
    evidence
}

fn help(facts: &Facts, above: &[&GlibcNeed], limit: &str) -> String {
    let mut ways = vec![older_toolchain(facts, limit)];
    if above.iter().any(|need| need.version == "ABI_DT_RELR") {
        ways.push(
            "link with `-Wl,-z,nopack-relative-relocs`, which makes the file larger and drops `GLIBC_ABI_DT_RELR`"
                .to_owned(),
        );
    }
    if matches!(
        facts.cgo.state.value,
        Some(CgoState::RuntimeOnly | CgoState::Std)
    ) {
        ways.push(
            "build with `CGO_ENABLED=0`, which needs no glibc and takes DNS and users from Go's own code, without NSS"
                .to_owned(),
        );
    } else {
        ways.push(
            "link statically against musl (`-ldflags='-linkmode=external -extldflags=-static'`), whose resolver and \
             locales differ from glibc's"
                .to_owned(),
        );
    }
    ways.join("; or ")
}

/// Both link against older versions of the same functions.
fn older_toolchain(facts: &Facts, limit: &str) -> String {
    let target = match facts.arch.goarch() {
        Some("386") => "x86-linux-gnu",
        Some("amd64") => "x86_64-linux-gnu",
        Some("arm") => "arm-linux-gnueabihf",
        Some("arm64") => "aarch64-linux-gnu",
        Some("ppc64le") => "powerpc64le-linux-gnu",
        Some("riscv64") => "riscv64-linux-gnu",
        Some("s390x") => "s390x-linux-gnu",
        _ => {
            return format!(
                "build on a release with glibc {limit} or older, which changes no behaviour"
            );
        }
    };
    format!(
        "build on a release with glibc {limit} or older, or with `CC='zig cc -target {target}.{limit}'`, which \
         links the same functions in their older versions and changes no behaviour"
    )
}

#[cfg(test)]
mod tests {
    use diagnostic::{Finding, Place};
    use gobin::{CgoState, Facts, GlibcNeed, ImportedSymbol};

    use super::check;
    use crate::examples::{Observed, messages, messages_wanting, program, wanted};
    use crate::{Requirements, Subject};

    fn at_most(version: &str) -> Requirements {
        Requirements {
            max_glibc: wanted(version.to_owned()),
            ..Requirements::default()
        }
    }

    fn need(version: &str, symbols: &[&str]) -> GlibcNeed {
        let place = Place::new("version need").index(2).name("libc.so.6");
        GlibcNeed {
            version: version.to_owned(),
            weak: false,
            place: place.at(0x5f0),
            symbols: symbols.len() as u64,
            named: symbols.iter().map(|name| symbol(name)).collect(),
        }
    }

    fn symbol(name: &str) -> ImportedSymbol {
        ImportedSymbol {
            name: name.to_owned(),
            version: None,
            library: None,
            weak: false,
            lazy: None,
            packages: Vec::new(),
            place: Place::new(".dynsym").index(4).at(0x400),
        }
    }

    fn needing(needs: Vec<GlibcNeed>) -> Facts {
        let mut facts = program().cgo(CgoState::Std);
        facts.link.glibc = needs;
        facts
    }

    fn found(facts: &Facts, wanted: &Requirements) -> Vec<Finding> {
        let mut found = Vec::new();
        let subject = Subject {
            facts,
            wanted,
            go_libraries: &[],
            placed: None,
        };
        check(&subject, &mut found);
        found
    }

    #[test]
    fn fires_once_with_every_version_above() {
        let facts = needing(vec![
            need("2.2.5", &["malloc"]),
            need("2.32", &["pthread_sigmask"]),
            need(
                "2.34",
                &["pthread_create", "__libc_start_main", "getentropy"],
            ),
        ]);
        assert_eq!(
            messages_wanting(check, &facts, &at_most("2.31")),
            [
                "the binary needs `GLIBC_2.34` for `pthread_create` and 2 more, and `2.31` is the highest allowed"
            ],
        );
        let finding = &found(&facts, &at_most("2.31"))[0];
        assert_eq!(finding.subject, "GLIBC_2.34");
        let values: Vec<&str> = finding.evidence.iter().map(|e| e.value.as_str()).collect();
        assert_eq!(
            values,
            [
                "GLIBC_2.34",
                "pthread_create@GLIBC_2.34, used by runtime/cgo",
                "__libc_start_main@GLIBC_2.34, called by the C start code",
                "getentropy@GLIBC_2.34, used by C code that is linked in",
                "GLIBC_2.32",
                "pthread_sigmask@GLIBC_2.32, used by runtime/cgo",
            ],
        );
    }

    #[test]
    fn fires_on_a_package_that_calls_it() {
        let mut one = need("2.38", &["strlcpy"]);
        one.named[0].packages = vec!["example.com/c".to_owned()];
        let finding = &found(&needing(vec![one]), &at_most("2.36"))[0];
        assert_eq!(
            finding.evidence[1].value,
            "strlcpy@GLIBC_2.38, called by package example.com/c"
        );
    }

    #[test]
    fn fires_on_what_no_release_or_a_newer_one_promises() {
        let private = needing(vec![need("PRIVATE", &["__libc_early_init"])]);
        assert_eq!(
            messages_wanting(check, &private, &at_most("2.40")),
            ["the binary needs `GLIBC_PRIVATE`, which belongs to one build of glibc alone"],
        );
        let packed = needing(vec![need("ABI_DT_RELR", &[])]);
        assert_eq!(messages_wanting(check, &packed, &at_most("2.35")).len(), 1);
        assert!(messages_wanting(check, &packed, &at_most("2.36")).is_empty());
    }

    #[test]
    fn is_silent_at_the_limit_and_on_weak_needs() {
        let facts = needing(vec![need("2.34", &["pthread_create"])]);
        assert!(messages_wanting(check, &facts, &at_most("2.34")).is_empty());
        let mut weak = need("2.38", &["strlcpy"]);
        weak.weak = true;
        assert!(messages_wanting(check, &needing(vec![weak]), &at_most("2.34")).is_empty());
        let unknown = needing(vec![need("ABI_OTHER", &[])]);
        assert!(messages_wanting(check, &unknown, &at_most("2.34")).is_empty());
    }

    #[test]
    fn is_silent_where_nothing_is_required_or_needed() {
        assert!(messages(check, &needing(vec![need("2.38", &["strlcpy"])])).is_empty());
        assert!(messages_wanting(check, &program(), &at_most("2.17")).is_empty());
    }
}
