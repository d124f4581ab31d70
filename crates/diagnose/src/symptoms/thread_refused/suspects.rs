//! EAGAIN from the call that makes threads: the limits that answer so, and which of them is reached.

use traces::Say;

use super::Refusal;
use crate::gauges::Gauges;
use crate::{Evidence, Opinion};

/// Process numbers that the kernel keeps for early processes once it has counted around (`RESERVED_PIDS`).
const RESERVED_PIDS: u64 = 300;
/// `CAP_SYS_ADMIN` and `CAP_SYS_RESOURCE`: who has one of them is not held to `RLIMIT_NPROC`.
const EXEMPTING: u64 = 1 << 21 | 1 << 24;

/// How a limit stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    /// It is used up.
    Reached,
    /// It is far from used up, or does not apply.
    Far,
    /// Nothing tells.
    Unknown,
}

/// One limit that answers EAGAIN.
struct Suspect {
    cause: &'static str,
    standing: Standing,
    /// What speaks for it, or against.
    why: String,
    evidence: Vec<Evidence>,
}

impl Suspect {
    fn new(cause: &'static str, standing: Standing, why: impl Into<String>) -> Self {
        Self {
            cause,
            standing,
            why: why.into(),
            evidence: Vec::new(),
        }
    }

    fn seen(mut self, gauges: &Gauges, keys: &[&str]) -> Self {
        self.evidence = gauges.evidence(keys);
        self
    }
}

/// What to read in the moment of the failure.
const NEXT: &str = "while it runs: cat /proc/PID/limits; cat /sys/fs/cgroup/**/pids.{current,max,events}; \
                    ps -eLf | wc -l; sysctl kernel.threads-max kernel.pid_max; dmesg | grep 'fork rejected'";

pub(super) fn judge(refusal: &Refusal<'_>) -> Vec<Opinion> {
    if let Some(rejected) = refusal.case.first(Say::PidsRejected) {
        let mut evidence = vec![rejected.evidence.clone()];
        evidence.extend(refusal.evidence.clone());
        let reason = "the kernel's log says that the pids cgroup refused a fork";
        return vec![Opinion::certain("cgroup-pids-max", evidence, reason)];
    }
    let gauges = &refusal.case.gauges;
    let mut suspects = vec![
        nproc(gauges),
        pids(gauges),
        threads_max(gauges),
        pid_max(refusal),
    ];
    if refusal.is_cgo && !refusal.is_traced {
        suspects.extend(memory(gauges));
    }
    suspects.push(filter(refusal));
    let reached: Vec<&Suspect> = suspects
        .iter()
        .filter(|s| s.standing == Standing::Reached)
        .collect();
    if !reached.is_empty() {
        return conclude(refusal, &reached);
    }
    open(refusal, &suspects)
}

/// One limit that is reached is the cause; of several, each may be.
fn conclude(refusal: &Refusal<'_>, reached: &[&Suspect]) -> Vec<Opinion> {
    let opinion = |suspect: &&Suspect| {
        let mut evidence = refusal.evidence.clone();
        evidence.extend(suspect.evidence.clone());
        if reached.len() == 1
            && suspect.cause != "seccomp-clone-eagain"
            && suspect.cause != "kernel-pid-max"
        {
            return Opinion::certain(suspect.cause, evidence, suspect.why.clone());
        }
        Opinion::likely(suspect.cause, evidence, suspect.why.clone()).next(NEXT)
    };
    reached.iter().map(opinion).collect()
}

