//! A live process: how far it is from each limit that stops programs, and a copy of what says so.

use std::fs;
use std::io;
use std::path::Path;

use crate::snapshot::{self, Own};
use crate::sys::Tid;

/// One limit and how much of it is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gauge {
    /// What is limited, in words.
    pub what: String,
    /// Where the limit stands.
    pub place: String,
    /// What is used.
    pub used: u64,
    /// What may be used; `None` without a limit, or where the process is not held to it.
    pub most: Option<u64>,
    /// What fails when it is reached.
    pub then: &'static str,
}

impl Gauge {
    /// How much of the limit is used, in thousandths.
    #[must_use]
    pub fn share(&self) -> Option<u64> {
        let most = self.most.filter(|most| *most > 0)?;
        Some(self.used.saturating_mul(1000) / most)
    }
}

/// What is known of a live process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Live {
    /// Its number.
    pub pid: i32,
    /// Its program.
    pub program: String,
    /// Its threads.
    pub threads: u64,
    /// Seccomp: 0 none, 1 strict, 2 filtered; and the filters.
    pub seccomp: (u64, u64),
    /// Shared libraries that are mapped.
    pub libraries: Vec<String>,
    /// Limits, the nearest first; those without a limit last.
    pub gauges: Vec<Gauge>,
}

/// Looks at a process, and copies what it saw into a folder where one is given.
///
/// # Errors
/// When the process is not there or may not be looked at, or the copy cannot be written.
pub fn live(pid: i32, record: Option<&Path>) -> io::Result<Live> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let limits = fs::read_to_string(format!("/proc/{pid}/limits"))?;
    let maps = fs::read_to_string(format!("/proc/{pid}/maps"))?;
    let program = fs::read_link(format!("/proc/{pid}/exe"))?;
    if let Some(record) = record {
        snapshot::copy(pid, Own::default(), &record.join("at_pid"))?;
    }
    let number = |name: &str| field(&status, name).unwrap_or(0);
    let mut gauges = Vec::new();
    gauges.extend(of_limits(pid, &status, &limits));
    gauges.extend(of_cgroups(pid));
    gauges.extend(of_machine(pid, &maps));
    gauges.sort_by_key(|gauge| std::cmp::Reverse(gauge.share()));
    Ok(Live {
        pid,
        program: program.display().to_string(),
        threads: number("Threads"),
        seccomp: (number("Seccomp"), number("Seccomp_filters")),
        libraries: libraries(&maps),
        gauges,
    })
}

fn field(status: &str, name: &str) -> Option<u64> {
    snapshot::field(status, name)?
        .split_whitespace()
        .next()?
        .parse()
        .ok()
}

/// The soft limit of a line of /proc/PID/limits.
fn limit(limits: &str, name: &str) -> Option<u64> {
    let line = limits.lines().find(|line| line.starts_with(name))?;
    line.get(name.len()..)?
        .split_whitespace()
        .next()?
        .parse()
        .ok()
}

/// Whether `RLIMIT_NPROC` does not hold it: `CAP_SYS_ADMIN` or `CAP_SYS_RESOURCE`.
fn is_exempt(status: &str) -> bool {
    const EXEMPTING: u64 = 1 << 21 | 1 << 24;
    let set = snapshot::field(status, "CapEff");
    let set = set.and_then(|set| u64::from_str_radix(set, 16).ok());
    set.is_some_and(|set| set & EXEMPTING != 0)
}

fn of_limits(pid: Tid, status: &str, limits: &str) -> Vec<Gauge> {
    let gauge = |what: &str, place: &str, used, then| Gauge {
        what: what.to_owned(),
        place: place.to_owned(),
        used,
        most: limit(limits, place),
        then,
    };
    let kilobytes = |name: &str| field(status, name).unwrap_or(0) * 1024;
    let mut gauges = Vec::new();
    if let Some(census) = snapshot::census(pid) {
        let mut threads = gauge(
            "threads of the user",
            "Max processes",
            census.of_user,
            "new threads and processes: EAGAIN",
        );
        threads.most = threads.most.filter(|_| !is_exempt(status));
        gauges.push(threads);
    }
    if let Ok(open) = fs::read_dir(format!("/proc/{pid}/fd")) {
        let used = open.count() as u64;
        gauges.push(gauge(
            "open files",
            "Max open files",
            used,
            "open, accept, socket: EMFILE",
        ));
    }
    gauges.push(gauge(
        "address space",
        "Max address space",
        kilobytes("VmSize"),
        "stacks of new threads, the heap: ENOMEM",
    ));
    gauges.push(gauge(
        "data",
        "Max data size",
        kilobytes("VmData"),
        "the heap: ENOMEM",
    ));
    gauges.push(gauge(
        "locked memory",
        "Max locked memory",
        kilobytes("VmLck"),
        "mlock: ENOMEM",
    ));
    gauges
}

