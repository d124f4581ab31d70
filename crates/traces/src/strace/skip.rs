//! Lines of a trace that cannot matter, told from a few bytes: most lines of most traces.

use super::class::is_telling;

/// Whether the line is a traced call that tells nothing. `false` means only that it must be looked at. Where nothing
/// was refused so far (`is_calm`), no path is asked for.
pub(crate) fn can_skip(line: &[u8], is_calm: bool) -> bool {
    let Some((at, is_resumed)) = name(line) else {
        return false;
    };
    let Some(word) = line.get(at..at + 8).and_then(|eight| eight.try_into().ok()) else {
        return false;
    };
    let end = if is_resumed { b' ' } else { b'(' };
    match cut(u64::from_le_bytes(word), end) {
        // However they end, unless the kernel says that it does not know them.
        FUTEX | NANOSLEEP | EPOLL_WAIT | EPOLL_CTL | CLOSE | MADVISE | SCHED_YIELD
        | SIGPROCMASK | SIGRETURN | SIGACTION | TGKILL | GETPID | GETTID | RECVFROM | SENDTO
        | FCNTL | FSTAT | MUNMAP | LSEEK | POLL | PPOLL | CLOCK | GETTIME | SETSOCKOPT
        | GETSOCKOPT | IOCTL => !is_unknown(line),
        READ => !holds_header(line, at),
        WRITE => !is_resumed && !is_standard(line, at),
        MMAP | MPROTECT | SOCKET => has_value(line),
        ACCEPT4 => has_value(line) || line.ends_with(b"unavailable)"),
        // A path that could not be executed is looked at elsewhere: this one was opened.
        OPENAT | NEWFSTATAT => {
            is_calm && has_value(line) && !is_telling(line.get(at..).unwrap_or_default())
        }
        _ => false,
    }
}

/// Where the name of a call starts, in a line that names its thread; whether it is the end of an unfinished one.
fn name(line: &[u8]) -> Option<(usize, bool)> {
    let mut at = match line.first()? {
        b'0'..=b'9' => past(line, 0, |b| b.is_ascii_digit()),
        b'[' if line.starts_with(b"[pid ") => {
            let spaces = past(line, 5, |b| b == b' ');
            past(line, spaces, |b| b.is_ascii_digit()) + usize::from(line.get(12) == Some(&b']'))
        }
        _ => return None,
    };
    at += usize::from(line.get(at) == Some(&b']'));
    if line.get(at) != Some(&b' ') {
        return None;
    }
    at = past(line, at, |b| b == b' ');
    if line.get(at)?.is_ascii_digit() {
        at = past(line, at, |b| b.is_ascii_digit() || matches!(b, b':' | b'.'));
        at = past(line, at, |b| b == b' ');
    }
    if line.get(at) == Some(&b'<') {
        return line
            .get(at..at + 5)?
            .starts_with(b"<... ")
            .then_some((at + 5, true));
    }
    Some((at, false))
}

/// The first place from here on where a byte is of another kind; numbers and gaps are short.
fn past(line: &[u8], from: usize, is: impl Fn(u8) -> bool) -> usize {
    let rest = line.get(from..).unwrap_or_default();
    from + rest.iter().take(32).take_while(|b| is(**b)).count()
}

/// The bytes of a word before the first of this one, the others zero.
const fn cut(word: u64, end: u8) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let differs = word ^ (ONES * end as u64);
    let zero = differs.wrapping_sub(ONES) & !differs & (ONES << 7);
    if zero == 0 {
        return word;
    }
    let bytes = zero.trailing_zeros() / 8;
    word & ((1 << (bytes * 8)) - 1)
}

/// The first eight bytes of a name, as [`cut`] leaves them.
const fn key(name: &[u8]) -> u64 {
    let mut key = 0;
    let mut rest = name;
    let mut shift = 0;
    while let [first, behind @ ..] = rest {
        if shift < 64 {
            key |= (*first as u64) << shift;
        }
        shift += 8;
        rest = behind;
    }
    key
}

const FUTEX: u64 = key(b"futex");
const NANOSLEEP: u64 = key(b"nanosleep");
const EPOLL_WAIT: u64 = key(b"epoll_pwait");
const EPOLL_CTL: u64 = key(b"epoll_ctl");
const CLOSE: u64 = key(b"close");
const MADVISE: u64 = key(b"madvise");
const SCHED_YIELD: u64 = key(b"sched_yield");
const SIGPROCMASK: u64 = key(b"rt_sigprocmask");
const SIGRETURN: u64 = key(b"rt_sigreturn");
const SIGACTION: u64 = key(b"rt_sigaction");
const TGKILL: u64 = key(b"tgkill");
const GETPID: u64 = key(b"getpid");
const GETTID: u64 = key(b"gettid");
const RECVFROM: u64 = key(b"recvfrom");
const SENDTO: u64 = key(b"sendto");
const FCNTL: u64 = key(b"fcntl");
const FSTAT: u64 = key(b"fstat");
const MUNMAP: u64 = key(b"munmap");
const LSEEK: u64 = key(b"lseek");
const POLL: u64 = key(b"poll");
const PPOLL: u64 = key(b"ppoll");
const CLOCK: u64 = key(b"clock_gettime");
const GETTIME: u64 = key(b"gettimeofday");
const SETSOCKOPT: u64 = key(b"setsockopt");
const GETSOCKOPT: u64 = key(b"getsockopt");
const IOCTL: u64 = key(b"ioctl");
const READ: u64 = key(b"read");
const WRITE: u64 = key(b"write");
const OPENAT: u64 = key(b"openat");
const NEWFSTATAT: u64 = key(b"newfstatat");
const MMAP: u64 = key(b"mmap");
const MPROTECT: u64 = key(b"mprotect");
const ACCEPT4: u64 = key(b"accept4");
const SOCKET: u64 = key(b"socket");

