//! Installing a filter in the process that is about to become the program.

use super::checked;
use std::io;

/// One instruction of a filter: `struct sock_filter` of linux/filter.h.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Instruction {
    /// What to do.
    pub(crate) code: u16,
    /// Instructions to skip if true.
    pub(crate) yes: u8,
    /// Instructions to skip if false.
    pub(crate) no: u8,
    /// Its operand.
    pub(crate) operand: u32,
}

/// `struct sock_fprog` of linux/filter.h.
#[repr(C)]
struct Program {
    length: u16,
    instructions: *const Instruction,
}

/// `SECCOMP_SET_MODE_FILTER` of linux/seccomp.h.
const SET_MODE_FILTER: libc::c_ulong = 1;

/// Installs a filter for the calling thread and what it starts. Allocates nothing: it runs between fork and exec.
pub(super) fn install(filter: &[Instruction], give_up_privileges: bool) -> io::Result<()> {
    if give_up_privileges {
        let one: libc::c_ulong = 1;
        let none: libc::c_ulong = 0;
        // SAFETY: PR_SET_NO_NEW_PRIVS takes numbers and touches no memory.
        let answer = unsafe { libc::prctl(libc::PR_SET_NO_NEW_PRIVS, one, none, none, none) };
        checked(answer.into())?;
    }
    let Ok(length) = u16::try_from(filter.len()) else {
        return Err(io::ErrorKind::InvalidInput.into());
    };
    let program = Program {
        length,
        instructions: filter.as_ptr(),
    };
    let none: libc::c_ulong = 0;
    let from: *const Program = &raw const program;
    // SAFETY: `from` points to a program whose `length` instructions lie at `instructions`, both alive during the
    // call; the kernel copies and checks them.
    let answer = unsafe { libc::syscall(libc::SYS_seccomp, SET_MODE_FILTER, none, from) };
    checked(answer).map(|_| ())
}
