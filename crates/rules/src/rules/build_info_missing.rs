//! `build-info-missing`

use diagnostic::{Evidence, Finding, Place};
use gobin::{BuildInfo, Go, LinkMode};

use crate::Subject;
use crate::rule::declare_rule;

declare_rule! {
    /// ## What it does
    /// Reports a Go program without build info.
    ///
    /// ## Why it matters
    /// `go version -m`, vulnerability scanners and SBOM tools read the build info and nothing else. A
    /// program without it is no Go program to them: none of its modules is checked, and no tool says
    /// so.
    ///
    /// ## Example
    /// ```console
    /// $ objcopy --remove-section .go.buildinfo app app.stripped
    /// $ go version -m app.stripped
    /// $ cgone audit app.stripped
    /// ```
    ///
    /// ## Known limits
    /// Go 1.12 and older wrote none, and neither do builds that are not made by the go command. Objects
    /// and archives are passed over, and WASM, which never carries it: the program that links them carries it. Packed files are passed
    /// over: the packer hid it, and `packed-executable` says so.
    "build-info-missing",
    "the program carries no build info",
    Warn,
    since "0.1.0",
    check,
    in Provenance
}

fn check(facts: &Subject<'_>, found: &mut Vec<Finding>) {
    let Some(go) = &facts.go else {
        return;
    };
    let left_out = facts.packed.is_some() || facts.link.mode.is(&LinkMode::Archive);
    let whole = |info: &BuildInfo| info.form != BuildInfo::MODULE_TEXT;
    let never_written = facts
        .os
        .value
        .as_deref()
        .is_some_and(|os| matches!(os, "js" | "wasip1"));
    if go.build_info.as_ref().is_some_and(whole) || left_out || never_written {
        return;
    }
    found.push(RULE.finding(
        "the binary is Go's, but it carries no build info",
        evidence(go),
        "build with Go 1.18 or newer through `go build`, and do not remove the section `.go.buildinfo`: \
         without it, scanners do not see this program's modules",
    ));
}

/// What proves that the file is Go's.
fn evidence(go: &Go) -> Vec<Evidence> {
    let table = go.pclntab.as_ref().map(|table| {
        let value = format!("layout {}, {} functions", table.layout, table.functions);
        table.place.clone().value(value)
    });
    let build_id = go.build_id.as_ref().map(diagnostic::Located::evidence);
    let mut evidence: Vec<Evidence> = table.into_iter().chain(build_id).collect();
    evidence.extend(go.version.evidence.iter().cloned());
    if let Some(text) = &go.build_info {
        evidence.push(
            text.place
                .clone()
                .value("module text without the header that tools look for"),
        );
    }
    evidence
        .push(Place::new("build info").value("none found, neither in its section nor by a scan"));
    evidence
}

#[cfg(test)]
mod tests {
    use diagnostic::{Located, Place};
    use gobin::LinkMode;

    use super::check;
    use crate::examples::{Observed, built_with, messages, program};

    #[test]
    fn fires_on_a_program_without_build_info() {
        assert_eq!(
            messages(check, &program()),
            ["the binary is Go's, but it carries no build info"],
        );
    }

    #[test]
    fn is_silent_when_there_is_build_info_or_a_packer() {
        assert!(messages(check, &built_with(&[])).is_empty());
        assert!(messages(check, &program().mode(LinkMode::Archive)).is_empty());
        let mut packed = program();
        packed.packed = Some(Located::new("UPX".to_owned(), Place::new("file").at(0)));
        assert!(messages(check, &packed).is_empty());
    }

    #[test]
    fn is_silent_on_a_file_that_is_not_go() {
        let mut facts = program();
        facts.go = None;
        assert!(messages(check, &facts).is_empty());
    }
}