/// No limit is known to be reached: those that may be, in the order of how often they are.
fn open(refusal: &Refusal<'_>, suspects: &[Suspect]) -> Vec<Opinion> {
    let unknown: Vec<&Suspect> = suspects
        .iter()
        .filter(|s| s.standing == Standing::Unknown)
        .collect();
    if unknown.is_empty() {
        return unexplained(refusal);
    }
    let far = suspects.len() - unknown.len();
    let opinion = |suspect: &&Suspect| {
        let mut evidence = refusal.evidence.clone();
        evidence.extend(suspect.evidence.clone());
        let reason = if far == 0 {
            format!(
                "one of {} that answer EAGAIN alike; {}",
                suspects.len(),
                suspect.why
            )
        } else {
            format!(
                "{far} of {} that answer EAGAIN are far from reached; {}",
                suspects.len(),
                suspect.why
            )
        };
        if unknown.len() == 1 {
            return Opinion::likely(suspect.cause, evidence, reason).next(NEXT);
        }
        Opinion::possible(suspect.cause, evidence, reason).next(NEXT)
    };
    unknown.iter().map(opinion).collect()
}

/// Every limit that is known is far from reached.
fn unexplained(refusal: &Refusal<'_>) -> Vec<Opinion> {
    let opinion =
        |cause, reason: &str| Opinion::possible(cause, refusal.evidence.clone(), reason).next(NEXT);
    vec![
        opinion(
            "kernel-pid-max",
            "no limit that was read explains it; in a pid namespace of its own the program has another \
                 `kernel.pid_max`",
        ),
        opinion(
            "seccomp-clone-eagain",
            "no limit that was read explains it; a seccomp filter may answer EAGAIN",
        ),
        opinion(
            "cgroup-pids-max",
            "no limit that was read explains it; a cgroup above the one that was read may have one",
        ),
        opinion(
            "rlimit-nproc",
            "no limit that was read explains it; they may be those of another process than the one that \
                 failed",
        ),
    ]
}

fn nproc(gauges: &Gauges) -> Suspect {
    const CAUSE: &str = "rlimit-nproc";
    let keys = [
        "limit Max processes",
        "census threads_of_uid",
        "status Uid",
        "status CapEff",
    ];
    let Some(limit) = gauges.get("limit Max processes") else {
        return Suspect::new(
            CAUSE,
            Standing::Unknown,
            "neither the limit nor the user's threads are among the inputs",
        );
    };
    let Some(most) = limit.number() else {
        return Suspect::new(CAUSE, Standing::Far, "the user's threads are not limited");
    };
    let capabilities = gauges.get("status CapEff");
    let capabilities = capabilities.and_then(|value| u64::from_str_radix(&value.text, 16).ok());
    if capabilities.is_some_and(|set| set & EXEMPTING != 0) {
        return Suspect::new(
            CAUSE,
            Standing::Far,
            "the process may exceed the limit (CAP_SYS_RESOURCE or CAP_SYS_ADMIN)",
        );
    }
    let used = gauges
        .number("census threads_of_uid")
        .or_else(|| gauges.number("status Threads"));
    match used {
        Some(used) if used >= most => {
            let why = format!(
                "the user has {used} threads and may have {most}, and lacks the capabilities to exceed that"
            );
            Suspect::new(CAUSE, Standing::Reached, why).seen(gauges, &keys)
        }
        Some(used) if gauges.get("census threads_of_uid").is_some() => {
            let why = format!("the user has {used} threads and may have {most}");
            Suspect::new(CAUSE, Standing::Far, why)
        }
        _ => Suspect::new(
            CAUSE,
            Standing::Unknown,
            format!("the user may have {most} threads; how many there are is not among the inputs"),
        )
        .seen(gauges, &keys),
    }
}

