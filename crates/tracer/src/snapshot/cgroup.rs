//! Cgroups: a thread's own and those above it, of both versions.
//!
//! A limit anywhere above counts. What is copied under the plain names (`cg_pids.max`) is of the level that has
//! the least left; `cg_levels` lists all of them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::process::text;
use crate::sys::Tid;

/// Levels that are looked at.
const DEEPEST: usize = 64;

/// A controller and the files of one level that are copied.
#[derive(Debug)]
struct Controller {
    name: &'static str,
    /// What is used and what may be used, by version: each file, and the file of the limit.
    gauges: &'static [(&'static str, &'static str)],
    others: &'static [&'static str],
}

static CONTROLLERS: &[Controller] = &[
    Controller {
        name: "pids",
        gauges: &[("pids.current", "pids.max")],
        others: &["pids.events", "pids.events.local", "pids.peak"],
    },
    Controller {
        name: "memory",
        gauges: &[
            ("memory.current", "memory.max"),
            ("memory.usage_in_bytes", "memory.limit_in_bytes"),
        ],
        others: &[
            "memory.events",
            "memory.events.local",
            "memory.high",
            "memory.peak",
            "memory.swap.max",
            "memory.failcnt",
            "memory.max_usage_in_bytes",
            "memory.oom_control",
        ],
    },
];

/// From this on a limit in bytes is none: version 1 writes the largest multiple of a page.
const NO_LIMIT: u64 = 1 << 62;

/// The folders of one controller, from the thread's own cgroup to the topmost that can be seen.
#[derive(Clone, Debug)]
struct Line {
    controller: &'static Controller,
    levels: Vec<PathBuf>,
}

/// The cgroups of a thread.
#[derive(Clone, Debug)]
pub(crate) struct Groups {
    lines: Vec<Line>,
}

/// How far one level is from its limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Level {
    /// Its folder.
    pub(crate) folder: PathBuf,
    /// The controller.
    pub(crate) controller: &'static str,
    /// What is used.
    pub(crate) used: u64,
    /// What may be used; `None` without a limit.
    pub(crate) most: Option<u64>,
}

/// Finds the cgroups of a thread.
pub(crate) fn groups(tid: Tid) -> Option<Groups> {
    let hierarchies = text(&Path::new("/proc").join(tid.to_string()).join("cgroup"))?;
    let mounts = text(Path::new("/proc/self/mountinfo"))?;
    let mut lines = Vec::new();
    for controller in CONTROLLERS {
        let levels = levels(controller.name, &hierarchies, &mounts);
        let levels: Vec<PathBuf> = levels.into_iter().filter(|level| level.is_dir()).collect();
        if !levels.is_empty() {
            lines.push(Line { controller, levels });
        }
    }
    Some(Groups { lines })
}

/// The folders of a controller, deepest first. The unified hierarchy counts where no other has the controller.
fn levels(controller: &str, hierarchies: &str, mounts: &str) -> Vec<PathBuf> {
    let mut unified = Vec::new();
    for line in hierarchies.lines() {
        let mut parts = line.splitn(3, ':').skip(1);
        let (Some(names), Some(path)) = (parts.next(), parts.next()) else {
            continue;
        };
        if names.split(',').any(|name| name == controller) {
            return below(mounts, |kind, options| {
                kind == "cgroup" && options.split(',').any(|option| option == controller)
            })
            .map_or_else(Vec::new, |(point, root)| upward(&point, &root, path));
        }
        if names.is_empty()
            && let Some((point, root)) = below(mounts, |kind, _| kind == "cgroup2")
        {
            unified = upward(&point, &root, path);
        }
    }
    unified
}

/// The mount whose kind and options fit: its place, and the folder of the hierarchy that is mounted there.
fn below(mounts: &str, fits: impl Fn(&str, &str) -> bool) -> Option<(PathBuf, String)> {
    mounts.lines().find_map(|line| {
        let (left, right) = line.split_once(" - ")?;
        let mut left = left.split(' ').skip(3);
        let (root, point) = (left.next()?, left.next()?);
        let mut right = right.split(' ');
        let (kind, options) = (right.next()?, right.nth(1)?);
        fits(kind, options).then(|| (PathBuf::from(point), root.to_owned()))
    })
}

/// The folder of a cgroup and those above it, up to the mount. A path that leads out of the mount is unseen.
fn upward(point: &Path, root: &str, path: &str) -> Vec<PathBuf> {
    let inside = match path.strip_prefix(root.trim_end_matches('/')) {
        Some(inside) => inside.trim_start_matches('/'),
        None => return vec![point.to_path_buf()],
    };
    if inside.split('/').any(|part| part == "..") {
        return vec![point.to_path_buf()];
    }
    let own = point.join(inside);
    let above = own.ancestors().take_while(|level| level.starts_with(point));
    above.take(DEEPEST).map(Path::to_path_buf).collect()
}