fn of_cgroups(pid: Tid) -> Vec<Gauge> {
    let levels = snapshot::groups(pid).map_or_else(Vec::new, |groups| groups.levels());
    let gauges = levels.into_iter().map(|level| {
        let (what, then) = match level.controller {
            "pids" => ("threads of the cgroup", "new threads and processes: EAGAIN"),
            _ => ("memory of the cgroup", "the kernel kills a process in it"),
        };
        Gauge {
            what: what.to_owned(),
            place: level.folder.display().to_string(),
            used: level.used,
            most: level.most,
            then,
        }
    });
    gauges.collect()
}

fn of_machine(pid: Tid, maps: &str) -> Vec<Gauge> {
    let sysctl = |path: &str| {
        let text = fs::read_to_string(format!("/proc/sys/{path}")).ok()?;
        text.trim().parse::<u64>().ok()
    };
    let threads = fs::read_to_string("/proc/loadavg").ok().and_then(|load| {
        let field = load.split_whitespace().nth(3)?.to_owned();
        field.split_once('/')?.1.parse().ok()
    });
    let mut gauges = vec![Gauge {
        what: "mappings".to_owned(),
        place: "vm.max_map_count".to_owned(),
        used: maps.lines().count() as u64,
        most: sysctl("vm/max_map_count"),
        then: "stacks of new threads, the heap, libraries: ENOMEM",
    }];
    for (place, most) in [
        ("kernel.threads-max", sysctl("kernel/threads-max")),
        ("kernel.pid_max", snapshot::pid_max(pid)),
    ] {
        gauges.extend(threads.map(|used| Gauge {
            what: "threads of the machine".to_owned(),
            place: place.to_owned(),
            used,
            most,
            then: "new threads and processes: EAGAIN",
        }));
    }
    gauges
}

/// Shared libraries, each once, in the order of their addresses.
fn libraries(maps: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for line in maps.lines() {
        let path = line.splitn(6, ' ').nth(5).unwrap_or_default().trim_start();
        let is_new =
            path.starts_with('/') && path.contains(".so") && !found.iter().any(|p| p == path);
        if is_new {
            found.push(path.to_owned());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_is_looked_at() {
        let pid = i32::try_from(std::process::id()).unwrap();
        let record = tempfile::tempdir().unwrap();
        let live = live(pid, Some(record.path())).unwrap();
        assert!(live.threads >= 1);
        let names: Vec<&str> = live
            .gauges
            .iter()
            .map(|gauge| gauge.place.as_str())
            .collect();
        for name in [
            "Max open files",
            "vm.max_map_count",
            "kernel.threads-max",
            "kernel.pid_max",
        ] {
            assert!(names.contains(&name), "{name} {names:?}");
        }
        let files = live
            .gauges
            .iter()
            .find(|gauge| gauge.place == "Max open files")
            .unwrap();
        assert!(files.used >= 3 && files.most.is_some());
        assert!(record.path().join("at_pid/limits").is_file());
    }

    #[test]
    fn the_nearest_limit_is_first() {
        let pid = i32::try_from(std::process::id()).unwrap();
        let shares: Vec<Option<u64>> = live(pid, None)
            .unwrap()
            .gauges
            .iter()
            .map(Gauge::share)
            .collect();
        let mut sorted = shares.clone();
        sorted.sort_by_key(|share| std::cmp::Reverse(*share));
        assert_eq!(shares, sorted);
    }

    #[test]
    fn who_is_exempt_from_a_limit_is_not_held_to_it() {
        assert!(is_exempt("CapEff:\t0000000001000000\n"));
        assert!(!is_exempt("CapEff:\t0000000000000000\n"));
        assert_eq!(
            limit(
                "Max processes   12   unlimited   processes\n",
                "Max processes"
            ),
            Some(12)
        );
        assert_eq!(
            limit("Max processes   unlimited   unlimited\n", "Max processes"),
            None
        );
    }

    #[test]
    fn a_process_that_is_not_there_is_an_error() {
        assert!(live(i32::MAX, None).is_err());
    }
}
