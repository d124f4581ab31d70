//! `packed-executable`

use crate::Subject;
use crate::rule::declare_rule;
use diagnostic::Finding;

declare_rule! {
    /// ## What it does
    /// Reports a file that a packer such as UPX compressed.
    ///
    /// ## Why it matters
    /// What the loader sees is the packer's stub, always static, and what runs is something else: a
    /// static stub may unpack a dynamic program. `file`, `ldd` and checks for a static binary pass.
    /// Scanners see no modules. Some hosts refuse memory that is writable and executable, and virus
    /// scanners distrust the packer.
    ///
    /// ## Example
    /// ```console
    /// $ upx ./app
    /// $ cgone audit ./app
    /// ```
    ///
    /// ## Known limits
    /// Packers are known by their own marks; one whose marks were erased is not recognised.
    "packed-executable",
    "a packer compressed the file, so its facts are those of the stub",
    Warn,
    since "0.1.0",
    check,
    in Loading
}

fn check(facts: &Subject<'_>, found: &mut Vec<Finding>) {
    let Some(packer) = &facts.packed else {
        return;
    };
    found.push(RULE.finding(
        format!("the file is packed with {}", packer.value),
        vec![packer.evidence()],
        "audit the file before it is packed, or unpack it (`upx -d`) and audit that; shipping it unpacked \
         costs disk space and saves memory, because unpacked pages are shared and loaded on demand",
    ));
}

#[cfg(test)]
mod tests {
    use diagnostic::{Located, Place};

    use super::check;
    use crate::examples::{built_with, messages, program};

    #[test]
    fn fires_on_upx() {
        let mut facts = program();
        facts.go = None;
        let place = Place::new("packer header").name("UPX!").at(0xe8);
        facts.packed = Some(Located::new("UPX 3.96".to_owned(), place));
        assert_eq!(
            messages(check, &facts),
            ["the file is packed with UPX 3.96"]
        );
    }

    #[test]
    fn is_silent_on_a_program_that_mentions_upx() {
        assert!(messages(check, &built_with(&[("-tags", "UPX!")])).is_empty());
    }

    #[test]
    fn is_silent_on_nothing() {
        assert!(messages(check, &program()).is_empty());
    }
}
