//! `cgo-stub-driver`

use diagnostic::Finding;
use gobin::LinkedStub;

use crate::Subject;
use crate::rule::declare_rule;

declare_rule! {
    /// ## What it does
    /// Reports a package that was built without the cgo that it needs, so that a stub is linked in its place
    /// and fails when it is used.
    ///
    /// ## Why it matters
    /// The build succeeds, tests that do not touch the package pass, and the first query says
    /// `Binary was compiled with 'CGO_ENABLED=0', go-sqlite3 requires cgo to work. This is a stub`. cgo turns
    /// itself off where no C compiler is found and in every cross build. A linked stub is of no use to
    /// anybody, so the level is `warn`; a program that brings the package along unused may set it to `allow`.
    ///
    /// ## Example
    /// ```console
    /// $ CGO_ENABLED=0 go build ./cmd/uses-go-sqlite3
    /// $ cgone audit ./uses-go-sqlite3
    /// ```
    ///
    /// ## Known limits
    /// What tells is the stub's source file among those with live code, so stripped files are judged too. The
    /// list of stubs (`crates/gobin/src/stubs.tsv`) holds what was read in the modules' sources; a package
    /// that is not in it, such as one that merely does not register its driver without cgo, is not noticed.
    /// A stub that the compiler put into its callers whole (those of go-systemd are one line each) leaves
    /// nothing of its file, and is not noticed either. Where a function of a stub is linked, some code calls it, but nothing proves that it is called at run
    /// time.
    "cgo-stub-driver",
    "a package that needs cgo is linked as the stub that fails at run time",
    Warn,
    since "0.2.0",
    check,
    in Cgo
}

fn check(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    found.extend(subject.linked.stubs.iter().map(finding));
}

fn finding(linked: &LinkedStub) -> Finding {
    let stub = linked.stub;
    let mut finding = RULE.finding(
        format!("`{}` is linked as a stub ({}): {}", stub.module, stub.file, stub.fails),
        vec![linked.file.evidence()],
        format!(
            "the stub is what is built {}: build with `CGO_ENABLED=1` and a C compiler for the target, which \
             makes the program dynamic, or replace the package by one in pure Go",
            stub.chosen
        ),
    );
    finding.subject = format!("{} {}", stub.module, stub.file);
    finding
}

#[cfg(test)]
mod tests {
    use diagnostic::{Located, Place};
    use gobin::{Facts, LinkedPackage, LinkedStub, STUBS};

    use super::check;
    use crate::examples::{messages, program};

    fn with_stub(module: &str) -> Facts {
        let stub = STUBS.iter().find(|stub| stub.module == module).unwrap();
        let path = format!("{module}@v1.0.0/{}", stub.file);
        let place = Place::new("pclntab file").at(0x5000);
        let mut facts = program();
        facts.linked.stubs.push(LinkedStub {
            stub,
            file: Located::new(path, place),
        });
        facts
    }

    #[test]
    fn fires_on_a_linked_stub() {
        assert_eq!(
            messages(check, &with_stub("golang.design/x/clipboard")),
            [
                "`golang.design/x/clipboard` is linked as a stub (clipboard_nocgo.go): `Init`, `Read`, `Write` \
                 and `Watch` panic: `clipboard: cannot use when CGO_ENABLED=0`"
            ],
        );
    }

    #[test]
    fn fires_once_for_each_file() {
        let mut facts = with_stub("github.com/mattn/go-sqlite3");
        facts
            .linked
            .stubs
            .extend(with_stub("github.com/karalabe/hid").linked.stubs);
        assert_eq!(messages(check, &facts).len(), 2);
    }

    #[test]
    fn is_silent_without_a_stub() {
        let mut facts = program();
        let place = Place::new("pclntab file").at(0x40);
        facts.linked.debug_packages.push(LinkedPackage {
            path: "testing",
            file: Located::new("testing/testing.go".to_owned(), place),
        });
        assert!(messages(check, &facts).is_empty());
    }

    #[test]
    fn is_silent_on_nothing() {
        assert!(messages(check, &program()).is_empty());
    }
}
