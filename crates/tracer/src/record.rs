//! What is kept of a run: a folder with `trace.log`, in strace's words, and a folder for each moment that was
//! copied.

use std::collections::BTreeSet;
use std::fmt::Arguments;
use std::fs::{self, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::snapshot::{self, Own};
use crate::sys::Tid;

/// Bytes of the trace from which on only what failed, signals and ends are written, and the most of it.
const PLENTY: u64 = 64 << 20;
const MOST: u64 = 256 << 20;
/// Moments that are copied in one run.
const MOST_MOMENTS: usize = 32;

/// Where a run is written down.
#[derive(Debug)]
pub(crate) struct Record {
    folder: PathBuf,
    log: BufWriter<fs::File>,
    written: u64,
    own: Own,
    moments: BTreeSet<String>,
    taken: BTreeSet<(Tid, String)>,
}

impl Record {
    /// Begins a record in a folder, which is made.
    pub(crate) fn new(folder: &Path, own: Own) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let log = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(folder.join("trace.log"))?;
        Ok(Self {
            folder: folder.to_path_buf(),
            log: BufWriter::new(log),
            written: 0,
            own,
            moments: BTreeSet::new(),
            taken: BTreeSet::new(),
        })
    }

    /// Writes a line of a thread that matters whatever else there is.
    pub(crate) fn line(&mut self, tid: Tid, body: Arguments<'_>) -> io::Result<()> {
        if self.written > MOST {
            return Ok(());
        }
        let line = format!("{tid} {} {body}\n", now());
        self.written += line.len() as u64;
        self.log.write_all(line.as_bytes())
    }

    /// Writes a line that matters less: not once there is plenty.
    pub(crate) fn minor(&mut self, tid: Tid, body: Arguments<'_>) -> io::Result<()> {
        if self.written > PLENTY {
            return Ok(());
        }
        self.line(tid, body)
    }

    /// Copies a moment of a thread, the first of that name in its process.
    pub(crate) fn moment(&mut self, process: Tid, tid: Tid, name: &str) -> io::Result<()> {
        let is_new = self.taken.insert((process, name.to_owned()));
        if !is_new || self.moments.len() >= MOST_MOMENTS {
            return Ok(());
        }
        let free = (1..).map(|count| match count {
            1 => name.to_owned(),
            count => format!("{name}_{count}"),
        });
        let mut free = free.filter(|name| !self.moments.contains(name));
        let Some(name) = free.next() else {
            return Ok(());
        };
        snapshot::copy(tid, self.own, &self.folder.join(&name))?;
        self.moments.insert(name);
        Ok(())
    }

    /// Writes what is pending.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.log.flush()
    }

    /// Copies the counters of cgroups alone, where the thread is gone.
    pub(crate) fn groups(&mut self, groups: &snapshot::Groups, name: &str) -> io::Result<()> {
        let folder = self.folder.join(name);
        fs::create_dir_all(&folder)?;
        self.moments.insert(name.to_owned());
        groups.copy(&folder)
    }
}

/// Seconds since 1970, with microseconds, as `strace -ttt` has them.
#[expect(
    clippy::disallowed_methods,
    reason = "a record says when something happened; nothing is decided by it"
)]
fn now() -> String {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    format!("{}.{:06}", since.as_secs(), since.subsec_micros())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_of_a_process_is_copied_once() {
        let folder = tempfile::tempdir().unwrap();
        let pid = i32::try_from(std::process::id()).unwrap();
        let mut record = Record::new(&folder.path().join("record"), Own::default()).unwrap();
        for process in [1, 1, 2] {
            record.moment(process, pid, "at_exit").unwrap();
        }
        record.line(7, format_args!("brk(NULL) = 0x1000")).unwrap();
        let at = record.folder.clone();
        record.flush().unwrap();
        let names: BTreeSet<String> = fs::read_dir(&at)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        assert_eq!(
            names,
            BTreeSet::from(["at_exit", "at_exit_2", "trace.log"].map(str::to_owned))
        );
        let log = fs::read_to_string(at.join("trace.log")).unwrap();
        assert!(
            log.starts_with("7 ") && log.ends_with(" brk(NULL) = 0x1000\n"),
            "{log}"
        );
        let limits = fs::read_to_string(at.join("at_exit/limits")).unwrap();
        assert!(limits.contains("Max processes"));
    }
}
