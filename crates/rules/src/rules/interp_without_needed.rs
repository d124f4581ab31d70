//! `interp-without-needed`

use diagnostic::{Evidence, Finding, Place};
use gobin::Facts;

use crate::Subject;
use crate::recorded;
use crate::rule::declare_rule;
use crate::systems;

declare_rule! {
    /// ## What it does
    /// Reports a program that names a loader (program interpreter) but needs no shared library.
    ///
    /// ## Why it matters
    /// The kernel does not start the program where the loader is missing. An image built from
    /// `scratch`, distroless static or Alpine answers `no such file or directory`, although the file
    /// is there, `readelf -d` shows no library and `ldd` calls it "statically linked".
    ///
    /// The usual cause is `-buildmode=pie`: Go's own linker writes a position-independent executable
    /// that leaves its relocations to the loader, with cgo or without. `-ldflags=-extldflags=-static`
    /// does not help, because no host linker runs.
    ///
    /// ## Example
    /// ```console
    /// $ CGO_ENABLED=0 go build -buildmode=pie .
    /// $ cgone audit ./app
    /// ```
    ///
    /// ## Known limits
    /// A library that is opened at run time with `dlopen` leaves no trace in the file. Android is left
    /// out: its loader is part of every system, and Go builds nothing else there.
    "interp-without-needed",
    "a loader is required though no shared library is",
    Warn,
    since "0.1.0",
    check,
    in Loading
}

fn check(facts: &Subject<'_>, found: &mut Vec<Finding>) {
    let Some(loader) = &facts.loading.interpreter else {
        return;
    };
    if facts.go.is_none()
        || !facts.loading.needed.is_empty()
        || systems::is_one_of(facts, &["android"])
    {
        return;
    }
    let mut evidence = vec![loader.evidence(), no_library()];
    evidence.extend(recorded::setting(facts, "-buildmode").map(recorded::evidence));
    found.push(RULE.finding(
        format!(
            "the binary needs the loader `{}` but no shared library",
            loader.value
        ),
        evidence,
        help(facts, &loader.value),
    ));
}

fn no_library() -> Evidence {
    Place::new("needed libraries").value("none")
}

fn help(facts: &Facts, loader: &str) -> String {
    let cause = if facts.loading.pie.is(&true) {
        "build with `-buildmode=exe`: the program then loads at a fixed address, without the loader"
    } else {
        "build with `CGO_ENABLED=0` and without a `//go:cgo_import_dynamic` that names no library"
    };
    format!("{cause}; or ship `{loader}` with it")
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::examples::{Observed, built_with, messages, program};

    const LOADER: &str = "/lib64/ld-linux-x86-64.so.2";

    #[test]
    fn fires_on_a_pie_without_needed() {
        let facts = built_with(&[("-buildmode", "pie")]).loader(LOADER);
        assert_eq!(
            messages(check, &facts),
            ["the binary needs the loader `/lib64/ld-linux-x86-64.so.2` but no shared library"],
        );
    }

    #[test]
    fn is_silent_on_a_cgo_binary() {
        let facts = program().loader(LOADER).needs(&["libc.so.6"]);
        assert!(messages(check, &facts).is_empty());
    }

    #[test]
    fn is_silent_on_android() {
        let facts = program().loader("/system/bin/linker64").os("android");
        assert!(messages(check, &facts).is_empty());
    }

    #[test]
    fn is_silent_on_a_static_binary() {
        assert!(messages(check, &program()).is_empty());
    }
}
