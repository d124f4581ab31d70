//! What /proc, the cgroups and the sysctls hold of a thread at one moment, copied into a folder.
//!
//! The files keep their names in /proc; a cgroup's have `cg_` before them, sysctls `sys_` and their path. A
//! thread's environment is not among them: it holds secrets.

mod census;
mod cgroup;
mod pid_namespace;
mod process;

pub(crate) use census::take as census;
pub(crate) use cgroup::{Groups, groups};
pub(crate) use pid_namespace::pid_max;
pub(crate) use process::field;

use std::fs;
use std::io;
use std::path::Path;

use crate::sys::Tid;

/// What the tracer itself changed in what /proc says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Own {
    /// Seccomp filters that the tracer installed.
    pub filters: u32,
    /// Whether the tracer made the program give up gaining privileges.
    pub no_new_privileges: bool,
}

/// Copies everything that is known of a thread into a new folder.
///
/// # Errors
/// When the folder cannot be made or written; what cannot be read of the thread is left out.
pub(crate) fn copy(tid: Tid, own: Own, folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    process::copy(tid, own, folder)?;
    if let Some(groups) = groups(tid) {
        groups.copy(folder)?;
    }
    census::copy(tid, folder)?;
    if let Some(most) = pid_max(tid) {
        fs::write(folder.join("sys_kernel_pid_max"), format!("{most}\n"))?;
    }
    Ok(())
}
