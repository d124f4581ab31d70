//! `plugin-without-cgo`

use diagnostic::Finding;

use crate::Subject;
use crate::rule::declare_rule;
use crate::{recorded, systems};

declare_rule! {
    /// ## What it does
    /// Reports a program that opens Go plugins and in which package `plugin` is only a stub: `plugin.Open`
    /// always fails.
    ///
    /// ## Why it matters
    /// Package `plugin` needs cgo. Built with `CGO_ENABLED=0`, or for a system without plugins, it compiles
    /// all the same, and every `plugin.Open` answers `plugin: not implemented`. Many programs take that for
    /// "no plugins installed" and go on without them. The level is `warn`: the build succeeded, the
    /// function cannot work, and only the reader knows whether it is meant to.
    ///
    /// ## Example
    /// ```console
    /// $ CGO_ENABLED=0 go build ./cmd/opens-plugins
    /// $ cgone audit ./opens-plugins
    /// ```
    ///
    /// ## Known limits
    /// That the stub is linked means that something in the program calls it; whether that is ever reached
    /// is not known. Nothing is said where function names were removed or changed.
    "plugin-without-cgo",
    "package plugin is a stub, so no plugin can be opened",
    Warn,
    since "0.2.0",
    check,
    in Loading
}

/// Where package plugin works with cgo (`src/plugin/plugin_dlopen.go` of Go 1.19 to 1.27).
const WITH_PLUGINS: &[&str] = &["darwin", "freebsd", "linux"];

fn check(facts: &Subject<'_>, found: &mut Vec<Finding>) {
    let stub = &facts.runtime.plugin_stub;
    if !stub.is(&true) {
        return;
    }
    let mut evidence = stub.evidence.clone();
    evidence.extend(recorded::setting(facts, "CGO_ENABLED").map(recorded::evidence));
    evidence.extend(facts.cgo.state.evidence.iter().take(1).cloned());
    let help = if systems::is_one_of(facts, WITH_PLUGINS) {
        "build with `CGO_ENABLED=1`, which makes the program need a loader and the C library, and its plugins the \
         very same toolchain and packages; or load extensions in another way (a process, WebAssembly)"
    } else {
        "there are no Go plugins on this system: load extensions in another way (a process, WebAssembly), or \
         leave that part out by a build tag"
    };
    let mut finding = RULE.finding(
        "`plugin.Open` is linked, and it can only answer `plugin: not implemented`",
        evidence,
        help,
    );
    "plugin.Open".clone_into(&mut finding.subject);
    found.push(finding);
}

#[cfg(test)]
mod tests {
    use diagnostic::{Fact, Place};
    use gobin::Facts;

    use super::check;
    use crate::examples::{Observed, built_with, messages, program};

    fn with_stub(stub: bool) -> Facts {
        let mut facts = built_with(&[("CGO_ENABLED", "0")]);
        let place = Place::new("pclntab file").at(0xc3a01);
        let file = "/usr/lib/go/src/plugin/plugin_stubs.go";
        facts.runtime.plugin_stub = Fact::known(stub, vec![place.value(file)]);
        facts
    }

    #[test]
    fn fires_on_the_stub() {
        for os in ["linux", "windows"] {
            assert_eq!(
                messages(check, &with_stub(true).os(os)),
                ["`plugin.Open` is linked, and it can only answer `plugin: not implemented`"],
            );
        }
    }

    #[test]
    fn is_silent_on_the_working_package() {
        let mut facts = with_stub(false);
        facts.runtime.plugin = Fact::known(true, Vec::new());
        assert!(messages(check, &facts).is_empty());
    }

    #[test]
    fn is_silent_on_nothing() {
        assert!(messages(check, &program()).is_empty());
    }
}