impl Groups {
    /// Copies the counters of the level of each controller that has the least left, and the list of all levels.
    pub(crate) fn copy(&self, folder: &Path) -> io::Result<()> {
        let mut list = String::new();
        for line in &self.lines {
            let measured: Vec<Level> = line.measured();
            let tightest = measured
                .iter()
                .filter_map(|level| Some((level.most?.saturating_sub(level.used), level)))
                .min_by_key(|(left, _)| *left);
            let from = match tightest {
                Some((_, level)) => Some(&level.folder),
                None => line.levels.first(),
            };
            if let Some(from) = from {
                line.controller.copy(from, folder)?;
            }
            for level in &measured {
                let most = level.most.map_or("max".to_owned(), |most| most.to_string());
                let Level {
                    folder,
                    controller,
                    used,
                    ..
                } = level;
                list.push_str(&format!(
                    "{controller} {} used {used} of {most}\n",
                    folder.display()
                ));
            }
        }
        fs::write(folder.join("cg_levels"), list)
    }

    /// Every level that counts anything.
    pub(crate) fn levels(&self) -> Vec<Level> {
        self.lines.iter().flat_map(Line::measured).collect()
    }
}

impl Line {
    fn measured(&self) -> Vec<Level> {
        let gauges = self.controller.gauges;
        let measured = self.levels.iter().filter_map(|folder| {
            gauges.iter().find_map(|(used, most)| {
                let used = text(&folder.join(used))?.trim().parse().ok()?;
                let most = text(&folder.join(most)).and_then(|text| limit(&text));
                Some(Level {
                    folder: folder.clone(),
                    controller: self.controller.name,
                    used,
                    most,
                })
            })
        });
        measured.collect()
    }
}

/// `max`, or a number; version 1 has a number that stands for none.
fn limit(text: &str) -> Option<u64> {
    let most = text.trim().parse::<u64>().ok()?;
    (most < NO_LIMIT).then_some(most)
}

impl Controller {
    fn copy(&self, from: &Path, folder: &Path) -> io::Result<()> {
        let gauges = self.gauges.iter().flat_map(|(used, most)| [*used, *most]);
        for name in gauges.chain(self.others.iter().copied()) {
            if let Some(bytes) = text(&from.join(name)) {
                fs::write(folder.join(format!("cg_{name}")), bytes)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOUNTS: &str = "\
30 23 0:26 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw,nsdelegate
31 23 0:27 /docker/7f /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids
32 23 0:28 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct
";

    fn check(controller: &str, hierarchies: &str, expect: &[&str]) {
        let levels = levels(controller, hierarchies, MOUNTS);
        let expect: Vec<PathBuf> = expect.iter().map(PathBuf::from).collect();
        assert_eq!(levels, expect);
    }

    #[test]
    fn levels_lead_up_to_the_mount() {
        check(
            "pids",
            "8:pids:/docker/7f/app\n0::/a/b\n",
            &["/sys/fs/cgroup/pids/app", "/sys/fs/cgroup/pids"],
        );
        check(
            "memory",
            "8:pids:/docker/7f/app\n0::/a/b\n",
            &[
                "/sys/fs/cgroup/unified/a/b",
                "/sys/fs/cgroup/unified/a",
                "/sys/fs/cgroup/unified",
            ],
        );
    }

    #[test]
    fn what_lies_outside_the_mount_is_not_guessed() {
        check("pids", "8:pids:/elsewhere\n", &["/sys/fs/cgroup/pids"]);
        check(
            "pids",
            "8:pids:/docker/7f/../..\n",
            &["/sys/fs/cgroup/pids"],
        );
        check("memory", "8:memory:/x\n", &[]);
    }

    #[test]
    fn the_tightest_level_is_copied() {
        let folder = tempfile::tempdir().unwrap();
        let top = folder.path().join("top");
        let own = top.join("own");
        fs::create_dir_all(&own).unwrap();
        for (level, used, most) in [(&own, "3", "max"), (&top, "14", "14")] {
            fs::write(level.join("pids.current"), used).unwrap();
            fs::write(level.join("pids.max"), most).unwrap();
        }
        fs::write(top.join("pids.events"), "max 20\n").unwrap();
        let groups = Groups {
            lines: vec![Line {
                controller: &CONTROLLERS[0],
                levels: vec![own, top],
            }],
        };
        let to = folder.path().join("at");
        fs::create_dir(&to).unwrap();
        groups.copy(&to).unwrap();
        let read = |name: &str| fs::read_to_string(to.join(name)).unwrap();
        assert_eq!(read("cg_pids.max"), "14");
        assert_eq!(read("cg_pids.events"), "max 20\n");
        assert_eq!(read("cg_levels").lines().count(), 2);
    }
}