fn pids(gauges: &Gauges) -> Suspect {
    const CAUSE: &str = "cgroup-pids-max";
    let keys = [
        "cgroup pids.events max",
        "cgroup pids.current",
        "cgroup pids.max",
    ];
    let refused = gauges.number("cgroup pids.events max");
    let (used, most) = (
        gauges.number("cgroup pids.current"),
        gauges.number("cgroup pids.max"),
    );
    let is_full = used.zip(most).is_none_or(|(used, most)| used + 2 >= most);
    if let Some(refused) = refused.filter(|refused| *refused > 0 && is_full) {
        let why = format!("the pids cgroup refused {refused} forks (`pids.events`)");
        return Suspect::new(CAUSE, Standing::Reached, why).seen(gauges, &keys);
    }
    if let (Some(used), Some(most)) = (used, most) {
        let standing = if used + 1 >= most {
            Standing::Reached
        } else {
            Standing::Far
        };
        return Suspect::new(
            CAUSE,
            standing,
            format!("the pids cgroup has {used} of {most} threads"),
        )
        .seen(gauges, &keys);
    }
    if is_in_root(gauges) {
        return Suspect::new(
            CAUSE,
            Standing::Far,
            "the process is in the root of the pids cgroups, which has no limit",
        );
    }
    Suspect::new(
        CAUSE,
        Standing::Unknown,
        "the counters of the pids cgroup and of its ancestors are not among the inputs",
    )
}

/// Whether /proc/PID/cgroup puts the process into the root of the pids controller; where no hierarchy names the
/// controller, it is in the unified one.
fn is_in_root(gauges: &Gauges) -> bool {
    let mut hierarchies = gauges.starting("hierarchy ");
    let pids = hierarchies.find(|(names, _)| names.split(',').any(|name| name == "pids"));
    let path = pids
        .map(|(_, value)| value)
        .or_else(|| gauges.get("hierarchy "));
    path.is_some_and(|path| path.text == "/")
}

/// Threads of the machine, as far as the reader's pid namespace shows them: `/proc/loadavg`, or a census.
fn machine_threads(gauges: &Gauges) -> Option<u64> {
    let load = gauges.get("loadavg").and_then(|value| {
        let field = value.text.split_whitespace().nth(3)?;
        field.split_once('/')?.1.parse().ok()
    });
    load.max(gauges.number("census threads_total"))
}

fn threads_max(gauges: &Gauges) -> Suspect {
    const CAUSE: &str = "kernel-threads-max";
    let keys = [
        "loadavg",
        "census threads_total",
        "sysctl kernel.threads-max",
    ];
    match (
        machine_threads(gauges),
        gauges.number("sysctl kernel.threads-max"),
    ) {
        (Some(used), Some(most)) if used >= most => {
            let why = format!("the machine has {used} threads and may have {most}");
            Suspect::new(CAUSE, Standing::Reached, why).seen(gauges, &keys)
        }
        (Some(used), Some(most)) => Suspect::new(
            CAUSE,
            Standing::Far,
            format!("the machine has {used} of {most} threads"),
        ),
        _ => Suspect::new(
            CAUSE,
            Standing::Unknown,
            "the machine's threads and `kernel.threads-max` are not among the inputs",
        ),
    }
}

fn pid_max(refusal: &Refusal<'_>) -> Suspect {
    const CAUSE: &str = "kernel-pid-max";
    let gauges = &refusal.case.gauges;
    let keys = ["sysctl kernel.pid_max", "census threads_total"];
    let (used, most) = (
        machine_threads(gauges),
        gauges.number("sysctl kernel.pid_max"),
    );
    if let (Some(used), Some(most)) = (used, most)
        && used + RESERVED_PIDS >= most
    {
        let why = format!(
            "{used} threads hold numbers below `kernel.pid_max`, which is {most}, and {RESERVED_PIDS} are kept \
             back; not surer because a number is refused only when the last is taken"
        );
        return Suspect::new(CAUSE, Standing::Reached, why).seen(gauges, &keys);
    }
    if let Some(evidence) = in_own_namespace(refusal) {
        let why = "the program runs in a pid namespace of its own, whose `kernel.pid_max` (since Linux 6.14) is \
                   not among the inputs";
        let mut suspect = Suspect::new(CAUSE, Standing::Unknown, why);
        suspect.evidence = vec![evidence];
        return suspect;
    }
    match (used, most) {
        (Some(used), Some(most)) => Suspect::new(
            CAUSE,
            Standing::Far,
            format!("{used} threads share {most} process numbers"),
        ),
        _ => Suspect::new(
            CAUSE,
            Standing::Unknown,
            "`kernel.pid_max` of the program's pid namespace is not among the inputs",
        ),
    }
}

