//! The kernel's interfaces that std does not offer. All `unsafe` of this room is below here, one operation a
//! block; what is exported is sound for any argument.
#![expect(
    unsafe_code,
    reason = "std offers neither ptrace nor seccomp nor a child that waits before it executes"
)]

mod fork;
mod namespace;
mod ptrace;
mod seccomp;
mod wait;

pub(crate) use fork::{Start, start};
pub(crate) use namespace::read_inside;
pub(crate) use ptrace::{
    SIGNAL_BYTES, cont, detach, event_message, interrupt, listen, seize, signal_bytes,
    step_to_call, syscall_bytes,
};
pub(crate) use seccomp::Instruction;
pub(crate) use wait::{Waited, wait};

use std::io;

/// A thread or process, as the tracer's pid namespace numbers it.
pub(crate) type Tid = libc::pid_t;

/// What a call that answers -1 on error answered.
fn checked(answer: libc::c_long) -> io::Result<libc::c_long> {
    if answer == -1 {
        return Err(io::Error::last_os_error());
    }
    Ok(answer)
}
