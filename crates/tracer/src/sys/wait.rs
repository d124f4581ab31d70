//! waitpid(2) for the threads that this thread traces. std and nix know no real-time signals in a status.

use std::io;

use super::{Tid, checked};

/// Wait for threads too, and for those of the calling thread alone (linux/wait.h).
const WALL: i32 = 0x4000_0000;
const NO_OTHER_THREADS: i32 = 0x2000_0000;

/// What a thread did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Waited {
    /// It ended with a code.
    Exited(i32),
    /// A signal ended it.
    Killed(i32),
    /// It stopped: the signal, and the ptrace event or 0.
    Stopped(i32, i32),
}

impl Waited {
    /// Decodes a status, as wait(2) and `PTRACE_EVENT_EXIT` give it.
    pub(crate) const fn of(status: i32) -> Self {
        let low = status & 0x7f;
        if low == 0 {
            Self::Exited((status >> 8) & 0xff)
        } else if low == 0x7f {
            Self::Stopped((status >> 8) & 0xff, (status >> 16) & 0xff)
        } else {
            Self::Killed(low)
        }
    }
}

/// Waits for the next thread of this tracer that stops or ends; `None` if there is none left.
pub(crate) fn wait() -> io::Result<Option<(Tid, Waited)>> {
    loop {
        let mut status = 0;
        // SAFETY: `status` is a valid place for an integer during the call.
        let answer = unsafe { libc::waitpid(-1, &raw mut status, WALL | NO_OTHER_THREADS) };
        match checked(answer.into()) {
            Ok(_) => return Ok(Some((answer, Waited::of(status)))),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.raw_os_error() == Some(libc::ECHILD) => return Ok(None),
            Err(error) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_are_decoded() {
        assert_eq!(Waited::of(0x0200), Waited::Exited(2));
        assert_eq!(Waited::of(0x0009), Waited::Killed(9));
        assert_eq!(Waited::of(0x008b), Waited::Killed(11));
        assert_eq!(Waited::of(0x0006_057f), Waited::Stopped(5, 6));
        assert_eq!(Waited::of(0x227f), Waited::Stopped(34, 0));
    }
}
