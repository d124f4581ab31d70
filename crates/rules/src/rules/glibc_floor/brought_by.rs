//! Who brings a C function into a Go binary.

use gobin::{Cgo, CgoState, ImportedSymbol};

/// Functions and data that the C code of runtime/cgo takes from the C library on Linux: the undefined symbols of a
/// program with nothing but runtime/cgo in it, linked by Go 1.19 to 1.27.
const OF_RUNTIME_CGO: &[&str] = &[
    "__errno_location",
    "abort",
    "fprintf",
    "fputc",
    "free",
    "fwrite",
    "malloc",
    "mmap",
    "munmap",
    "nanosleep",
    "pthread_attr_destroy",
    "pthread_attr_getstack",
    "pthread_attr_getstacksize",
    "pthread_attr_init",
    "pthread_attr_setdetachstate",
    "pthread_cond_broadcast",
    "pthread_cond_wait",
    "pthread_create",
    "pthread_detach",
    "pthread_getattr_np",
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
    "sigemptyset",
    "sigfillset",
    "sigismember",
    "stderr",
    "strerror",
    "unsetenv",
    "vfprintf",
];

/// Who asks for a symbol, as far as the bytes tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Bringer<'f> {
    /// Go packages whose wrappers call a function of that name.
    Packages(&'f [String]),
    /// runtime/cgo's own C code.
    RuntimeCgo,
    /// The C library's start code, which the host's linker adds to every program.
    StartCode,
    /// No wrapper names it: C code that was linked in, or an import written by hand.
    Unknown,
}

impl<'f> Bringer<'f> {
    pub(super) fn of(symbol: &'f ImportedSymbol, cgo: &Cgo) -> Self {
        let with_runtime = matches!(
            cgo.state.value,
            Some(CgoState::RuntimeOnly | CgoState::Std | CgoState::User)
        );
        if !symbol.packages.is_empty() {
            Self::Packages(&symbol.packages)
        } else if symbol.name == "__libc_start_main" {
            Self::StartCode
        } else if with_runtime && OF_RUNTIME_CGO.binary_search(&symbol.name.as_str()).is_ok() {
            Self::RuntimeCgo
        } else {
            Self::Unknown
        }
    }

    /// As the rest of a sentence about the symbol.
    pub(super) fn describe(&self) -> String {
        match self {
            Self::Packages(packages) => format!("called by package {}", packages.join(", ")),
            Self::RuntimeCgo => "used by runtime/cgo".to_owned(),
            Self::StartCode => "called by the C start code".to_owned(),
            Self::Unknown => "used by C code that is linked in".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::OF_RUNTIME_CGO;

    #[test]
    fn the_list_of_known_functions_is_sorted_and_unique() {
        assert!(OF_RUNTIME_CGO.is_sorted_by(|a, b| a < b));
    }
}
