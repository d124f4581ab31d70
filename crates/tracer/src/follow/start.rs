//! Starting the program, and following it to its end.

use std::ffi::{CString, OsStr};
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use super::tracer::Tracer;
use super::{Acceleration, Command, Ending, Failed};
use crate::calls::filter;
use crate::record::Record;
use crate::snapshot::Own;
use crate::sys::{self, Start};

/// Options of linux/ptrace.h: end with the tracer, tell calls from traps, and follow clone, fork, vfork, exec,
/// exit and the filter's stops.
const OPTIONS: u32 = 0x10_0000 | 0x01 | 0x02 | 0x04 | 0x08 | 0x10 | 0x40;
const BY_FILTER: u32 = 0x80;
/// `CAP_SYS_ADMIN`: who has it may install a filter without giving up gaining privileges.
const SYS_ADMIN: u64 = 1 << 21;

/// Runs a program to its end and writes its record. `started` is told its number once it is traced.
///
/// Call it on a thread that has no other children: it waits for all of the calling thread's. The program's
/// standard streams are those of this process; its children are followed until all have ended.
///
/// # Errors
/// When the program cannot be started or traced, or the record not be written.
pub fn run(command: &Command, started: &mut dyn FnMut(i32)) -> Result<Ending, Failed> {
    let status = fs::read_to_string("/proc/self/status").map_err(Failed::Trace)?;
    let is_filtered = field(&status, "Seccomp").is_some_and(|mode| mode != "0");
    let by_filter = command.acceleration == Acceleration::Filter && !is_filtered;
    let is_admin = field(&status, "CapEff")
        .and_then(|set| u64::from_str_radix(set, 16).ok())
        .is_some_and(|set| set & SYS_ADMIN != 0);
    let own = Own {
        filters: u32::from(by_filter),
        no_new_privileges: by_filter && !is_admin,
    };
    let start = Start {
        files: files(&command.program, command.path.as_deref())?,
        arguments: arguments(command)?,
        filter: by_filter.then(filter),
        give_up_privileges: own.no_new_privileges,
    };
    let record = Record::new(&command.record, own).map_err(Failed::Record)?;
    let mut child = sys::start(&start).map_err(Failed::Trace)?;
    let options = if by_filter {
        OPTIONS | BY_FILTER
    } else {
        OPTIONS
    };
    sys::seize(child.pid, options).map_err(Failed::Trace)?;
    started(child.pid);
    let mut tracer = Tracer::new(child.pid, record, !by_filter, own.filters);
    tracer.prepare()?;
    child.go().map_err(Failed::Trace)?;
    let ending = tracer.follow()?;
    Ok(match child.refused() {
        Some(errno) => Ending::NotExecuted(errno),
        None => ending,
    })
}

fn field<'a>(status: &'a str, name: &str) -> Option<&'a str> {
    crate::snapshot::field(status, name)
}

fn zero_ended(text: &OsStr) -> Result<CString, Failed> {
    CString::new(text.as_bytes()).map_err(|_| Failed::Zero)
}

fn arguments(command: &Command) -> Result<Vec<CString>, Failed> {
    let own_name = std::iter::once(&command.program);
    own_name
        .chain(&command.arguments)
        .map(|text| zero_ended(text))
        .collect()
}

/// The files to try: the path itself, or the name in each folder of `PATH`, as execvp(3) does.
fn files(program: &OsStr, path: Option<&OsStr>) -> Result<Vec<CString>, Failed> {
    if program.as_bytes().contains(&b'/') || program.is_empty() {
        return Ok(vec![zero_ended(program)?]);
    }
    let path = path.unwrap_or(OsStr::new("/usr/local/bin:/usr/bin:/bin"));
    let folders = path.as_bytes().split(|byte| *byte == b':');
    let files = folders.map(|folder| {
        let folder = if folder.is_empty() { b"." } else { folder };
        zero_ended(
            Path::new(OsStr::from_bytes(folder))
                .join(program)
                .as_os_str(),
        )
    });
    files.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_looked_for_and_a_path_is_not() {
        let path = Some(OsStr::new("/a::/b"));
        let check = |program: &str, expect: &[&str]| {
            let files = files(OsStr::new(program), path).unwrap();
            let files: Vec<&str> = files.iter().map(|file| file.to_str().unwrap()).collect();
            assert_eq!(files, expect);
        };
        check("app", &["/a/app", "./app", "/b/app"]);
        check("./app", &["./app"]);
        check("", &[""]);
    }
}
