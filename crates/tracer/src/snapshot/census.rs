//! How many threads there are: of the thread's user, of the machine, and of the pid namespace.

use std::fs;
use std::io;
use std::path::Path;

use super::process::{field, text};
use crate::sys::Tid;

/// Threads, counted over /proc.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Census {
    /// The real user.
    pub(crate) user: u32,
    /// Threads whose real user it is: what `RLIMIT_NPROC` counts.
    pub(crate) of_user: u64,
    /// All threads that /proc shows.
    pub(crate) total: u64,
}

/// Writes the census of a thread's user.
pub(super) fn copy(tid: Tid, folder: &Path) -> io::Result<()> {
    let Some(census) = take(tid) else {
        return Ok(());
    };
    let Census {
        user,
        of_user,
        total,
    } = census;
    let line = format!("uid {user} threads_of_uid {of_user} threads_total {total}\n");
    fs::write(folder.join("census"), line)
}

/// Counts.
pub(crate) fn take(tid: Tid) -> Option<Census> {
    let status = text(&Path::new("/proc").join(tid.to_string()).join("status"))?;
    let user = real_user(&status)?;
    let mut census = Census {
        user,
        ..Census::default()
    };
    for entry in fs::read_dir("/proc").ok()?.filter_map(Result::ok) {
        let is_process = entry
            .file_name()
            .as_encoded_bytes()
            .iter()
            .all(u8::is_ascii_digit);
        if !is_process {
            continue;
        }
        let Some(status) = text(&entry.path().join("status")) else {
            continue;
        };
        let threads = field(&status, "Threads").and_then(|count| count.parse::<u64>().ok());
        let threads = threads.unwrap_or(0);
        census.total += threads;
        if real_user(&status) == Some(user) {
            census.of_user += threads;
        }
    }
    Some(census)
}

fn real_user(status: &str) -> Option<u32> {
    field(status, "Uid")?
        .split_whitespace()
        .next()?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_own_threads_are_among_those_counted() {
        let pid = i32::try_from(std::process::id()).unwrap();
        let census = take(pid).unwrap();
        assert!(census.of_user >= 1 && census.total >= census.of_user);
        assert_eq!(
            census.user,
            real_user(&text(Path::new("/proc/self/status")).unwrap()).unwrap()
        );
    }
}
