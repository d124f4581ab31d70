//! Go could not get memory: limits of the process, the kernel's promise, or a length gone wrong.

use traces::{Ending, Errno, Say};

use super::thread_refused;

use crate::cause::{Cause, build, docker, host, kubernetes, systemd};
use crate::{Case, Evidence, Opinion, Symptom};

/// This symptom.
pub(crate) static SYMPTOM: Symptom = Symptom {
    name: "memory",
    explains_death: true,
    is_crash: false,
    causes: CAUSES,
    judge,
    file: file!(),
};

const CAUSES: &[Cause] = &[
    Cause {
        name: "rlimit-as",
        title: "the address space of the process is limited (RLIMIT_AS), and used up",
        fix: &[
            docker("`docker run --ulimit as=-1`; limit memory by `--memory` instead"),
            systemd("`LimitAS=infinity`; limit memory by `MemoryMax=` instead"),
            host(
                "`ulimit -v unlimited` in the shell that starts it: Go reserves far more address space than it uses",
            ),
            build("`GOMEMLIMIT` keeps the heap small, but not what Go reserves"),
        ],
        not: &[
            "more memory: address space is limited, not memory",
            "`ulimit -u`, although Go's message may suggest it",
        ],
    },
    Cause {
        name: "rlimit-data",
        title: "private writable memory is limited (RLIMIT_DATA), and used up",
        fix: &[
            docker("`docker run --ulimit data=-1`"),
            systemd("`LimitDATA=infinity`"),
            host("`ulimit -d unlimited` in the shell that starts it"),
        ],
        not: &["more memory: the limit is the process's own"],
    },
    Cause {
        name: "vm-overcommit",
        title: "the kernel promises no more memory (`vm.overcommit_memory=2`)",
        fix: &[
            host("`sysctl -w vm.overcommit_memory=0`, or a larger `vm.overcommit_ratio`, or swap"),
            docker("on the host: `sysctl -w vm.overcommit_memory=0`"),
            kubernetes("on the node: `sysctl -w vm.overcommit_memory=0`"),
        ],
        not: &["a larger `--memory`: the cgroup has room, the machine does not promise it"],
    },
    Cause {
        name: "huge-allocation",
        title: "the program asked for more memory in one piece than the machine can address or is likely to have",
        fix: &[build(
            "look at the length that `make` or `append` got: the frame below `runtime.makeslice` names the line; check lengths that come from input",
        )],
        not: &["more memory, higher limits"],
    },
];

/// More than any process can address on x86-64 with four levels of page tables: 128 TiB.
const ADDRESSABLE: u64 = 1 << 47;
/// A single block that speaks of a wrong length rather than of much data.
const HUGE: u64 = 1 << 40;

fn judge(case: &Case<'_>) -> Vec<Opinion> {
    let says = [
        Say::OutOfMemoryBlock,
        Say::OutOfMemory,
        Say::OutOfRuntimeMemory,
    ];
    let mut evidence = case.evidence(&says, 2);
    let refused = case.evidence(&[Say::OvercommitRefused], 2);
    if evidence.is_empty() && refused.is_empty() {
        return silent(case);
    }
    if evidence.is_empty() {
        return quiet(refused);
    }
    if let Some(opinion) = huge(case) {
        return vec![opinion];
    }
    if !refused.is_empty() {
        evidence.splice(0..0, refused);
        let reason = "the kernel's log says that it refused the memory";
        return vec![Opinion::certain("vm-overcommit", evidence, reason)];
    }
    let mut maps = case
        .calls
        .failed(&["mmap", "mmap2", "mremap", "brk"], Errno::NOMEM);
    evidence.extend(
        maps.find(|made| !case.ended_well(made.source))
            .map(|made| made.evidence.clone()),
    );
    limits(case, evidence, true)
}

/// Calls alone: memory was refused, and the program ended badly.
fn silent(case: &Case<'_>) -> Vec<Opinion> {
    let mut maps = case.calls.failed(&["mmap", "mmap2"], Errno::NOMEM);
    let Some(map) = maps.find(|made| ended_badly(case, made.source)) else {
        return Vec::new();
    };
    if thread_refused::has_stack(case) {
        return Vec::new();
    }
    limits(case, vec![map.evidence.clone()], false)
}

/// Whether the trace of a source shows an end that is no good one.
fn ended_badly(case: &Case<'_>, source: usize) -> bool {
    let mut ends = case.ended.iter().filter(|ended| ended.source == source);
    ends.any(|ended| ended.ending == Ending::Exited(2) || matches!(ended.ending, Ending::Killed(_)))
}

/// The kernel's word alone.
fn quiet(refused: Vec<Evidence>) -> Vec<Opinion> {
    if refused.is_empty() {
        return Vec::new();
    }
    let reason = "the kernel's log says that it refused memory; not surer because no program says that it ended for it";
    vec![
        Opinion::likely("vm-overcommit", refused, reason)
            .next("sysctl vm.overcommit_memory; grep Commit /proc/meminfo"),
    ]
}

