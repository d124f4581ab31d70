//! What a stopped thread is about to do or has done, from the kernel's structures.

use std::io;

use crate::sys::{self, SIGNAL_BYTES, Tid};

/// Where a thread stands in a system call (`struct ptrace_syscall_info`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Before it: architecture, number and arguments.
    Before {
        /// `AUDIT_ARCH_…`.
        architecture: u32,
        /// The call's number there.
        number: u64,
        /// Its arguments.
        arguments: [u64; 6],
    },
    /// Behind it: what it returned, negative for an error.
    Behind(i64),
    /// Neither.
    Elsewhere,
}

/// Reads where a thread stands.
pub(crate) fn place(tid: Tid) -> io::Result<Place> {
    let bytes = sys::syscall_bytes(tid)?;
    let word = |at: usize| word(&bytes, at);
    Ok(match bytes.first() {
        // PTRACE_SYSCALL_INFO_ENTRY and PTRACE_SYSCALL_INFO_SECCOMP begin alike.
        Some(1 | 3) => Place::Before {
            architecture: half(&bytes, 4),
            number: word(24),
            arguments: [word(32), word(40), word(48), word(56), word(64), word(72)],
        },
        Some(2) => Place::Behind(word(24).cast_signed()),
        _ => Place::Elsewhere,
    })
}

/// A signal and where it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sent {
    /// Which.
    pub(crate) signal: i32,
    /// `si_code`.
    pub(crate) code: i32,
    /// The address, or sender and user, of the union behind it.
    pub(crate) first: u64,
    /// What follows that: the number of a call that a filter refused.
    pub(crate) second: u32,
}

impl Sent {
    /// Decodes a `siginfo_t`.
    pub(crate) fn of(bytes: &[u8; SIGNAL_BYTES]) -> Self {
        Self {
            signal: half(bytes, 0).cast_signed(),
            code: half(bytes, 8).cast_signed(),
            first: word(bytes, 16),
            second: half(bytes, 24),
        }
    }

    /// As strace prints it.
    pub(crate) fn words(&self) -> String {
        let name = signal_name(self.signal);
        let code = self.code_name();
        let rest = match self.code {
            1.. if self.signal == libc::SIGSYS => {
                let call = syscall_name(u64::from(self.second));
                format!("si_call_addr={:#x}, si_syscall=__NR_{call}", self.first)
            }
            1.. if self.code != SI_KERNEL && is_fault(self.signal) => {
                format!("si_addr={:#x}", self.first)
            }
            SI_KERNEL if self.signal == libc::SIGSEGV => "si_addr=NULL".to_owned(),
            _ => format!(
                "si_pid={}, si_uid={}",
                self.first & 0xffff_ffff,
                self.first >> 32
            ),
        };
        format!("--- {name} {{si_signo={name}, si_code={code}, {rest}}} ---")
    }

    fn code_name(&self) -> String {
        let known = CODES.iter().find(|(signal, code, _)| {
            (*signal == 0 || *signal == self.signal) && *code == self.code
        });
        known.map_or_else(|| self.code.to_string(), |(_, _, name)| (*name).to_owned())
    }
}

/// `SI_KERNEL` of asm-generic/siginfo.h.
const SI_KERNEL: i32 = 0x80;

/// Codes by signal; 0 stands for every signal. asm-generic/siginfo.h.
const CODES: &[(i32, i32, &str)] = &[
    (0, 0, "SI_USER"),
    (0, SI_KERNEL, "SI_KERNEL"),
    (0, -1, "SI_QUEUE"),
    (0, -2, "SI_TIMER"),
    (0, -6, "SI_TKILL"),
    (libc::SIGSEGV, 1, "SEGV_MAPERR"),
    (libc::SIGSEGV, 2, "SEGV_ACCERR"),
    (libc::SIGSEGV, 4, "SEGV_PKUERR"),
    (libc::SIGBUS, 1, "BUS_ADRALN"),
    (libc::SIGBUS, 2, "BUS_ADRERR"),
    (libc::SIGBUS, 3, "BUS_OBJERR"),
    (libc::SIGILL, 1, "ILL_ILLOPC"),
    (libc::SIGILL, 2, "ILL_ILLOPN"),
    (libc::SIGFPE, 1, "FPE_INTDIV"),
    (libc::SIGFPE, 2, "FPE_INTOVF"),
    (libc::SIGSYS, 1, "SYS_SECCOMP"),
    (libc::SIGTRAP, 1, "TRAP_BRKPT"),
];

const fn is_fault(signal: i32) -> bool {
    matches!(
        signal,
        libc::SIGSEGV | libc::SIGBUS | libc::SIGILL | libc::SIGFPE | libc::SIGTRAP
    )
}

/// A signal's name; a real-time signal by its distance from the first.
pub(crate) fn signal_name(signal: i32) -> String {
    const FIRST_OF_REAL_TIME: i32 = 32;
    match nix::sys::signal::Signal::try_from(signal) {
        Ok(known) => known.as_str().to_owned(),
        Err(_) => format!("SIGRT_{}", signal - FIRST_OF_REAL_TIME),
    }
}

/// A call's name by its number on this architecture.
pub(crate) fn syscall_name(number: u64) -> String {
    let known = usize::try_from(number).ok().and_then(syscalls::Sysno::new);
    known.map_or_else(
        || format!("syscall_{number:#x}"),
        |call| call.name().to_owned(),
    )
}

fn word(bytes: &[u8], at: usize) -> u64 {
    let eight = bytes.get(at..).and_then(|rest| rest.first_chunk::<8>());
    eight.map_or(0, |eight| u64::from_ne_bytes(*eight))
}

fn half(bytes: &[u8], at: usize) -> u32 {
    let four = bytes.get(at..).and_then(|rest| rest.first_chunk::<4>());
    four.map_or(0, |four| u32::from_ne_bytes(*four))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(signal: i32, code: i32, first: u64, second: u32, expect: &str) {
        let sent = Sent {
            signal,
            code,
            first,
            second,
        };
        assert_eq!(sent.words(), expect);
    }

    #[test]
    fn signals_read_as_strace_prints_them() {
        check(
            11,
            1,
            0x10,
            0,
            "--- SIGSEGV {si_signo=SIGSEGV, si_code=SEGV_MAPERR, si_addr=0x10} ---",
        );
        check(
            6,
            -6,
            7 | 3 << 32,
            0,
            "--- SIGABRT {si_signo=SIGABRT, si_code=SI_TKILL, si_pid=7, si_uid=3} ---",
        );
        check(
            34,
            0,
            7,
            0,
            "--- SIGRT_2 {si_signo=SIGRT_2, si_code=SI_USER, si_pid=7, si_uid=0} ---",
        );
    }

    #[test]
    #[cfg(target_arch = "x86_64")]
    fn a_filter_s_signal_names_the_call() {
        check(
            31,
            1,
            0x4000,
            56,
            "--- SIGSYS {si_signo=SIGSYS, si_code=SYS_SECCOMP, si_call_addr=0x4000, si_syscall=__NR_clone} ---",
        );
    }
}