/// A thread's number, as its maker got it, that is smaller than its maker's: the tracer counts in another pid
/// namespace.
fn in_own_namespace(refusal: &Refusal<'_>) -> Option<Evidence> {
    let makers = ["clone", "clone3"]
        .into_iter()
        .flat_map(|name| refusal.case.calls.returned(name));
    let mut foreign = makers.filter(|made| {
        let child = match made.call.outcome {
            traces::Outcome::Returned(child) => u64::try_from(child).unwrap_or(0),
            _ => 0,
        };
        child > 0 && child < made.task && child <= 1 << 15 && made.task - child > 256
    });
    foreign.next().map(|made| made.evidence.clone())
}

/// What makes the stack of a C thread fail, which glibc reports as EAGAIN.
fn memory(gauges: &Gauges) -> Vec<Suspect> {
    let address = match gauges
        .get("limit Max address space")
        .map(|value| value.number())
    {
        Some(None) => Suspect::new(
            "rlimit-as",
            Standing::Far,
            "the address space is not limited",
        ),
        _ => Suspect::new(
            "rlimit-as",
            Standing::Unknown,
            "glibc answers EAGAIN too where a thread's stack cannot be mapped",
        )
        .seen(gauges, &["limit Max address space"]),
    };
    let stack = match gauges.number("limit Max stack size") {
        Some(size) if size <= 64 << 20 => Suspect::new(
            "rlimit-stack",
            Standing::Far,
            "the limit of the stack is usual",
        ),
        _ => Suspect::new(
            "rlimit-stack",
            Standing::Unknown,
            "a huge RLIMIT_STACK makes every thread's stack as huge",
        ),
    };
    let maps = match (
        gauges.number("maps count"),
        gauges.number("sysctl vm.max_map_count"),
    ) {
        (Some(count), Some(most)) if count + 16 < most => Suspect::new(
            "vm-max-map-count",
            Standing::Far,
            format!("{count} of {most} mappings are in use"),
        ),
        _ => Suspect::new(
            "vm-max-map-count",
            Standing::Unknown,
            "a full table of mappings makes a thread's stack fail",
        ),
    };
    let overcommit = match gauges.number("sysctl vm.overcommit_memory") {
        Some(0 | 1) => Suspect::new(
            "vm-overcommit",
            Standing::Far,
            "memory may be overcommitted",
        ),
        _ => Suspect::new(
            "vm-overcommit",
            Standing::Unknown,
            "where memory may not be overcommitted, a stack is refused",
        ),
    };
    vec![address, stack, maps, overcommit]
}

fn filter(refusal: &Refusal<'_>) -> Suspect {
    const CAUSE: &str = "seccomp-clone-eagain";
    let gauges = &refusal.case.gauges;
    let keys = ["status Seccomp", "status Seccomp_filters"];
    let is_recorded = gauges.get("census threads_total").is_some();
    // A tracer that filters calls by seccomp adds one filter of its own.
    let own = u64::from(is_recorded);
    match (
        gauges.number("status Seccomp"),
        gauges.number("status Seccomp_filters"),
    ) {
        (Some(0), _) => Suspect::new(CAUSE, Standing::Far, "no filter is in place"),
        (Some(_), Some(filters)) if filters <= own => {
            Suspect::new(CAUSE, Standing::Far, "the only filter is the tracer's own")
        }
        (Some(_), _) => Suspect::new(
            CAUSE,
            Standing::Unknown,
            "a seccomp filter is in place, and may answer EAGAIN; that is rare",
        )
        .seen(gauges, &keys),
        _ => Suspect::new(
            CAUSE,
            Standing::Unknown,
            "a seccomp filter may answer EAGAIN; that is rare",
        ),
    }
}
