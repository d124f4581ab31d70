//! What runtime/cgo takes from the C library, told by name.

/// What the C code of runtime/cgo itself imports on Linux: read off programs that import nothing else, built with
/// Go 1.19.8, 1.21.13, 1.22.10, 1.24.11, 1.26.6 and 1.27.3, linked by either linker.
const IMPORTS: &[&str] = &[
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

/// Whether the C code of runtime/cgo itself imports that function or variable on Linux. A program may use it
/// besides: that its wrappers tell.
#[must_use]
pub fn is_import_of_runtime_cgo(name: &str) -> bool {
    IMPORTS.binary_search(&name).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_unique() {
        assert!(IMPORTS.is_sorted_by(|a, b| a < b));
        assert!(is_import_of_runtime_cgo("pthread_create"));
        assert!(!is_import_of_runtime_cgo("getaddrinfo"));
    }
}
