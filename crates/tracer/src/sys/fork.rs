//! Starting the program: a child that waits until it is traced, installs the filter and executes.
//!
//! `std::process::Command` cannot do this: it waits for the exec, which here waits for the tracer.

use std::ffi::{CStr, CString};
use std::io::{self, Read, Write};
use std::os::fd::{AsRawFd, RawFd};
use std::ptr;

use super::seccomp::{self, Instruction};
use super::{Tid, checked};

/// What is started.
#[derive(Debug)]
pub(crate) struct Start {
    /// Files to try, in order: several where a name was looked for along PATH.
    pub(crate) files: Vec<CString>,
    /// The arguments, with the program's own name first.
    pub(crate) arguments: Vec<CString>,
    /// The filter, or nothing where every call is traced.
    pub(crate) filter: Option<Vec<Instruction>>,
    /// Whether a filter is only allowed to who gives up gaining privileges.
    pub(crate) give_up_privileges: bool,
}

/// Both ends of a pipe that no executed program inherits.
type Pipe = (io::PipeReader, io::PipeWriter);

/// A started child that waits for a byte.
#[derive(Debug)]
pub(crate) struct Started {
    /// Its number.
    pub(crate) pid: Tid,
    go: io::PipeWriter,
    refused: io::PipeReader,
}

impl Started {
    /// Lets the child go on to execute the program.
    pub(crate) fn go(&mut self) -> io::Result<()> {
        self.go.write_all(&[1])
    }

    /// Why the program could not be executed; `None` if it was. Call it when the child executed or ended.
    pub(crate) fn refused(&mut self) -> Option<i32> {
        let mut errno = [0; 4];
        self.refused.read_exact(&mut errno).ok()?;
        Some(i32::from_ne_bytes(errno))
    }
}

/// Forks the child.
///
/// # Errors
/// As pipe(2) and fork(2).
pub(crate) fn start(start: &Start) -> io::Result<Started> {
    let (wait, go): Pipe = io::pipe()?;
    let (refused, tell): Pipe = io::pipe()?;
    let mut arguments: Vec<*const libc::c_char> =
        start.arguments.iter().map(|text| text.as_ptr()).collect();
    arguments.push(ptr::null());
    // SAFETY: between fork and exec the child calls only what signal-safety(7) allows and allocates nothing:
    // everything that it needs was made above.
    let pid = unsafe { libc::fork() };
    if pid == 0 {
        let ends = [go.as_raw_fd(), refused.as_raw_fd()];
        child(start, &arguments, wait.as_raw_fd(), tell.as_raw_fd(), ends);
    }
    checked(pid.into())?;
    Ok(Started { pid, go, refused })
}

/// The child: never returns.
fn child(
    start: &Start,
    arguments: &[*const libc::c_char],
    wait: RawFd,
    tell: RawFd,
    ends: [RawFd; 2],
) -> ! {
    for end in ends {
        close(end);
    }
    as_a_shell_would();
    if !waited(wait) {
        leave(1);
    }
    if let Some(filter) = &start.filter
        && let Err(error) = seccomp::install(filter, start.give_up_privileges)
    {
        told(tell, -error.raw_os_error().unwrap_or(libc::EINVAL));
    }
    told(tell, tried(&start.files, arguments))
}

/// Executes the first file that can be, as execvp(3) does: a file that is absent or denied does not end a search
/// along PATH, another error does. The error otherwise, after a look at the file.
fn tried(files: &[CString], arguments: &[*const libc::c_char]) -> i32 {
    let mut worst = libc::ENOENT;
    for file in files {
        let errno = execute(file, arguments);
        let goes_on = matches!(errno, libc::ENOENT | libc::ENOTDIR | libc::EACCES);
        if !goes_on || files.len() == 1 {
            look_at(file);
            return errno;
        }
        if errno == libc::EACCES {
            worst = errno;
        }
    }
    worst
}

/// SIGPIPE, which std ignores, as it was.
fn as_a_shell_would() {
    // SAFETY: signal(2) with a default disposition installs no function.
    unsafe { libc::signal(libc::SIGPIPE, libc::SIG_DFL) };
}

/// Waits for the byte that says that the tracer is there; `false` if the tracer is gone.
fn waited(wait: RawFd) -> bool {
    let mut byte = 0_u8;
    let to: *mut u8 = &raw mut byte;
    loop {
        // SAFETY: `to` is valid for the one byte that is read.
        let count = unsafe { libc::read(wait, to.cast(), 1) };
        if count != -1 || io::Error::last_os_error().kind() != io::ErrorKind::Interrupted {
            return count == 1;
        }
    }
}

/// Becomes the program; the error if it cannot.
fn execute(file: &CStr, arguments: &[*const libc::c_char]) -> i32 {
    // SAFETY: `file` ends with a zero, and `arguments` is a list of such texts that ends with null; all of them
    // outlive the call.
    unsafe { libc::execv(file.as_ptr(), arguments.as_ptr()) };
    io::Error::last_os_error()
        .raw_os_error()
        .unwrap_or(libc::EINVAL)
}

/// Looks at the file that could not be executed, so that the trace shows whether it is there and how it begins.
fn look_at(file: &CStr) {
    // SAFETY: a `stat` is plain numbers, for which zeros are a value.
    let mut found: libc::stat = unsafe { std::mem::zeroed() };
    let to: *mut libc::stat = &raw mut found;
    // SAFETY: `file` ends with a zero, and `to` is valid for what is written.
    unsafe { libc::stat(file.as_ptr(), to) };
    // SAFETY: `file` ends with a zero; no mode is needed where no file is made.
    let descriptor = unsafe { libc::open(file.as_ptr(), libc::O_RDONLY | libc::O_NONBLOCK) };
    if descriptor >= 0 {
        let mut start = [0_u8; 128];
        let to: *mut u8 = start.as_mut_ptr();
        // SAFETY: `to` is valid for the bytes that are read.
        unsafe { libc::read(descriptor, to.cast(), 128) };
    }
}

/// Tells the tracer why, and ends as a shell does.
fn told(tell: RawFd, errno: i32) -> ! {
    let bytes = errno.to_ne_bytes();
    let from: *const u8 = bytes.as_ptr();
    // SAFETY: `from` is valid for the four bytes that are written.
    unsafe { libc::write(tell, from.cast(), 4) };
    leave(if errno == libc::ENOENT { 127 } else { 126 })
}

fn close(descriptor: RawFd) {
    // SAFETY: the child closes its own copies of the parent's ends; nothing in the child uses them later.
    unsafe { libc::close(descriptor) };
}

fn leave(code: i32) -> ! {
    // SAFETY: _exit(2) ends the child without running what the parent registered to run at its exit.
    unsafe { libc::_exit(code) }
}
