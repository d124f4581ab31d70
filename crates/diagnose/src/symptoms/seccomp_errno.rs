//! A call of Go's runtime failed as the kernel never makes it fail.

use traces::{Errno, Say};

use crate::cause::{Cause, build, docker, host, kubernetes, systemd};
use crate::{Case, Heard, Made, Opinion, Symptom};

/// This symptom.
pub(crate) static SYMPTOM: Symptom = Symptom {
    name: "seccomp-errno",
    explains_death: true,
    is_crash: false,
    causes: CAUSES,
    judge,
    file: file!(),
};

const CAUSES: &[Cause] = &[
    Cause {
        name: "seccomp-enosys",
        title: "a seccomp filter, or an old kernel, does not know a system call that the runtime needs",
        fix: &[
            docker("a newer Docker or libseccomp, or a profile that allows the call"),
            kubernetes("a newer container runtime on the node"),
            host("a newer kernel, or a sandbox (gVisor) that knows the call"),
        ],
        not: &["an older Go: which calls it needs differs, but the filter stays"],
    },
    Cause {
        name: "seccomp-eperm",
        title: "a seccomp filter refuses a system call with EPERM",
        fix: &[
            docker("a seccomp profile that allows the call"),
            kubernetes("a `seccompProfile` that allows the call"),
            systemd("add the call to `SystemCallFilter=`"),
        ],
        not: &["`sudo`, capabilities: the filter holds for root too"],
    },
    Cause {
        name: "rlimit-memlock",
        title: "memory that may be locked is limited (RLIMIT_MEMLOCK), and used up",
        fix: &[
            docker("`docker run --ulimit memlock=-1`"),
            systemd("`LimitMEMLOCK=infinity`"),
            host("`ulimit -l unlimited`"),
            build("Go 1.14.2 and newer do not lock signal stacks"),
        ],
        not: &["more memory"],
    },
];

fn judge(case: &Case<'_>) -> Vec<Opinion> {
    let mut opinions: Vec<Opinion> = case
        .said(Say::RuntimeCallFailed)
        .filter_map(said)
        .take(1)
        .collect();
    if !opinions.is_empty() {
        return opinions;
    }
    if let Some(made) = unknown_call(case) {
        let reason = format!(
            "`{}` failed with ENOSYS, which kernels of the last ten years know; not surer because programs try calls and \
             go on without them",
            made.call.name
        );
        opinions.push(
            Opinion::likely("seccomp-enosys", vec![made.evidence.clone()], reason)
                .next("grep Seccomp /proc/PID/status; uname -r"),
        );
    }
    opinions
}

/// Calls that every Linux that runs Go has, and whose failure ends the runtime.
const VITAL: &[&str] = &[
    "futex",
    "clone",
    "mmap",
    "rt_sigaction",
    "sched_getaffinity",
    "epoll_create1",
    "pipe2",
    "nanosleep",
];

fn unknown_call<'a>(case: &'a Case<'_>) -> Option<&'a Made> {
    let mut failed = case.calls.with(Errno::NOSYS);
    failed.find(|made| VITAL.contains(&made.call.name.as_str()) && !case.ended_well(made.source))
}

/// The runtime says which of its calls failed, and with which error: `futexwakeup addr=… returned -38`.
fn said(heard: &Heard) -> Option<Opinion> {
    let rest = heard.free.last()?;
    let digits: String = rest.chars().filter(char::is_ascii_digit).take(3).collect();
    let evidence = vec![heard.evidence.clone()];
    if heard.evidence.text.contains("mlock of signal stack") {
        let reason = "Go 1.14 locks the stacks of its signal handlers, and says that it may not";
        return Some(Opinion::certain("rlimit-memlock", evidence, reason));
    }
    match digits.parse().ok().map(Errno)? {
        Errno::NOSYS => Some(Opinion::certain(
            "seccomp-enosys",
            evidence,
            "the runtime names a call that every Linux knows, and the error that says it does not",
        )),
        Errno::PERM => Some(Opinion::certain(
            "seccomp-eperm",
            evidence,
            "the runtime names a call that needs no right, and the error that says it may not",
        )),
        _ => None,
    }
}
