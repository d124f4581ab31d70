//! Which failures decide, and are worth a copy of /proc at the moment.

use nix::errno::Errno;

/// Calls that a program makes after the file it wanted was refused, and after a library was opened.
pub(super) const AFTER_EXEC: u8 = 8;
pub(super) const AFTER_LIBRARY: u8 = 3;

/// The name of the moment, where the failure of this call decides.
pub(super) fn moment(name: &str, errno: Errno) -> Option<String> {
    let number = errno as i32;
    let kind = match name {
        // Without clone3, C libraries and runtimes take clone.
        "clone" | "clone3" | "fork" | "vfork" if errno != Errno::ENOSYS => "at",
        "mmap" | "mprotect" | "mremap" | "mlock" | "mlock2" if is_memory(errno) => "at_fail",
        "execve" | "execveat" if !matches!(errno, Errno::ENOENT | Errno::ENOTDIR) => "at_fail",
        _ if matches!(errno, Errno::EMFILE | Errno::ENFILE) => "at_fail",
        _ => return None,
    };
    Some(format!("{kind}_{name}_errno{number}"))
}

const fn is_memory(errno: Errno) -> bool {
    matches!(
        errno,
        Errno::ENOMEM | Errno::EPERM | Errno::EACCES | Errno::EAGAIN
    )
}

/// Whether a call that is not of the table failed as calls fail that a filter forbids.
pub(super) const fn is_refused(errno: Errno) -> bool {
    matches!(errno, Errno::ENOSYS | Errno::EPERM)
}

/// Signals that end a program unless it catches them, and that tell why.
pub(super) const fn is_fatal(signal: i32) -> bool {
    matches!(
        signal,
        libc::SIGILL
            | libc::SIGTRAP
            | libc::SIGABRT
            | libc::SIGBUS
            | libc::SIGFPE
            | libc::SIGSEGV
            | libc::SIGSYS
            | libc::SIGXCPU
            | libc::SIGXFSZ
    )
}

/// Signals that runtimes and timers send all the time.
pub(super) const fn is_noise(signal: i32) -> bool {
    matches!(
        signal,
        libc::SIGURG | libc::SIGCHLD | libc::SIGPROF | libc::SIGALRM | libc::SIGVTALRM
    ) || signal > 31
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_that_decide_have_a_moment() {
        let check = |name, errno, expect: Option<&str>| {
            assert_eq!(moment(name, errno).as_deref(), expect);
        };
        check("clone3", Errno::EAGAIN, Some("at_clone3_errno11"));
        check("clone3", Errno::ENOSYS, None);
        check("mmap", Errno::ENOMEM, Some("at_fail_mmap_errno12"));
        check("execve", Errno::ENOENT, None);
        check("execve", Errno::EACCES, Some("at_fail_execve_errno13"));
        check("openat", Errno::ENOENT, None);
        check("openat", Errno::EMFILE, Some("at_fail_openat_errno24"));
    }
}
