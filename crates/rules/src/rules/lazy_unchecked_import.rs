//! `lazy-unchecked-import`

use diagnostic::{Evidence, Finding};
use gobin::{CgoState, Facts, ImportedSymbol};

use crate::Subject;
use crate::rule::declare_rule;
use crate::systems;

declare_rule! {
    /// ## What it does
    /// Reports C functions that are bound at their first call and that no linker has ever looked up.
    ///
    /// ## Why it matters
    /// Go's own linker copies `//go:cgo_import_dynamic` into the file and does not check that the
    /// library or the function exists. Binding is lazy, so the program starts, runs, and is killed by
    /// the loader at the first call: `symbol lookup error: undefined symbol`, exit status 127, no Go
    /// panic, nothing to recover from.
    ///
    /// ## Example
    /// ```console
    /// $ CGO_ENABLED=0 go build ./cmd/hand-written-import
    /// $ cgone audit ./hand-written-import
    /// $ ldd -r ./hand-written-import
    /// ```
    ///
    /// ## Known limits
    /// Only programs without `runtime/cgo` are reported. With cgo, the host's linker or `cgo -dynimport`
    /// found every function in some version of its library when the program was built; an older
    /// library on the target can still lack it, but that is a question about the target, and nearly
    /// every cgo binary would be reported. Functions that POSIX has required since 2001 or that purego
    /// itself imports (`malloc`, `pthread_create`, `dlopen` and the like) are passed over: every C
    /// library has them. A function imported with a symbol version is checked at start.
    "lazy-unchecked-import",
    "a C function is bound at its first call and was never looked up",
    Warn,
    since "0.1.0",
    check,
    in Loading
}

/// What purego's `internal/fakecgo` and its `dlfcn` files import (v0.8 to v0.10); all of it is POSIX or older,
/// but for the names of the error number's address.
const IN_EVERY_LIBC: &[&str] = &[
    "__errno",
    "__errno_location",
    "__error",
    "abort",
    "dlclose",
    "dlerror",
    "dlopen",
    "dlsym",
    "free",
    "malloc",
    "nanosleep",
    "pthread_attr_destroy",
    "pthread_attr_getstacksize",
    "pthread_attr_init",
    "pthread_attr_setstacksize",
    "pthread_cond_broadcast",
    "pthread_cond_wait",
    "pthread_create",
    "pthread_detach",
    "pthread_getspecific",
    "pthread_key_create",
    "pthread_mutex_lock",
    "pthread_mutex_unlock",
    "pthread_self",
    "pthread_setspecific",
    "pthread_sigmask",
    "setegid",
    "setenv",
    "seteuid",
    "setgid",
    "setgroups",
    "setregid",
    "setresgid",
    "setresuid",
    "setreuid",
    "setuid",
    "sigaction",
    "sigaddset",
    "sigaltstack",
    "sigemptyset",
    "sigfillset",
    "sigismember",
    "unsetenv",
];

/// Names shown as evidence; the message tells how many there are.
const SHOWN: usize = 5;

fn check(facts: &Subject<'_>, found: &mut Vec<Finding>) {
    let without_cgo = matches!(facts.cgo.state.value, Some(CgoState::None | CgoState::Fake));
    if !without_cgo || facts.loading.bind_now.is(&true) || systems::always_dynamic(facts) {
        return;
    }
    let unchecked: Vec<&ImportedSymbol> =
        facts.imports.iter().filter(|i| is_unchecked(i)).collect();
    let Some(first) = unchecked.first() else {
        return;
    };
    let more = match unchecked.len() - 1 {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let library = match facts.loading.needed.as_slice() {
        [only] => format!(" from `{}`", only.value),
        _ => String::new(),
    };
    found.push(RULE.finding(
        format!(
            "`{}`{more}{library} is looked up at its first call, and nothing has checked that it exists",
            first.name
        ),
        evidence(facts, &unchecked),
        "check on the target with `ldd -r`, or call through cgo, whose linker checks every function; \
         starting with `LD_BIND_NOW=1` turns a late death into an error at start",
    ));
}

fn is_unchecked(import: &ImportedSymbol) -> bool {
    import.lazy == Some(true)
        && import.version.is_none()
        && !import.weak
        && !IN_EVERY_LIBC.contains(&import.name.as_str())
}

fn evidence(facts: &Facts, unchecked: &[&ImportedSymbol]) -> Vec<Evidence> {
    let symbols = unchecked.iter().take(SHOWN);
    let mut evidence: Vec<Evidence> = symbols
        .map(|import| import.place.clone().value(import.name.clone()))
        .collect();
    evidence.extend(facts.loading.bind_now.evidence.iter().cloned());
    evidence.extend(facts.cgo.state.evidence.iter().take(2).cloned());
    evidence
}

#[cfg(test)]
mod tests {
    use gobin::CgoState;

    use super::check;
    use crate::examples::{Observed, messages, program};

    #[test]
    fn fires_on_a_hand_written_import() {
        let facts = program()
            .cgo(CgoState::Fake)
            .needs(&["libfoo.so.1"])
            .imports_lazily("libfoo.so.1", "foo_v2");
        assert_eq!(
            messages(check, &facts),
            [
                "`foo_v2` from `libfoo.so.1` is looked up at its first call, and nothing has checked that it exists"
            ],
        );
    }

    #[test]
    fn is_silent_on_what_purego_imports() {
        let facts = program()
            .cgo(CgoState::Fake)
            .imports_lazily("libdl.so.2", "dlopen");
        assert!(messages(check, &facts).is_empty());
    }

    #[test]
    fn is_silent_on_cgo_whose_linker_checked() {
        let facts = program()
            .cgo(CgoState::User)
            .imports_lazily("libgpgme.so.11", "gpgme_new");
        assert!(messages(check, &facts).is_empty());
    }

    #[test]
    fn the_list_of_known_functions_is_sorted_and_unique() {
        assert!(super::IN_EVERY_LIBC.is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn is_silent_on_nothing() {
        assert!(messages(check, &program().cgo(CgoState::None)).is_empty());
    }
}
