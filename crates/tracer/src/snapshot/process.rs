//! Files of /proc: the thread's own, and the machine's.

use std::fs::{self, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

use super::Own;
use crate::sys::Tid;

/// Bytes of one file that are kept; a process has 65,530 mappings at most unless told otherwise.
const MOST: u64 = 16 << 20;

/// Files of the thread.
const THREAD: &[&str] = &[
    "limits",
    "maps",
    "mountinfo",
    "cgroup",
    "cmdline",
    "stat",
    "statm",
    "syscall",
    "wchan",
];

/// Files of the machine: below /proc, and what they are called here.
const MACHINE: &[(&str, &str)] = &[
    ("loadavg", "sys_loadavg"),
    ("meminfo", "sys_meminfo"),
    ("sys/kernel/threads-max", "sys_kernel_threads-max"),
    ("sys/kernel/osrelease", "sys_kernel_osrelease"),
    (
        "sys/kernel/seccomp/actions_avail",
        "sys_kernel_seccomp_actions_avail",
    ),
    ("sys/vm/max_map_count", "sys_vm_max_map_count"),
    ("sys/vm/overcommit_memory", "sys_vm_overcommit_memory"),
    ("sys/vm/overcommit_ratio", "sys_vm_overcommit_ratio"),
];

/// Copies what can be read.
pub(super) fn copy(tid: Tid, own: Own, folder: &Path) -> io::Result<()> {
    let from = Path::new("/proc").join(tid.to_string());
    for name in THREAD {
        if let Some(bytes) = read(&from.join(name)) {
            fs::write(folder.join(name), bytes)?;
        }
    }
    if let Some(bytes) = read(&from.join("status")) {
        let text = String::from_utf8_lossy(&bytes);
        fs::write(folder.join("status"), without(own, &text))?;
    }
    for name in ["exe", "cwd"] {
        if let Ok(target) = fs::read_link(from.join(name)) {
            fs::write(folder.join(name), format!("{}\n", target.display()))?;
        }
    }
    for (name, as_name) in MACHINE {
        if let Some(bytes) = read(&Path::new("/proc").join(name)) {
            fs::write(folder.join(as_name), bytes)?;
        }
    }
    Ok(())
}

/// A file of /proc, as far as it is kept.
pub(super) fn read(path: &Path) -> Option<Vec<u8>> {
    let file = OpenOptions::new().read(true).open(path).ok()?;
    let mut bytes = Vec::new();
    file.take(MOST).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// A file of /proc as text.
pub(super) fn text(path: &Path) -> Option<String> {
    read(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

/// The value of a field of a status file.
pub(crate) fn field<'a>(status: &'a str, name: &str) -> Option<&'a str> {
    status.lines().find_map(|line| {
        let (found, value) = line.split_once(':')?;
        (found == name).then_some(value.trim())
    })
}

/// A status as it would be without the tracer.
fn without(own: Own, status: &str) -> String {
    let filters: u32 = field(status, "Seccomp_filters")
        .and_then(|count| count.parse().ok())
        .unwrap_or(0);
    let others = filters.saturating_sub(own.filters);
    let mut text = String::with_capacity(status.len());
    for line in status.lines() {
        let name = line.split(':').next().unwrap_or_default();
        match name {
            "Seccomp" if own.filters > 0 && others == 0 => text.push_str("Seccomp:\t0"),
            "Seccomp_filters" => text.push_str(&format!("Seccomp_filters:\t{others}")),
            "NoNewPrivs" if own.no_new_privileges => text.push_str("NoNewPrivs:\t0"),
            "TracerPid" if own != Own::default() => text.push_str("TracerPid:\t0"),
            _ => text.push_str(line),
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATUS: &str =
        "Name:\tapp\nTracerPid:\t7\nNoNewPrivs:\t1\nSeccomp:\t2\nSeccomp_filters:\t";

    fn check(own: Own, filters: u32, expect: &str) {
        let said = without(own, &format!("{STATUS}{filters}\n"));
        assert_eq!(said, format!("Name:\tapp\n{expect}"));
    }

    #[test]
    fn what_the_tracer_added_is_taken_off() {
        let own = Own {
            filters: 1,
            no_new_privileges: true,
        };
        check(
            own,
            1,
            "TracerPid:\t0\nNoNewPrivs:\t0\nSeccomp:\t0\nSeccomp_filters:\t0\n",
        );
        check(
            own,
            2,
            "TracerPid:\t0\nNoNewPrivs:\t0\nSeccomp:\t2\nSeccomp_filters:\t1\n",
        );
        check(
            Own::default(),
            1,
            "TracerPid:\t7\nNoNewPrivs:\t1\nSeccomp:\t2\nSeccomp_filters:\t1\n",
        );
    }
}