fn huge(case: &Case<'_>) -> Option<Opinion> {
    let heard = case.first(Say::OutOfMemoryBlock)?;
    let block: u64 = heard.part(1).trim().parse().ok()?;
    let evidence = vec![heard.evidence.clone()];
    if block >= ADDRESSABLE {
        let reason = format!(
            "one block of {block} bytes is more than a process can address: no limit is needed to refuse it"
        );
        return Some(Opinion::certain("huge-allocation", evidence, reason));
    }
    let reason =
        format!("one block of {block} bytes; not surer because a machine could have as much");
    (block >= HUGE)
        .then(|| Opinion::likely("huge-allocation", evidence, reason).next("free -b; ulimit -v"))
}

/// A limit on memory that the trace shows being set: `prlimit64(0, RLIMIT_AS, {rlim_cur=…`.
fn was_set(case: &Case<'_>) -> Option<(&'static str, Evidence)> {
    let table = [
        ("RLIMIT_AS, {rlim_cur=", "rlimit-as"),
        ("RLIMIT_DATA, {rlim_cur=", "rlimit-data"),
    ];
    let calls = ["prlimit64", "setrlimit"]
        .into_iter()
        .flat_map(|name| case.calls.returned(name));
    let mut set = calls.filter_map(|made| {
        let args = &made.call.args;
        let (mark, cause) = table.into_iter().find(|(mark, _)| args.contains(mark))?;
        let (_, value) = args.split_once(mark)?;
        (!value.starts_with("RLIM")).then(|| (cause, made.evidence.clone()))
    });
    set.next()
}

/// Which limit refused, as far as they are known.
fn limits(case: &Case<'_>, evidence: Vec<Evidence>, is_said: bool) -> Vec<Opinion> {
    let gauges = &case.gauges;
    let known = |key: &str| gauges.get(key).is_some();
    let address = gauges.number("limit Max address space");
    let data = gauges.number("limit Max data size");
    let strict = gauges.number("sysctl vm.overcommit_memory") == Some(2);
    let mut found = Vec::new();
    if let Some(limit) = address {
        found.push((
            "rlimit-as",
            "limit Max address space",
            format!("RLIMIT_AS is {limit} bytes"),
        ));
    }
    if let Some(limit) = data {
        found.push((
            "rlimit-data",
            "limit Max data size",
            format!("RLIMIT_DATA is {limit} bytes"),
        ));
    }
    if found.is_empty()
        && let Some((cause, set)) = was_set(case)
    {
        let mut evidence = evidence;
        evidence.push(set);
        let reason = "memory was refused, and the trace shows that a limit was set before";
        return vec![
            Opinion::likely(cause, evidence, reason)
                .next("grep -E 'address|data' /proc/PID/limits"),
        ];
    }
    if strict {
        found.push((
            "vm-overcommit",
            "sysctl vm.overcommit_memory",
            "`vm.overcommit_memory` is 2".to_owned(),
        ));
    }
    if let [(cause, key, why)] = found.as_slice() {
        let mut evidence = evidence;
        evidence.extend(gauges.evidence(&[key]));
        let reason =
            format!("memory was refused, and of the limits that refuse it one is set: {why}");
        if !is_said {
            return vec![Opinion::likely(cause, evidence, reason).next("the program's own words")];
        }
        return vec![Opinion::certain(cause, evidence, reason)];
    }
    let next =
        "grep -E 'address|data' /proc/PID/limits; sysctl vm.overcommit_memory; dmesg | grep enough";
    if found.is_empty() {
        return unknown(case, &evidence, next, known("limit Max address space"));
    }
    let opinion = |(cause, key, why): &(&'static str, &str, String)| {
        let mut evidence = evidence.clone();
        evidence.extend(gauges.evidence(&[key]));
        Opinion::possible(cause, evidence, format!("{why}; another limit is set too")).next(next)
    };
    found.iter().map(opinion).collect()
}

fn unknown(case: &Case<'_>, evidence: &[Evidence], next: &str, limits_known: bool) -> Vec<Opinion> {
    let opinion =
        |cause, reason: &str| Opinion::possible(cause, evidence.to_vec(), reason).next(next);
    let overcommit = opinion(
        "vm-overcommit",
        "refused where `vm.overcommit_memory` is 2, or memory and swap are used up",
    );
    if limits_known {
        return vec![
            opinion(
                "huge-allocation",
                "no limit of the process is set: the program asked for more than there is",
            ),
            overcommit,
        ];
    }
    let address = opinion(
        "rlimit-as",
        "a limited address space refuses first what Go reserves, then its heap",
    );
    let data = opinion(
        "rlimit-data",
        "a limit on private writable memory refuses likewise",
    );
    let block = opinion(
        "huge-allocation",
        "or the program asked for more than there is",
    );
    // What Go only reserves counts against the address space alone; its tables are written at once.
    let tables = case
        .first(Say::OutOfRuntimeMemory)
        .map_or("", |heard| heard.evidence.text.as_str());
    if tables.contains("reserve") {
        let reason =
            "what could not be had was only reserved: address space, neither memory nor data";
        return vec![
            Opinion::likely("rlimit-as", evidence.to_vec(), reason).next(next),
            overcommit,
        ];
    }
    if tables.contains("arena map") {
        return vec![overcommit, data, address, block];
    }
    let mut all = if tables.is_empty() {
        vec![address, data]
    } else {
        vec![data, address]
    };
    all.extend([overcommit, block]);
    all
}
