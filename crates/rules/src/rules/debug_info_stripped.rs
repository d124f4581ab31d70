//! `debug-info-stripped`

use diagnostic::{Evidence, Finding, Place};
use gobin::LinkMode;
use image::Format;

use crate::Subject;
use crate::recorded;
use crate::rule::declare_rule;

declare_rule! {
    /// ## What it does
    /// Records a program without DWARF, and says whether its symbol table is gone too.
    ///
    /// ## Why it matters
    /// Most releases are stripped to be smaller, and nothing fails by it: the level is `allow`. What is lost is
    /// a debugger's view: delve and gdb show no variables, core files tell little, and of C code linked in not
    /// even names are left. What stays is Go's own function table: panics, tracebacks, `pprof` and this audit
    /// still name functions and lines. Set the rule to `deny` for programs whose core files must be readable.
    ///
    /// ## Example
    /// ```console
    /// $ go build -ldflags='-s -w' ./cmd/app
    /// $ cgone audit --deny debug-info-stripped ./app
    /// ```
    ///
    /// ## Known limits
    /// DWARF is looked for by its sections: a file without a section table has none that a debugger finds.
    /// Debug files that are kept elsewhere (`.gnu_debuglink`, a debuginfod server) are not looked for. WASM and
    /// XCOFF files, archives and packed files are passed over.
    "debug-info-stripped",
    "no DWARF for a debugger",
    Allow,
    since "0.2.0",
    check,
    in Provenance
}

fn check(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let debuggable = matches!(subject.format, Format::Elf | Format::MachO | Format::Pe);
    let whole = subject.packed.is_none() && !subject.link.mode.is(&LinkMode::Archive);
    if subject.go.is_none() || !debuggable || !whole || subject.loading.dwarf {
        return;
    }
    let message = if subject.loading.symtab {
        "the file has no DWARF; its symbol table is there"
    } else {
        "the file has neither DWARF nor a symbol table"
    };
    let mut finding = RULE.finding(
        message,
        evidence(subject),
        "build without `-ldflags='-s -w'` and without `strip`: the program behaves the same, the file grows by a \
         third or more; or keep the unstripped file beside the release",
    );
    finding.subject = "DWARF".to_owned();
    found.push(finding);
}

fn evidence(subject: &Subject<'_>) -> Vec<Evidence> {
    let lacking = if subject.loading.symtab {
        "0 sections with DWARF"
    } else {
        "0 sections with DWARF, 0 symbol tables"
    };
    let mut evidence = vec![Place::new("section table").value(lacking)];
    let ldflags = recorded::setting(subject, "-ldflags").filter(|flags| {
        recorded::words(&flags.value.1).any(|word| matches!(word, "-s" | "-w" | "--s" | "--w"))
    });
    evidence.extend(ldflags.map(recorded::evidence));
    evidence
}

#[cfg(test)]
mod tests {
    use gobin::{Facts, LinkMode};
    use image::Format;

    use super::check;
    use crate::examples::{Observed, built_with, messages, program};

    fn with(mut facts: Facts, symtab: bool, dwarf: bool) -> Facts {
        facts.loading.symtab = symtab;
        facts.loading.dwarf = dwarf;
        facts
    }

    #[test]
    fn fires_on_a_stripped_file() {
        let facts = with(built_with(&[("-ldflags", "-s -w")]), false, false);
        assert_eq!(
            messages(check, &facts),
            ["the file has neither DWARF nor a symbol table"]
        );
        let facts = with(program(), true, false);
        assert_eq!(
            messages(check, &facts),
            ["the file has no DWARF; its symbol table is there"]
        );
    }

    #[test]
    fn is_silent_on_dwarf_and_on_what_never_has_it() {
        assert!(messages(check, &with(program(), true, true)).is_empty());
        assert!(messages(check, &program().mode(LinkMode::Archive)).is_empty());
        let mut wasm = program();
        wasm.format = Format::Wasm;
        assert!(messages(check, &wasm).is_empty());
    }

    #[test]
    fn is_silent_on_a_file_that_is_not_go() {
        let mut facts = program();
        facts.go = None;
        assert!(messages(check, &facts).is_empty());
    }
}
