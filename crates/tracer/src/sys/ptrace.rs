//! ptrace(2).

use std::io;

use super::{Tid, checked};

/// Bytes of a `siginfo_t` on Linux (`SI_MAX_SIZE`).
pub(crate) const SIGNAL_BYTES: usize = 128;
/// Bytes of a `struct ptrace_syscall_info` (linux/ptrace.h).
const SYSCALL_BYTES: usize = 88;

/// Requests of linux/ptrace.h.
const CONT: u32 = 7;
const DETACH: u32 = 17;
const SYSCALL: u32 = 24;
const GETEVENTMSG: u32 = 0x4201;
const GETSIGINFO: u32 = 0x4202;
const SEIZE: u32 = 0x4206;
const INTERRUPT: u32 = 0x4207;
const LISTEN: u32 = 0x4208;
const GET_SYSCALL_INFO: u32 = 0x420e;

/// A request of which the kernel reads the arguments as numbers and writes nothing into this process.
fn command(request: u32, tid: Tid, data: usize) -> io::Result<()> {
    let none = 0_usize;
    // SAFETY: only the requests above come here, each of which takes `addr` and `data` as numbers: the kernel
    // neither reads nor writes memory of the caller.
    let answer = unsafe { libc::ptrace(request as _, tid, none, data) };
    checked(answer).map(|_| ())
}

/// A request that makes the kernel write at most `N` bytes into a buffer.
fn fetch<const N: usize>(request: u32, tid: Tid, address: usize) -> io::Result<[u8; N]> {
    let mut buffer = [0_u8; N];
    let to: *mut u8 = buffer.as_mut_ptr();
    // SAFETY: `to` is valid for `N` bytes; the callers below pair each request with the most that the kernel
    // writes for it, and the kernel needs no alignment to copy to a user's buffer.
    let answer = unsafe { libc::ptrace(request as _, tid, address, to) };
    checked(answer).map(|_| buffer)
}

/// Begins to trace a process, with options; it is not stopped.
pub(crate) fn seize(tid: Tid, options: u32) -> io::Result<()> {
    command(SEIZE, tid, options as usize)
}

/// Lets a stopped thread run on, with a signal or with 0.
pub(crate) fn cont(tid: Tid, signal: i32) -> io::Result<()> {
    command(CONT, tid, signal.unsigned_abs() as usize)
}

/// Lets a stopped thread run to the start or the end of its next system call.
pub(crate) fn step_to_call(tid: Tid, signal: i32) -> io::Result<()> {
    command(SYSCALL, tid, signal.unsigned_abs() as usize)
}

/// Leaves a thread stopped as its group is, and listens for what wakes it.
pub(crate) fn listen(tid: Tid) -> io::Result<()> {
    command(LISTEN, tid, 0)
}

/// Stops a running thread.
pub(crate) fn interrupt(tid: Tid) -> io::Result<()> {
    command(INTERRUPT, tid, 0)
}

/// Lets a stopped thread go.
pub(crate) fn detach(tid: Tid, signal: i32) -> io::Result<()> {
    command(DETACH, tid, signal.unsigned_abs() as usize)
}

/// The number that an event carries: a new thread, a former number, a status of waitpid(2).
pub(crate) fn event_message(tid: Tid) -> io::Result<u64> {
    fetch::<8>(GETEVENTMSG, tid, 0).map(u64::from_ne_bytes)
}

/// The `siginfo_t` of the signal that is about to be delivered.
pub(crate) fn signal_bytes(tid: Tid) -> io::Result<[u8; SIGNAL_BYTES]> {
    fetch::<SIGNAL_BYTES>(GETSIGINFO, tid, 0)
}

/// The `struct ptrace_syscall_info` of a stopped thread.
pub(crate) fn syscall_bytes(tid: Tid) -> io::Result<[u8; SYSCALL_BYTES]> {
    fetch::<SYSCALL_BYTES>(GET_SYSCALL_INFO, tid, SYSCALL_BYTES)
}
