//! A filter for system calls ended the process.

use traces::{Ending, Say, Signal};

use crate::cause::{Cause, docker, host, kubernetes, systemd};
use crate::{Case, Evidence, Opinion, Symptom};

/// This symptom.
pub(crate) static SYMPTOM: Symptom = Symptom {
    name: "seccomp-death",
    explains_death: true,
    is_crash: false,
    causes: CAUSES,
    judge,
    file: file!(),
};

const CAUSES: &[Cause] = &[
    Cause {
        name: "seccomp-kill",
        title: "a seccomp filter killed the process at a system call",
        fix: &[
            docker("a seccomp profile that allows the call: `--security-opt seccomp=profile.json`"),
            kubernetes("a `seccompProfile` that allows the call"),
            systemd("add the call to `SystemCallFilter=`, or `SystemCallErrorNumber=EPERM`"),
            host("`dmesg | grep type=1326` or the audit log names the call by number"),
        ],
        not: &["GOTRACEBACK, core dumps: the program is not asked"],
    },
    Cause {
        name: "seccomp-trap",
        title: "a seccomp filter sent SIGSYS at a system call",
        fix: &[
            docker("a seccomp profile that allows the call"),
            kubernetes("a `seccompProfile` that allows the call"),
            systemd("add the call to `SystemCallFilter=`"),
        ],
        not: &["catching the signal"],
    },
];

fn judge(case: &Case<'_>) -> Vec<Opinion> {
    let mut trapped = case.evidence(&[Say::GoSignal(Signal::SYS)], 1);
    let delivered = case
        .signals
        .iter()
        .find(|d| d.signal == Signal::SYS && !case.ended_well(d.source));
    trapped.extend(delivered.map(|d| d.evidence.clone()));
    trapped.extend(case.evidence(&[Say::CgoFrame], 0));
    let killed = case
        .ended
        .iter()
        .find(|ended| ended.ending == Ending::Killed(Signal::SYS));
    let audit: Vec<Evidence> = case
        .said(Say::SeccompAudit)
        .take(2)
        .map(|heard| heard.evidence.clone())
        .collect();
    if !trapped.is_empty() {
        let reason = "SIGSYS was delivered: only a filter sends it, with its action `trap`";
        trapped.extend(audit);
        return vec![Opinion::certain("seccomp-trap", trapped, reason)];
    }
    if let Some(killed) = killed {
        let mut evidence = vec![killed.evidence.clone()];
        evidence.extend(audit);
        let reason = "the process was killed by SIGSYS without its being delivered: that is a filter's action `kill`";
        return vec![Opinion::certain("seccomp-kill", evidence, reason)];
    }
    if audit.is_empty() {
        return told(case);
    }
    let is_death = audit.iter().any(|line| line.text.contains("sig=31"));
    if !is_death {
        return Vec::new();
    }
    vec![Opinion::certain(
        "seccomp-kill",
        audit,
        "the audit log names the process, the signal and the call",
    )]
}

/// A shell's word for SIGSYS.
fn told(case: &Case<'_>) -> Vec<Opinion> {
    let evidence = case.evidence(&[Say::Died(Signal::SYS)], 2);
    if evidence.is_empty() {
        return Vec::new();
    }
    let next = "dmesg | grep type=1326; strace -f ./app";
    let reason = "a shell says that the program died by SIGSYS, which only a filter sends; not surer because its action \
                  may be `trap` as well";
    vec![
        Opinion::likely("seccomp-kill", evidence.clone(), reason).next(next),
        Opinion::possible(
            "seccomp-trap",
            evidence,
            "before Go has its handlers, SIGSYS ends the program without a word",
        )
        .next(next),
    ]
}
