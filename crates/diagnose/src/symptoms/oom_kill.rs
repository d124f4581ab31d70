//! The process was killed from outside, without a word of its own.

use traces::{Ending, Say, Signal};

use crate::cause::{Cause, build, docker, host, kubernetes, systemd};
use crate::{Case, Evidence, Opinion, Symptom};

/// This symptom.
pub(crate) static SYMPTOM: Symptom = Symptom {
    name: "oom-kill",
    explains_death: true,
    is_crash: false,
    causes: CAUSES,
    judge,
    file: file!(),
};

const CAUSES: &[Cause] = &[
    Cause {
        name: "memcg-oom-kill",
        title: "the memory cgroup was full, and the kernel killed a process in it",
        fix: &[
            docker("a larger `--memory`; `GOMEMLIMIT` at nine tenths of it"),
            kubernetes("a larger `resources.limits.memory`; `GOMEMLIMIT` from the downward API"),
            systemd("a larger `MemoryMax=`; `GOMEMLIMIT` in `Environment=`"),
            build("a heap profile: `go tool pprof`; memory of C is not in it"),
        ],
        not: &[
            "`GOGC=off`, `ulimit`",
            "looking for a message: the kernel kills without a word to the program",
        ],
    },
    Cause {
        name: "oom-kill",
        title: "the machine ran out of memory, and the kernel killed the process",
        fix: &[
            host("more memory or swap; `OOMScoreAdjust=` for what must live"),
            kubernetes("requests that say what pods use, so that nodes are not overcommitted"),
        ],
        not: &["raising the container's limit: the machine is full"],
    },
];

fn judge(case: &Case<'_>) -> Vec<Opinion> {
    let kernel = case.evidence(&[Say::MemcgOomKill], 2);
    if !kernel.is_empty() {
        let reason = "the kernel's log names the process and the cgroup";
        return vec![Opinion::certain("memcg-oom-kill", kernel, reason)];
    }
    let system = case.evidence(&[Say::SystemOomKill], 2);
    if !system.is_empty() {
        return vec![Opinion::certain(
            "oom-kill",
            system,
            "the kernel's log names the process",
        )];
    }
    let mut evidence = case.evidence(&[Say::OomKilled], 2);
    let said = !evidence.is_empty();
    evidence.extend(kills(case));
    let counted = case
        .gauges
        .get("cgroup memory.events oom_kill")
        .or_else(|| case.gauges.get("cgroup memory.oom_control oom_kill"))
        .filter(|value| value.number() > Some(0));
    // The counter spans the life of the cgroup: without a kill in this run it speaks of another.
    if let Some(counted) = counted.filter(|_| !evidence.is_empty()) {
        evidence.push(counted.evidence.clone());
        return vec![counted_kill(evidence, said)];
    }
    if said {
        let reason = "the manager of the container or unit says that it was killed for its memory";
        return vec![Opinion::certain("memcg-oom-kill", evidence, reason)];
    }
    by_whom(&evidence)
}

/// Killed, in a cgroup that counts processes that the kernel killed for memory.
fn counted_kill(evidence: Vec<Evidence>, said: bool) -> Opinion {
    const CAUSE: &str = "memcg-oom-kill";
    if said {
        let reason = "its manager says that it was killed for its memory, and the cgroup counts it";
        return Opinion::certain(CAUSE, evidence, reason);
    }
    let reason = "SIGKILL, and the memory cgroup counts processes killed in it; an earlier kill would count as well";
    Opinion::likely(CAUSE, evidence, reason).next(NEXT)
}

/// SIGKILL in this run.
fn kills(case: &Case<'_>) -> Vec<Evidence> {
    let mut evidence = case.evidence(&[Say::Killed], 2);
    let by_signal = case
        .ended
        .iter()
        .find(|ended| ended.ending == Ending::Killed(Signal::KILL));
    evidence.extend(by_signal.map(|ended| ended.evidence.clone()));
    evidence
}

const NEXT: &str = "dmesg | grep -i 'killed process'; cat /sys/fs/cgroup/memory.events; docker inspect -f '{{.State.OOMKilled}}' CONTAINER";

/// SIGKILL, and nobody says from whom.
fn by_whom(evidence: &[Evidence]) -> Vec<Opinion> {
    if evidence.is_empty() {
        return Vec::new();
    }
    let opinion =
        |cause, reason: &str| Opinion::possible(cause, evidence.to_vec(), reason).next(NEXT);
    vec![
        opinion(
            "memcg-oom-kill",
            "SIGKILL without a word is what a full memory cgroup brings; a person, a health check or a \
                 time limit may have sent it as well",
        ),
        opinion("oom-kill", "or the machine ran out of memory"),
    ]
}
