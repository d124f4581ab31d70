//! `executable-stack`

use diagnostic::Finding;
use gobin::{Facts, LinkMode};
use image::{Arch, Format};

use crate::Subject;
use crate::rule::declare_rule;

declare_rule! {
    /// ## What it does
    /// Reports a binary that asks for an executable stack.
    ///
    /// ## Why it matters
    /// Every thread's stack of C becomes writable and executable, and a bug in the C code is easier to
    /// exploit. `SELinux` refuses it (`cannot enable executable stack`), and glibc 2.41 and newer refuse to
    /// `dlopen` such a library into a process whose stack is not executable, so it also stops programs.
    /// Neither Go's linker nor the host's asks for it on its own: one assembly file without
    /// `.note.GNU-stack`, a nested function of GCC, or `-z execstack` among the linker flags is enough for
    /// the whole binary. The level is `warn`: hardly any binary has it, and none needs it.
    ///
    /// ## Example
    /// ```console
    /// $ go build -ldflags='-linkmode=external -extldflags=-Wl,-z,execstack' ./cmd/calls-c
    /// $ cgone audit ./calls-c
    /// $ readelf -lW ./calls-c | grep GNU_STACK
    /// ```
    ///
    /// ## Known limits
    /// An ELF file without `PT_GNU_STACK` leaves the choice to kernel and loader, and nothing is said. On
    /// 64-bit Windows no stack is executable whatever the header says, so only 32-bit programs are looked
    /// at. Older MIPS toolchains make every stack executable because the kernel's emulation of
    /// floating-point needed it (before Linux 4.8).
    "executable-stack",
    "the binary asks for an executable stack",
    Warn,
    since "0.2.0",
    check,
    in Hardening
}

fn check(facts: &Subject<'_>, found: &mut Vec<Finding>) {
    if facts.go.is_none() || !facts.loading.nx.is(&false) || is_ignored(facts) {
        return;
    }
    found.push(RULE.finding(
        "the stack is executable",
        facts.loading.nx.evidence.clone(),
        help(facts),
    ));
}

/// 64-bit Windows has no executable stacks (Microsoft: "Data Execution Prevention").
fn is_ignored(facts: &Facts) -> bool {
    facts.format == Format::Pe && facts.arch != Arch::Go("386")
}

fn help(facts: &Facts) -> &'static str {
    match facts.link.mode.value {
        Some(LinkMode::SharedLibrary | LinkMode::Plugin) => {
            "add `-extldflags=-Wl,-z,noexecstack` to `-ldflags`, or `.section .note.GNU-stack,\"\",%progbits` \
             to the assembly that lacks it; code that is run from the stack (nested functions of GCC) then \
             fails, and glibc 2.41 and newer can open the library"
        }
        _ => {
            "add `-extldflags=-Wl,-z,noexecstack` to `-ldflags`, or `.section .note.GNU-stack,\"\",%progbits` \
             to the assembly that lacks it; code that is run from the stack (nested functions of GCC) then fails"
        }
    }
}

#[cfg(test)]
mod tests {
    use diagnostic::{Fact, Place};
    use gobin::{Facts, LinkMode};
    use image::{Arch, Format};

    use super::check;
    use crate::examples::{Observed, messages, program};

    fn with_nx(nx: bool) -> Facts {
        let mut facts = program();
        let place = Place::new("program header").index(7).name("PT_GNU_STACK");
        facts.loading.nx = Fact::known(nx, vec![place.at(0x1c8).value("flags 0x7")]);
        facts
    }

    #[test]
    fn fires_on_an_executable_stack() {
        assert_eq!(
            messages(check, &with_nx(false)),
            ["the stack is executable"]
        );
        let library = with_nx(false).mode(LinkMode::SharedLibrary);
        assert_eq!(messages(check, &library).len(), 1);
    }

    #[test]
    fn is_silent_on_a_plain_stack() {
        assert!(messages(check, &with_nx(true)).is_empty());
    }

    #[test]
    fn is_silent_on_64_bit_windows() {
        let mut facts = with_nx(false);
        facts.format = Format::Pe;
        assert!(messages(check, &facts).is_empty());
        facts.arch = Arch::Go("386");
        assert_eq!(messages(check, &facts).len(), 1);
    }

    #[test]
    fn is_silent_where_no_header_tells() {
        assert!(messages(check, &program()).is_empty());
    }
}
