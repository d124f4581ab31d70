//! Reading a file from inside another pid namespace: a sysctl answers for the namespace of who reads it.

use std::ffi::CStr;
use std::fs::OpenOptions;
use std::io::{self, Read};
use std::os::fd::{AsRawFd, RawFd};
use std::path::Path;

/// Bytes that are read.
const MOST: usize = 256;

/// The start of a file, read by a process in that pid namespace. `None` where it cannot be entered, or has no
/// number left for another process.
pub(crate) fn read_inside(namespace: &Path, file: &CStr) -> Option<Vec<u8>> {
    let namespace = OpenOptions::new().read(true).open(namespace).ok()?;
    let (mut from, to) = io::pipe().ok()?;
    // SAFETY: the child calls only what signal-safety(7) allows, allocates nothing, and ends by _exit(2).
    let middle = unsafe { libc::fork() };
    if middle == 0 {
        enter(namespace.as_raw_fd(), file, to.as_raw_fd());
    }
    drop(to);
    let mut bytes = Vec::new();
    let read = from.read_to_end(&mut bytes);
    if middle > 0 {
        reap(middle);
    }
    read.ok().filter(|count| *count > 0).map(|_| bytes)
}

/// The first child: only what it starts is inside.
fn enter(namespace: RawFd, file: &CStr, to: RawFd) -> ! {
    // SAFETY: setns(2) takes two integers.
    let entered = unsafe { libc::setns(namespace, libc::CLONE_NEWPID) };
    if entered == 0 {
        // SAFETY: as above: the grandchild too calls only what is safe after a fork.
        let inside = unsafe { libc::fork() };
        if inside == 0 {
            copy(file, to);
        } else if inside > 0 {
            reap(inside);
        }
    }
    leave()
}

/// The grandchild: copies the file into the pipe.
fn copy(file: &CStr, to: RawFd) -> ! {
    let mut bytes = [0_u8; MOST];
    let place: *mut u8 = bytes.as_mut_ptr();
    // SAFETY: `file` ends with a zero.
    let descriptor = unsafe { libc::open(file.as_ptr(), libc::O_RDONLY) };
    // SAFETY: `place` is valid for `MOST` bytes; a bad descriptor is refused.
    let count = unsafe { libc::read(descriptor, place.cast(), MOST) };
    if let Ok(count) = usize::try_from(count) {
        // SAFETY: `place` is valid for `MOST` bytes, of which `count` were read.
        unsafe { libc::write(to, place.cast(), count) };
    }
    leave()
}

fn reap(child: libc::pid_t) {
    let mut status = 0;
    // SAFETY: `status` is a valid place for an integer during the call.
    unsafe { libc::waitpid(child, &raw mut status, 0) };
}

fn leave() -> ! {
    // SAFETY: _exit(2) ends a child without running what its parent registered to run at its exit.
    unsafe { libc::_exit(0) }
}
