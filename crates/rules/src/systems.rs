//! Operating systems and their rules about C libraries.

use gobin::Facts;

/// Systems whose kernel interface is a C library, so that every Go program there links it (Go source:
/// `runtime/sys_darwin.go`, `sys_openbsd*.go`, `os_solaris.go`, `os_windows.go`, `os_aix.go`).
const LIBRARY_IS_THE_INTERFACE: &[&str] = &[
    "aix", "darwin", "illumos", "ios", "openbsd", "solaris", "windows",
];

/// Systems whose C library looks names up through NSS or its like, and whose Go programs do so only with cgo.
pub(crate) const WITH_NSS: &[&str] = &[
    "aix",
    "dragonfly",
    "freebsd",
    "illumos",
    "linux",
    "netbsd",
    "openbsd",
    "solaris",
];

/// Whether the system's own rule makes every Go program dynamic.
pub(crate) fn always_dynamic(facts: &Facts) -> bool {
    is_one_of(facts, LIBRARY_IS_THE_INTERFACE)
}

/// Whether the operating system is known and one of these.
pub(crate) fn is_one_of(facts: &Facts, systems: &[&str]) -> bool {
    facts
        .os
        .value
        .as_deref()
        .is_some_and(|os| systems.contains(&os))
}
