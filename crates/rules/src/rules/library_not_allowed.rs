//! `library-not-allowed`

use diagnostic::{Finding, Located};
use gobin::Facts;
use image::Format;

use crate::Subject;
use crate::pattern;
use crate::rule::declare_rule;

declare_rule! {
    /// ## What it does
    /// Reports each shared library that a binary needs and that the policy's requirement
    /// `allowed-libraries` does not name. Without that requirement it says nothing.
    ///
    /// ## Why it matters
    /// A library that the target lacks stops the program before its first line, and each one is somebody
    /// else's code to patch. They come in by `#cgo LDFLAGS` and `pkg-config` of a dependency, so a new
    /// version of a module can bring one unasked. The level is `deny` because the policy named what may
    /// come in.
    ///
    /// ## Example
    /// ```toml
    /// [require]
    /// allowed-libraries = ["libc.so.6", "libresolv.so.*"]
    /// ```
    /// ```console
    /// $ go build ./cmd/uses-sqlite
    /// $ cgone audit ./uses-sqlite
    /// ```
    ///
    /// ## Known limits
    /// Only what the file itself needs is judged, not what its libraries need in turn, nor what it opens
    /// with `dlopen`. A name is compared as written, or its last part where it is a path; on Windows
    /// without regard to case. glibc's loader counts where the file needs it as a library
    /// (`ld-linux-x86-64.so.2`).
    "library-not-allowed",
    "a shared library is needed that the policy does not name",
    Deny,
    since "0.2.0",
    check,
    in Loading
}

fn check(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let Some(wanted) = &subject.wanted.allowed_libraries else {
        return;
    };
    let mut seen: Vec<&str> = Vec::new();
    for needed in &subject.loading.needed {
        let name = needed.value.as_str();
        if seen.contains(&name) || is_allowed(subject, &wanted.value, name) {
            continue;
        }
        seen.push(name);
        let mut finding = RULE.violation(
            wanted,
            format!("the binary needs `{name}`, which is not among the allowed libraries"),
            vec![needed.evidence()],
            help(subject, needed),
        );
        finding.subject = name.to_owned();
        found.push(finding);
    }
}

fn is_allowed(facts: &Facts, patterns: &[String], name: &str) -> bool {
    let last = name.rsplit('/').next().unwrap_or(name);
    if facts.format == Format::Pe {
        let lower = |text: &str| text.to_ascii_lowercase();
        let patterns: Vec<String> = patterns.iter().map(|p| lower(p)).collect();
        return pattern::fits_any(&patterns, &lower(name));
    }
    pattern::fits_any(patterns, name) || pattern::fits_any(patterns, last)
}

fn help(facts: &Facts, needed: &Located<String>) -> String {
    let who: Vec<&str> = facts
        .cgo
        .packages
        .iter()
        .filter(|package| !package.std)
        .map(|package| package.path.as_str())
        .collect();
    let cause = match who.as_slice() {
        [] => "build with `CGO_ENABLED=0`, which takes DNS and users from Go's own code".to_owned(),
        who => format!(
            "drop the package that links it (`{}` call C), or link it statically with \
             `-ldflags='-linkmode=external -extldflags=-static'`, which pins its version into the binary",
            who.join("`, `")
        ),
    };
    format!("{cause}; or add `{}` to `allowed-libraries`", needed.value)
}

#[cfg(test)]
mod tests {
    use gobin::Facts;
    use image::Format;

    use super::check;
    use crate::Requirements;
    use crate::examples::{Observed, messages, messages_wanting, program, wanted};

    fn allowing(patterns: &[&str]) -> Requirements {
        Requirements {
            allowed_libraries: wanted(patterns.iter().map(|p| (*p).to_owned()).collect()),
            ..Requirements::default()
        }
    }

    fn needing(libraries: &[&str]) -> Facts {
        program().needs(libraries)
    }

    #[test]
    fn fires_on_each_library_that_is_not_named() {
        let facts = needing(&["libc.so.6", "libz.so.1", "libz.so.1", "libzstd.so.1"]);
        assert_eq!(
            messages_wanting(check, &facts, &allowing(&["libc.so.6"])),
            [
                "the binary needs `libz.so.1`, which is not among the allowed libraries",
                "the binary needs `libzstd.so.1`, which is not among the allowed libraries",
            ],
        );
    }

    #[test]
    fn fires_on_every_library_where_none_is_allowed() {
        let found = messages_wanting(check, &needing(&["libc.so.6"]), &allowing(&[]));
        assert_eq!(found.len(), 1);
    }

    #[test]
    fn is_silent_on_what_a_pattern_names() {
        let facts = needing(&["libc.so.6", "/usr/lib/libSystem.B.dylib"]);
        let allowed = allowing(&["libc.so.*", "libSystem.*"]);
        assert!(messages_wanting(check, &facts, &allowed).is_empty());
        let mut windows = needing(&["KERNEL32.dll"]);
        windows.format = Format::Pe;
        assert!(messages_wanting(check, &windows, &allowing(&["kernel32.dll"])).is_empty());
    }

    #[test]
    fn is_silent_where_nothing_is_required_or_needed() {
        assert!(messages(check, &needing(&["libz.so.1"])).is_empty());
        assert!(messages_wanting(check, &program(), &allowing(&[])).is_empty());
    }
}