/// Whether the line may end in `Function not implemented`, or in its number.
fn is_unknown(line: &[u8]) -> bool {
    match line {
        [.., b'd', b')'] | [.., b'8'] => true,
        [.., b'>'] => memchr::memmem::find(line, b"ENOSYS").is_some(),
        _ => false,
    }
}

/// Whether a `read` may have brought the start of an ELF file or of a script.
fn holds_header(line: &[u8], at: usize) -> bool {
    let near = line.get(at..(at + 64).min(line.len())).unwrap_or_default();
    match memchr::memchr(b'"', near).and_then(|quote| near.get(quote + 1)) {
        Some(first) => matches!(first, b'\\' | b'#'),
        None => near.contains(&b'<'),
    }
}

/// Whether a `write` goes to standard output or error, or may.
fn is_standard(line: &[u8], at: usize) -> bool {
    !matches!(
        line.get(at + 6..),
        Some([b'3'..=b'9', ..] | [b'1' | b'2', b'0'..=b'9', ..])
    )
}

/// Whether the line ends in a value that is no error: digits behind `= `, or behind `= 0x`.
fn has_value(line: &[u8]) -> bool {
    let Some(b'0'..=b'9' | b'a'..=b'f') = line.last() else {
        return false;
    };
    let end = line.get(line.len().saturating_sub(24)..).unwrap_or(line);
    let Some(at) = memchr::memrchr(b'=', end) else {
        return false;
    };
    matches!(end.get(at + 1..), Some([b' ', b'0'..=b'9', ..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(lines: &[&str], expect: bool) {
        for line in lines {
            assert_eq!(can_skip(line.as_bytes(), true), expect, "{line}");
        }
    }

    #[test]
    fn what_tells_nothing_is_skipped() {
        check(
            &[
                "7103  futex(0x1, FUTEX_WAIT, 2, NULL) = -1 EAGAIN (Resource temporarily unavailable)",
                "[pid   446] <... futex resumed>)        = -1 EAGAIN (Resource temporarily unavailable)",
                "[pid 12345] nanosleep({tv_sec=0, tv_nsec=20000},  <unfinished ...>",
                "1 00:02:33.409755 close(3)          = 0 <0.000010>",
                "1 1795392154.149575 epoll_pwait(4, [], 128, 0, NULL, 0) = 0",
                "1      0.000066 mmap(NULL, 8192, PROT_READ, MAP_PRIVATE, -1, 0) = 0x7fcc24ac8000",
                "1 read(7, \"GET / HTTP/1.1\\r\\n\"..., 4096) = 78",
                "1 write(7, \"HTTP/1.1 200 OK\"..., 132) = 132",
                "1 write(12, \"x\", 1) = 1",
                "1 openat(AT_FDCWD, \"/srv/data\", O_RDONLY) = 9",
            ],
            true,
        );
    }

    #[test]
    fn what_may_tell_something_is_looked_at() {
        check(
            &[
                "1 futex(0x1, FUTEX_WAKE, 1) = -1 ENOSYS (Function not implemented)",
                "1 futex(0x1, 0x81) = -38",
                "1 write(2, \"x\", 1) = 1",
                "1 write(2</dev/pts/0>, \"x\", 1) = 1",
                "1 <... write resumed>)              = 36",
                "1 read(3, \"\\177ELF\\2\\1\"..., 832) = 832",
                "1 <... read resumed>\"\\177ELF\\2\\1\"..., 832) = 832",
                "1 read(3, \"#!/bin/sh\\n\", 80) = 10",
                "1 mmap(NULL, 8392704, PROT_NONE, MAP_STACK, -1, 0) = -1 ENOMEM (Cannot allocate memory)",
                "1 mmap(0x0, 0x801000, 0x0, 0x20022, 0xffffffff, 0x0) = -12",
                "1 mmap(NULL, 8392704, PROT_NONE, MAP_STACK <unfinished ...>",
                "1 clone(child_stack=0xc0) = 7",
                "1 openat(AT_FDCWD, \"/lib/libfoo.so.1\", O_RDONLY) = 9",
                "1 execve(\"x\") = 0",
                "1 +++ exited with 0 +++",
                "close the door",
                "12 apples",
                "1 futex",
                "",
            ],
            false,
        );
    }
}
