//! `duplicate-go-runtime`

use diagnostic::Finding;

use crate::Subject;
use crate::rule::declare_rule;

declare_rule! {
    /// ## What it does
    /// Reports a Go program or library that needs a shared library with a Go runtime of its own
    /// (`-buildmode=c-shared`), as far as the same run of cgone met that library.
    ///
    /// ## Why it matters
    /// Both runtimes live in one process and know nothing of each other: two schedulers, two garbage
    /// collectors, two sets of handlers for the same signals, of which the one that was installed last gets
    /// all. A pointer from one heap is garbage to the other's collector, `GOMAXPROCS` and `GOMEMLIMIT`
    /// count twice, and `os/signal`, profiling and preemption of one can disturb the other. The Go project
    /// does not support it (golang/go issues 18976, 65050). The level is `warn`: it may run for a long time
    /// before it hangs, and nothing in the build says so.
    ///
    /// ## Example
    /// ```console
    /// $ go build -buildmode=c-shared -o dist/libexample.so ./cmd/library
    /// $ CGO_LDFLAGS='-Ldist -lexample' go build -o dist/app ./cmd/calls-library
    /// $ cgone audit dist
    /// ```
    ///
    /// ## Known limits
    /// Only libraries that the same run met count: audit the folder that holds both. A library in between
    /// that needs the Go library in turn hides it, and so does `dlopen`. Two Go libraries in a program that
    /// is not Go are not reported. Which file the loader will take depends on the target's search path; the
    /// finding names the one that was met.
    "duplicate-go-runtime",
    "a Go binary needs a library with a Go runtime of its own",
    Warn,
    since "0.2.0",
    check,
    in Loading
}

fn check(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    if subject.go.is_none() {
        return;
    }
    for library in subject.go_libraries {
        let needed = subject.loading.needed.iter();
        let Some(needed) = needed.clone().find(|n| n.value == library.needed) else {
            continue;
        };
        let mut evidence = vec![needed.evidence()];
        evidence.extend(library.evidence.iter().cloned());
        let mut finding = RULE.finding(
            format!(
                "the binary needs `{}`, and `{}` holds a Go runtime of its own",
                library.needed, library.path
            ),
            evidence,
            "import the library's package instead of linking its c-shared form, so that one runtime serves \
             both; or run it as a process of its own, which costs a call between processes",
        );
        library.needed.clone_into(&mut finding.subject);
        found.push(finding);
    }
}

#[cfg(test)]
mod tests {
    use diagnostic::Place;

    use super::*;
    use crate::examples::{Observed, program};
    use crate::{GoLibrary, Requirements};

    fn found(needs: &[&str], go: bool) -> Vec<String> {
        let mut facts = program().needs(needs);
        if !go {
            facts.go = None;
        }
        let libraries = [GoLibrary {
            needed: "libexample.so".to_owned(),
            path: "dist/libexample.so".to_owned(),
            evidence: vec![Place::new("pclntab").at(0x900).value("1700 functions")],
        }];
        let subject = Subject {
            facts: &facts,
            wanted: &Requirements::default(),
            go_libraries: &libraries,
            placed: None,
        };
        let mut found = Vec::new();
        check(&subject, &mut found);
        assert!(
            found
                .iter()
                .all(|f| f.evidence.len() == 2 && f.help.is_some())
        );
        found.into_iter().map(|finding| finding.message).collect()
    }

    #[test]
    fn fires_on_a_needed_go_library() {
        assert_eq!(
            found(&["libexample.so", "libc.so.6"], true),
            [
                "the binary needs `libexample.so`, and `dist/libexample.so` holds a Go runtime of its own"
            ],
        );
    }

    #[test]
    fn is_silent_on_a_library_that_is_not_needed() {
        assert_eq!(found(&["libc.so.6"], true), [""; 0]);
    }

    #[test]
    fn is_silent_on_a_program_without_go() {
        assert_eq!(found(&["libexample.so"], false), [""; 0]);
    }

    #[test]
    fn is_silent_on_nothing() {
        assert_eq!(crate::examples::messages(check, &program()), [""; 0]);
    }
}
