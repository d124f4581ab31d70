//! `static-requested-dynamic-built`

use diagnostic::{Finding, Located};
use gobin::{Facts, LinkMode, Linking};

use crate::Subject;
use crate::recorded;
use crate::rule::declare_rule;

declare_rule! {
    /// ## What it does
    /// Reports a program whose recorded linker flags ask the host linker for `-static` or `-static-pie`
    /// and which needs a loader all the same.
    ///
    /// ## Why it matters
    /// `-extldflags` reaches the host linker only, and Go often links without it: a program whose only
    /// cgo is that of net or os/user, and any program without cgo, is written by Go's own linker, which
    /// ignores the flag without a word. The build succeeds and the image from `scratch` does not start.
    ///
    /// ## Example
    /// ```console
    /// $ go build -ldflags='-extldflags=-static' ./cmd/looks-up-hosts
    /// $ cgone audit ./looks-up-hosts
    /// ```
    ///
    /// ## Known limits
    /// `-trimpath` keeps Go from recording `-ldflags`; then nothing tells what was asked for. The tags `netgo`, `osusergo` and `static_build` are only a hint and
    /// are not taken as a request.
    "static-requested-dynamic-built",
    "a static binary was asked for, a dynamic one was built",
    Warn,
    since "0.1.0",
    check,
    in Loading
}

fn check(facts: &Subject<'_>, found: &mut Vec<Finding>) {
    let Some(ldflags) = recorded::setting(facts, "-ldflags") else {
        return;
    };
    let flags = &ldflags.value.1;
    let Some(asked) = ["static", "static-pie"]
        .into_iter()
        .find(|flag| recorded::asks_host_linker(flags, flag))
    else {
        return;
    };
    if !needs_loader(facts) {
        return;
    }
    let mut evidence = vec![recorded::evidence(ldflags)];
    evidence.extend(facts.loading.interpreter.iter().map(Located::evidence));
    evidence.extend(facts.loading.needed.iter().map(Located::evidence));
    evidence.extend(facts.link.linking.evidence.iter().take(1).cloned());
    found.push(RULE.finding(
        format!("`-extldflags=-{asked}` was asked for, but the binary needs a loader"),
        evidence,
        help(facts, asked),
    ));
}

fn needs_loader(facts: &Facts) -> bool {
    matches!(
        facts.link.mode.value,
        Some(LinkMode::Dynamic | LinkMode::DynamicWithoutLibraries)
    )
}

fn help(facts: &Facts, asked: &str) -> String {
    if facts.link.linking.is(&Linking::External) {
        return format!(
            "the host linker ran and left the binary dynamic: look for a later flag that undoes \
             `-{asked}` (`-pie`, `-Wl,-Bdynamic`); or build with `CGO_ENABLED=0`, which takes DNS and \
             users from Go's own code"
        );
    }
    format!(
        "build with `CGO_ENABLED=0`, which takes DNS and users from Go's own code instead of the C \
         library's; or keep the C library with `-ldflags='-linkmode=external -extldflags=-{asked}'`"
    )
}

#[cfg(test)]
mod tests {
    use gobin::LinkMode;

    use super::check;
    use crate::examples::{Observed, built_with, messages, program};

    #[test]
    fn fires_when_the_internal_linker_ignored_the_flag() {
        let facts = built_with(&[("-ldflags", "-extldflags=-static")]).mode(LinkMode::Dynamic);
        assert_eq!(
            messages(check, &facts),
            ["`-extldflags=-static` was asked for, but the binary needs a loader"],
        );
    }

    #[test]
    fn is_silent_when_static_came_out() {
        let facts = built_with(&[("-ldflags", "-linkmode=external -extldflags '-static'")]);
        assert!(messages(check, &facts.mode(LinkMode::Static)).is_empty());
    }

    #[test]
    fn is_silent_on_static_libgcc() {
        let facts = built_with(&[("-ldflags", "-extldflags=-static-libgcc")]);
        assert!(messages(check, &facts.mode(LinkMode::Dynamic)).is_empty());
    }

    #[test]
    fn is_silent_on_nothing() {
        assert!(messages(check, &program().mode(LinkMode::Dynamic)).is_empty());
    }
}
