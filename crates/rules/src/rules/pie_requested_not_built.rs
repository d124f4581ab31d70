//! `pie-requested-not-built`

use crate::Subject;
use crate::recorded;
use crate::rule::declare_rule;
use diagnostic::Finding;

declare_rule! {
    /// ## What it does
    /// Reports a program whose build info records `-buildmode=pie` and which loads at a fixed address.
    ///
    /// ## Why it matters
    /// A program that loads at a fixed address gets no address space randomisation for its code. The
    /// build info, and every tool that trusts it, says the opposite. The known way to get there is
    /// `-buildmode=pie` with `-extldflags=-static` and cgo: the host linker lets `-static` win and
    /// drops the position independence without a warning.
    ///
    /// ## Example
    /// ```console
    /// $ go build -buildmode=pie -ldflags='-linkmode=external -extldflags=-static' ./cmd/with-cgo
    /// $ cgone audit ./with-cgo
    /// ```
    ///
    /// ## Known limits
    /// Go 1.19 and older did not record `-buildmode`.
    "pie-requested-not-built",
    "a position-independent executable was asked for, a fixed one was built",
    Warn,
    since "0.1.0",
    check,
    in Loading
}

fn check(facts: &Subject<'_>, found: &mut Vec<Finding>) {
    let Some(mode) = recorded::setting_is(facts, "-buildmode", "pie") else {
        return;
    };
    if !facts.loading.pie.is(&false) {
        return;
    }
    let mut evidence = vec![recorded::evidence(mode)];
    evidence.extend(facts.loading.pie.evidence.iter().cloned());
    evidence.extend(recorded::setting(facts, "-ldflags").map(recorded::evidence));
    found.push(RULE.finding(
        "`-buildmode=pie` was asked for, but the binary loads at a fixed address",
        evidence,
        "build with `-ldflags='-linkmode=external -extldflags=-static-pie'`: the binary stays static \
         and loads at a random address",
    ));
}

#[cfg(test)]
mod tests {
    use diagnostic::{Fact, Place};
    use gobin::Facts;

    use super::check;
    use crate::examples::{built_with, messages, program};

    fn pie(mut facts: Facts, pie: bool) -> Facts {
        let kind = if pie { "ET_DYN" } else { "ET_EXEC" };
        let evidence = Place::new("ELF header").name("e_type").at(0x10).value(kind);
        facts.loading.pie = Fact::known(pie, vec![evidence]);
        facts
    }

    #[test]
    fn fires_on_a_fixed_executable() {
        let facts = pie(built_with(&[("-buildmode", "pie")]), false);
        assert_eq!(
            messages(check, &facts),
            ["`-buildmode=pie` was asked for, but the binary loads at a fixed address"],
        );
    }

    #[test]
    fn is_silent_when_a_pie_came_out() {
        let facts = pie(built_with(&[("-buildmode", "pie")]), true);
        assert!(messages(check, &facts).is_empty());
    }

    #[test]
    fn is_silent_on_nothing() {
        assert!(messages(check, &pie(program(), false)).is_empty());
    }
}
