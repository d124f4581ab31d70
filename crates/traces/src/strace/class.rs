//! Which calls can matter.

use crate::{Errno, Outcome};

/// What about a call can matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// Nothing.
    Never,
    /// Its failure.
    Failure,
    /// Its failure, and its success where the path tells something.
    Path,
    /// Everything.
    Always,
    /// The text that it writes to standard output or error.
    Written,
}

/// Calls by name. What is not here matters where it fails as a filter makes it fail.
const CLASSES: &[(&[u8], Class)] = &[
    (b"execve", Class::Always),
    (b"execveat", Class::Always),
    (b"clone", Class::Always),
    (b"clone3", Class::Always),
    (b"fork", Class::Always),
    (b"vfork", Class::Always),
    (b"mount", Class::Always),
    (b"unshare", Class::Always),
    (b"setrlimit", Class::Always),
    (b"seccomp", Class::Always),
    (b"exit_group", Class::Always),
    (b"open", Class::Path),
    (b"openat", Class::Path),
    (b"openat2", Class::Path),
    (b"access", Class::Path),
    (b"faccessat", Class::Path),
    (b"faccessat2", Class::Path),
    (b"stat", Class::Path),
    (b"newfstatat", Class::Path),
    (b"statx", Class::Path),
    (b"mmap", Class::Failure),
    (b"mmap2", Class::Failure),
    (b"mremap", Class::Failure),
    (b"mprotect", Class::Failure),
    (b"mlock", Class::Failure),
    (b"socket", Class::Failure),
    (b"accept4", Class::Failure),
    (b"pipe2", Class::Failure),
    (b"pipe", Class::Failure),
    (b"eventfd2", Class::Failure),
    (b"epoll_create1", Class::Failure),
    (b"inotify_init1", Class::Failure),
    (b"dup", Class::Failure),
    (b"dup3", Class::Failure),
];

/// The class of a call, from its first bytes.
pub(super) fn of(body: &[u8]) -> Class {
    let length = body.iter().take(20).take_while(|b| **b != b'(').count();
    let Some((name, args)) = body.split_at_checked(length) else {
        return Class::Never;
    };
    match name {
        b"write" | b"writev" if is_standard(args) => Class::Written,
        b"read" | b"pread64" if is_header(args) => Class::Always,
        // The first call of a program with a C library: a new program runs.
        b"brk" if args.starts_with(b"(NULL") || args.starts_with(b"(0x0,") => Class::Always,
        b"prlimit64" if sets_limit(args) => Class::Always,
        b"prctl" if args.starts_with(b"(PR_SET_SECCOMP") => Class::Always,
        // The commonest noise first: these never tell anything, however they end.
        b"nanosleep" | b"epoll_pwait" | b"close" | b"epoll_ctl" | b"madvise" | b"sched_yield" => {
            Class::Never
        }
        _ => match CLASSES.iter().find(|(known, _)| *known == name) {
            Some((_, class)) => *class,
            None if is_refused(body) => Class::Failure,
            None => Class::Never,
        },
    }
}

/// Whether a `prlimit64` sets a limit: its third argument is one.
fn sets_limit(args: &[u8]) -> bool {
    let third = args.splitn(3, |b| *b == b',').nth(2);
    third.is_some_and(|third| third.starts_with(b" {"))
}

/// Whether the call ends as a filter makes calls end that it forbids.
fn is_refused(body: &[u8]) -> bool {
    let end = body.strip_suffix(b">").map_or(body, |cut| {
        let start = memchr::memrchr(b'<', cut).unwrap_or(cut.len());
        cut.get(..start).unwrap_or(cut).trim_ascii_end()
    });
    end.ends_with(b"ENOSYS (Function not implemented)") || end.ends_with(b" = -38")
}

/// A write to descriptor 1 or 2.
fn is_standard(args: &[u8]) -> bool {
    matches!(args, [b'(', b'1' | b'2', b',' | b'<', ..])
}

/// A read that brought the start of an ELF file or of a script.
fn is_header(args: &[u8]) -> bool {
    let near = args.get(..96).unwrap_or(args);
    let quote = memchr::memchr(b'"', near).and_then(|at| args.get(at..));
    quote.is_some_and(|text| text.starts_with(b"\"\\177ELF") || text.starts_with(b"\"#!"))
}

impl Class {
    /// Whether a call of this class tells something.
    pub(super) fn tells(self, args: &[u8], outcome: Outcome) -> bool {
        match self {
            Self::Never | Self::Written => false,
            Self::Always => true,
            Self::Failure => outcome.errno().is_some_and(|errno| errno != Errno::AGAIN),
            Self::Path => match outcome.errno() {
                Some(Errno::MFILE | Errno(23)) => true,
                _ => is_telling(args),
            },
        }
    }
}

/// Whether the path is one that decides how a program loads or resolves.
pub(super) fn is_telling(args: &[u8]) -> bool {
    args.iter().enumerate().any(|(at, byte)| {
        let parts: &[&[u8]] = match byte {
            b'.' => &[b".so"],
            b'/' => &[b"/etc/", b"/ssl/", b"/pki/", b"/proc/sys/kernel/"],
            b'z' => &[b"zoneinfo"],
            b'c' => &[b"certs"],
            b'h' => &[b"hpage_pmd_size"],
            b'n' => &[b"nsswitch"],
            _ => return false,
        };
        let rest = args.get(at..).unwrap_or_default();
        parts.iter().any(|part| rest.starts_with(part))
    })
}
