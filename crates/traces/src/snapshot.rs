//! Values of /proc, cgroups and sysctls: files of a snapshot, known by their names, and listings in a log,
//! known by their words.

use crate::Gauge;
use crate::event::{Event, What, shown};

/// Mapped files that are named.
const MOST_FILES: usize = 256;

/// A file of a snapshot, by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
enum File {
    /// A text file of a process with one value a line.
    Listing,
    /// The whole file is one value.
    One(String),
    /// A cgroup's counters: a name and a value a line.
    Counters(String),
    /// `/proc/PID/maps`.
    Maps,
    /// `/proc/PID/mountinfo`.
    Mounts,
    /// `/proc/PID/cgroup`.
    Hierarchies,
    /// How many threads there are, by user.
    Census,
    /// What nothing here needs.
    Other,
}

/// Whether a file of this name belongs to a snapshot.
#[must_use]
pub fn is_snapshot(name: &str) -> bool {
    file(name).is_some()
}

fn file(name: &str) -> Option<File> {
    Some(match name {
        "limits" | "status" | "sys_meminfo" | "meminfo" => File::Listing,
        "maps" => File::Maps,
        "mountinfo" => File::Mounts,
        "census" => File::Census,
        "cgroup" => File::Hierarchies,
        "exe" | "cwd" | "cmdline" | "sys_loadavg" | "loadavg" => {
            File::One(name.trim_start_matches("sys_").to_owned())
        }
        "stat" | "statm" | "wchan" | "syscall" | "environ" => File::Other,
        _ => return prefixed(name),
    })
}

/// `cg_pids.max`, `pids.max`, `sys_kernel_pid_max`.
fn prefixed(name: &str) -> Option<File> {
    if let Some(rest) = name.strip_prefix("sys_") {
        let (area, rest) = rest.split_once('_')?;
        return Some(File::One(format!("sysctl {area}.{rest}")));
    }
    let (has_prefix, rest) = match name.strip_prefix("cg_") {
        Some(rest) => (true, rest),
        None => (false, name),
    };
    let controller = rest.split('.').next()?;
    let is_known = ["pids", "memory"].contains(&controller) && rest.contains('.');
    if !is_known && !has_prefix {
        return None;
    }
    let key = format!("cgroup {rest}");
    // Version 1 counts kills in `memory.oom_control`.
    let counts = [".events", ".events.local", ".oom_control"]
        .iter()
        .any(|ending| rest.ends_with(ending));
    Some(if counts {
        File::Counters(key)
    } else {
        File::One(key)
    })
}

/// A reader of one file of a snapshot.
#[derive(Debug)]
pub(crate) struct Snapshot {
    moment: String,
    file: File,
    lines: u64,
    files: Vec<String>,
}

impl Snapshot {
    /// The reader of a file by its path; `None` if it is none of a snapshot.
    pub(crate) fn of(path: &str) -> Option<Self> {
        let mut parts = path.rsplit('/');
        let file = file(parts.next()?)?;
        let folder = parts.next().unwrap_or_default();
        Some(Self {
            moment: folder.to_owned(),
            file,
            lines: 0,
            files: Vec::new(),
        })
    }

    /// Reads a line.
    pub(crate) fn line(&mut self, line: &[u8], number: u64, out: &mut dyn FnMut(Event)) {
        self.lines = number;
        let text = String::from_utf8_lossy(line).into_owned();
        let values = match &self.file {
            File::Listing => listed(&text).into_iter().collect(),
            File::One(key) => vec![(key.clone(), text.replace('\0', " ").trim().to_owned())],
            File::Counters(key) => counter(key, &text).into_iter().collect(),
            File::Maps => self.mapped(&text).into_iter().collect(),
            File::Mounts => mounted(&text).into_iter().collect(),
            File::Hierarchies => hierarchy(&text).into_iter().collect(),
            File::Census => census(&text),
            File::Other => Vec::new(),
        };
        for (key, value) in values {
            out(event(&self.moment, key, value, number, &shown(line)));
        }
    }

    /// The end of the file: how many mappings there were.
    pub(crate) fn finish(&self, out: &mut dyn FnMut(Event)) {
        if self.file == File::Maps {
            let count = self.lines.to_string();
            let text = format!("{count} mappings");
            out(event(
                &self.moment,
                "maps count".to_owned(),
                count,
                self.lines,
                &text,
            ));
        }
    }

    /// A shared library that is mapped, named once.
    fn mapped(&mut self, line: &str) -> Option<(String, String)> {
        let path = line.split_whitespace().nth(5)?;
        let is_library = path.contains(".so");
        if !is_library || self.files.len() >= MOST_FILES || self.files.iter().any(|f| f == path) {
            return None;
        }
        self.files.push(path.to_owned());
        Some((format!("maps {path}"), path.to_owned()))
    }
}

fn event(moment: &str, key: String, value: String, line: u64, text: &str) -> Event {
    let moment = moment.to_owned();
    Event {
        line,
        text: text.replace('\0', " "),
        task: None,
        what: What::Gauge(Gauge { moment, key, value }),
    }
}

/// A value of /proc in a log: `cat /proc/PID/limits`, `sysctl kernel.pid_max`.
pub(crate) fn in_log(line: &[u8], number: u64, out: &mut dyn FnMut(Event)) -> bool {
    let near = line.get(..16).unwrap_or(line);
    let looks = near.starts_with(b"Max ")
        || near.starts_with(b"kernel.")
        || near.starts_with(b"vm.")
        || near.contains(&b':');
    if !looks {
        return false;
    }
    let text = String::from_utf8_lossy(line);
    let Some((key, value)) = listed(&text) else {
        return false;
    };
    out(event("", key, value, number, &shown(line)));
    true
}

