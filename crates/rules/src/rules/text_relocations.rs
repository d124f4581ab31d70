//! `text-relocations`

use diagnostic::Finding;

use crate::Subject;
use crate::recorded;
use crate::rule::declare_rule;

declare_rule! {
    /// ## What it does
    /// Reports a binary whose loader must write into pages that are otherwise read-only, usually its code.
    ///
    /// ## Why it matters
    /// For the time of loading the code is writable; `SELinux` refuses that (`execmod`), Android has
    /// refused it since version 6, and the pages can no longer be shared between processes. It means that
    /// code which was not compiled for any address (`-fPIC`) was linked into a library or a
    /// position-independent executable: an assembly file, or a static library of somebody else. The level
    /// is `warn`: neither Go's compiler nor a C compiler with its defaults makes such code, and there is a
    /// way out.
    ///
    /// ## Example
    /// ```console
    /// $ go build -buildmode=pie -ldflags=-extldflags=-Wl,-z,notext ./cmd/calls-assembly
    /// $ cgone audit ./calls-assembly
    /// $ readelf -dW ./calls-assembly | grep TEXTREL
    /// ```
    ///
    /// ## Known limits
    /// The mark in the dynamic table is taken at its word: which relocation needs it is not looked for. The
    /// libraries that the binary needs have their own.
    "text-relocations",
    "the loader must write into read-only pages",
    Warn,
    since "0.2.0",
    check,
    in Hardening
}

fn check(facts: &Subject<'_>, found: &mut Vec<Finding>) {
    if facts.go.is_none() || !facts.loading.textrel.is(&true) {
        return;
    }
    let mut evidence = facts.loading.textrel.evidence.clone();
    evidence.extend(recorded::setting(facts, "-buildmode").map(recorded::evidence));
    let mut finding = RULE.finding(
        "relocations are applied to read-only pages, so the loader makes code writable",
        evidence,
        "compile the C and assembly code with `-fPIC` (`CGO_CFLAGS=-fPIC`), and link with \
         `-ldflags='-extldflags=-Wl,-z,text'`, which names the object at fault instead of accepting it; or build \
         with `-buildmode=exe`, which loads at a fixed address",
    );
    "text relocations".clone_into(&mut finding.subject);
    found.push(finding);
}

#[cfg(test)]
mod tests {
    use diagnostic::{Fact, Place};
    use gobin::Facts;

    use super::check;
    use crate::examples::{messages, program};

    fn with_textrel(textrel: bool) -> Facts {
        let mut facts = program();
        let place = Place::new("dynamic entry").index(20).name("DT_TEXTREL");
        facts.loading.textrel = Fact::known(textrel, vec![place.at(0x2dd8).value("0x0")]);
        facts
    }

    #[test]
    fn fires_on_the_mark() {
        assert_eq!(
            messages(check, &with_textrel(true)),
            ["relocations are applied to read-only pages, so the loader makes code writable"],
        );
    }

    #[test]
    fn is_silent_without_the_mark() {
        assert!(messages(check, &with_textrel(false)).is_empty());
    }

    #[test]
    fn is_silent_on_nothing() {
        assert!(messages(check, &program()).is_empty());
    }
}
