//! Symbols by who wants them, where their names alone tell.

/// What the C code of runtime/cgo itself imports on Linux: read off programs that import nothing else, built with
/// Go 1.19.8, 1.21.13, 1.22.10, 1.24.11, 1.26.6 and 1.27.3, linked by either linker.
const RUNTIME_CGO: &[&str] = &[
    "__errno_location",
    "abort",
    "clearenv",
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

/// What the C compiler and its start-up code import, whatever the program.
const START_UP: &[&str] = &[
    "_ITM_deregisterTMCloneTable",
    "_ITM_registerTMCloneTable",
    "__cxa_finalize",
    "__gmon_start__",
    "__libc_start_main",
    "__stack_chk_fail",
];

/// Whether runtime/cgo imports it in every program.
pub(super) fn is_of_runtime_cgo(name: &str) -> bool {
    RUNTIME_CGO.contains(&name)
}

/// Whether the host linker's start-up code imports it.
pub(super) fn is_of_start_up(name: &str) -> bool {
    START_UP.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_sorted_and_apart() {
        assert!(RUNTIME_CGO.is_sorted());
        assert!(START_UP.is_sorted());
        assert!(!RUNTIME_CGO.iter().any(|name| is_of_start_up(name)));
    }
}