/// Limits of /proc/PID/limits whose exhaustion is known by them.
const LIMITS: &[&str] = &[
    "Max processes",
    "Max address space",
    "Max stack size",
    "Max data size",
    "Max open files",
    "Max locked memory",
];

/// Fields of /proc/PID/status and /proc/meminfo that are read.
const FIELDS: &[(&str, &str)] = &[
    ("Uid", "status"),
    ("CapEff", "status"),
    ("Seccomp", "status"),
    ("Seccomp_filters", "status"),
    ("NSpid", "status"),
    ("Threads", "status"),
    ("VmSize", "status"),
    ("VmData", "status"),
    ("CommitLimit", "meminfo"),
    ("Committed_AS", "meminfo"),
    ("MemAvailable", "meminfo"),
];

fn listed(line: &str) -> Option<(String, String)> {
    if let Some(limit) = LIMITS.iter().find(|limit| line.starts_with(**limit)) {
        let rest = line.get(limit.len()..)?;
        let mut words = rest.split_whitespace();
        let (soft, hard) = (words.next()?, words.next()?);
        let is_value = |word: &str| word == "unlimited" || word.parse::<u64>().is_ok();
        return (is_value(soft) && is_value(hard))
            .then(|| (format!("limit {limit}"), format!("{soft} {hard}")));
    }
    if let Some((key, value)) = line.split_once(" = ")
        && (key.starts_with("kernel.") || key.starts_with("vm."))
    {
        return Some((format!("sysctl {key}"), value.trim().to_owned()));
    }
    let (name, value) = line.split_once(':')?;
    let (_, area) = FIELDS.iter().find(|(known, _)| *known == name)?;
    let is_field = value.starts_with('\t') || value.starts_with(' ');
    let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
    is_field.then(|| (format!("{area} {name}"), value))
}

fn counter(key: &str, line: &str) -> Option<(String, String)> {
    let (name, value) = line.split_once(' ')?;
    Some((format!("{key} {name}"), value.trim().to_owned()))
}

/// `65 44 0:39 / /srv/mnt rw,noexec,relatime - tmpfs none rw`.
fn mounted(line: &str) -> Option<(String, String)> {
    let mut words = line.split(' ');
    let (point, options) = (words.nth(4)?, words.next()?);
    Some((format!("mount {point}"), options.to_owned()))
}

/// `8:pids:/diagtest`; `0::/app` of the unified hierarchy.
fn hierarchy(line: &str) -> Option<(String, String)> {
    let (controllers, path) = line.split_once(':')?.1.split_once(':')?;
    Some((format!("hierarchy {controllers}"), path.to_owned()))
}

/// `uid 54321 threads_of_uid 12 threads_total 268`.
fn census(line: &str) -> Vec<(String, String)> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let pairs = words.chunks_exact(2).filter_map(|pair| match pair {
        [name, value] => Some((format!("census {name}"), (*value).to_owned())),
        _ => None,
    });
    pairs.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(path: &str, text: &str) -> Vec<(String, String)> {
        let mut snapshot = Snapshot::of(path).unwrap();
        let mut gauges = Vec::new();
        let mut out = |event: Event| {
            if let What::Gauge(gauge) = event.what {
                gauges.push((gauge.key, gauge.value));
            }
        };
        for (number, line) in (1..).zip(text.lines()) {
            snapshot.line(line.as_bytes(), number, &mut out);
        }
        snapshot.finish(&mut out);
        gauges
    }

    fn check(path: &str, text: &str, expect: &[(&str, &str)]) {
        let expect: Vec<(String, String)> = expect
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect();
        assert_eq!(read(path, text), expect, "{path}");
    }

    #[test]
    fn files_are_known_by_name() {
        check(
            "x/at_exit/cg_pids.max",
            "14\n",
            &[("cgroup pids.max", "14")],
        );
        check(
            "x/pids.events",
            "max 936\n",
            &[("cgroup pids.events max", "936")],
        );
        check(
            "x/sys_kernel_threads-max",
            "150\n",
            &[("sysctl kernel.threads-max", "150")],
        );
        check(
            "x/census",
            "uid 7 threads_of_uid 12 threads_total 268\n",
            &[
                ("census uid", "7"),
                ("census threads_of_uid", "12"),
                ("census threads_total", "268"),
            ],
        );
        check(
            "x/mountinfo",
            "65 44 0:39 / /srv/mnt rw,noexec,relatime - tmpfs none rw\n",
            &[("mount /srv/mnt", "rw,noexec,relatime")],
        );
        check(
            "x/maps",
            "00400000-00402000 r--p 00000000 fe:00 1  /lib/libc.so.6\n00403000-00404000 rw-p 0 00:00 0\n",
            &[
                ("maps /lib/libc.so.6", "/lib/libc.so.6"),
                ("maps count", "2"),
            ],
        );
    }

    #[test]
    fn listings_are_known_by_words() {
        let mut keys = Vec::new();
        for line in [
            "Max processes             12                   unlimited            processes",
            "CapEff:\t0000000000000000",
            "kernel.pid_max = 32768",
            "Max pain: 3",
            "Name: x",
        ] {
            in_log(line.as_bytes(), 1, &mut |event| {
                if let What::Gauge(gauge) = event.what {
                    keys.push(gauge.key);
                }
            });
        }
        assert_eq!(
            keys,
            [
                "limit Max processes",
                "status CapEff",
                "sysctl kernel.pid_max"
            ]
        );
    }
}
