//! A thread could not be made: `pthread_create failed`, `failed to create new OS thread`, or the failing call
//! itself. Both runtimes try again twenty times on EAGAIN alone, so a limit that lasts shows as a row of equal
//! failures.

mod causes;
mod memory;
mod suspects;

use traces::{Errno, Say};

use crate::{Case, Evidence, Made, Opinion, Symptom};

/// This symptom.
pub(crate) static SYMPTOM: Symptom = Symptom {
    name: "thread-refused",
    explains_death: true,
    is_crash: false,
    causes: causes::CAUSES,
    judge,
    file: file!(),
};

/// Calls that make threads and processes.
pub(super) const MAKERS: &[&str] = &["clone", "clone3", "fork", "vfork"];
/// Failures of one kind without a message that count: fewer may have succeeded in the end.
const ROW: u64 = 3;

/// Whether the stack of a new thread could not be mapped.
pub(super) fn has_stack(case: &Case<'_>) -> bool {
    memory::stack(case).is_some()
}

/// What is known of the refusal.
struct Refusal<'a> {
    case: &'a Case<'a>,
    /// The messages and failing calls.
    evidence: Vec<Evidence>,
    /// Whether runtime/cgo said so.
    is_cgo: bool,
    /// Whether a trace shows the call that failed.
    is_traced: bool,
}

fn judge(case: &Case<'_>) -> Vec<Opinion> {
    let says = [
        Say::PthreadCreateFailed,
        Say::NewOsThread,
        Say::PidsRejected,
    ];
    let mut evidence = case.evidence(&says, 2);
    let failed = failed_call(case);
    let stack = memory::stack(case);
    if evidence.is_empty() && failed.is_none() && stack.is_none() {
        return forked(case);
    }
    let made = failed.or(stack);
    evidence.extend(made.map(|made| made.evidence.clone()));
    let refusal = Refusal {
        case,
        evidence,
        is_cgo: case.has(Say::PthreadCreateFailed) || made.is_some_and(|m| m.call.name == "clone3"),
        is_traced: made.is_some(),
    };
    if failed.is_none() && stack.is_some() {
        return memory::judge(&refusal);
    }
    let errno = failed.and_then(|made| made.call.outcome.errno());
    match errno.or_else(|| worded(case)) {
        Some(Errno::PERM) => refused(&refusal, failed),
        Some(Errno::NOSYS) => Vec::new(),
        Some(Errno::INVAL) => vec![invalid(&refusal)],
        Some(Errno::NOMEM) => vec![no_memory(&refusal)],
        _ => suspects::judge(&refusal),
    }
}

/// The call that failed. EAGAIN is tried again, and may have been answered in the end: it counts with a message, in
/// a row, or where the trace shows a bad end.
fn failed_call<'a>(case: &'a Case<'_>) -> Option<&'a Made> {
    let is_said = case.has(Say::PthreadCreateFailed) || case.has(Say::NewOsThread);
    let errnos = [Errno::PERM, Errno::NOMEM, Errno::AGAIN, Errno::INVAL];
    errnos.into_iter().find_map(|errno| {
        let is_row = is_said || errno != Errno::AGAIN || case.calls.count(MAKERS, errno) >= ROW;
        let mut failed = case.calls.failed(MAKERS, errno);
        failed
            .find(|made| !case.ended_well(made.source) && (is_row || case.ended_badly(made.source)))
    })
}

/// The error that the message words or counts.
fn worded(case: &Case<'_>) -> Option<Errno> {
    if let Some(heard) = case.first(Say::NewOsThread) {
        return heard.part(2).trim().parse().ok().map(Errno);
    }
    let heard = case.first(Say::PthreadCreateFailed)?;
    Errno::worded(heard.part(1))
}

/// EPERM: no limit answers so.
fn refused(refusal: &Refusal<'_>, made: Option<&Made>) -> Vec<Opinion> {
    let mut evidence = refusal.evidence.clone();
    evidence.extend(refusal.case.gauges.evidence(&["status Seccomp"]));
    let next = "strace -f -e trace=clone,clone3 ./app, and `grep Seccomp /proc/PID/status`";
    match made.map(|made| made.call.name.as_str()) {
        Some("clone3") => vec![Opinion::certain(
            "seccomp-clone3-eperm",
            evidence,
            "`clone3` itself failed with EPERM: without namespace flags only a filter answers so",
        )],
        Some(_) => vec![Opinion::certain(
            "seccomp-clone-eperm",
            evidence,
            "`clone` itself failed with EPERM: without namespace flags only a filter or security module \
             answers so",
        )],
        None if refusal.is_cgo => vec![
            Opinion::likely(
                "seccomp-clone3-eperm",
                evidence.clone(),
                "no limit answers EPERM; glibc 2.34 and newer call `clone3` first; not surer because no trace \
                 shows the call",
            )
            .next(next),
            Opinion::possible(
                "seccomp-clone-eperm",
                evidence,
                "the filter may refuse `clone` as well; an older glibc calls nothing else",
            )
            .next(next),
        ],
        None => vec![
            Opinion::likely(
                "seccomp-clone-eperm",
                evidence,
                "Go's own runtime calls `clone`, and no limit answers EPERM; not surer because no trace shows \
                 the call",
            )
            .next(next),
        ],
    }
}

fn invalid(refusal: &Refusal<'_>) -> Opinion {
    Opinion::likely(
        "qemu-clone-einval",
        refusal.evidence.clone(),
        "a kernel never answers EINVAL to the flags that Go and the C libraries use; QEMU's user mode does",
    )
    .next("uname -m, and `docker image inspect --format '{{.Architecture}}'` of the image")
}

fn no_memory(refusal: &Refusal<'_>) -> Opinion {
    Opinion::likely(
        "clone-enomem",
        refusal.evidence.clone(),
        "the call itself failed with ENOMEM; which memory ran out, the kernel does not say",
    )
    .next("cat /sys/fs/cgroup/memory.events; dmesg | tail")
}

/// `fork/exec …: resource temporarily unavailable`: a process could not be made.
fn forked(case: &Case<'_>) -> Vec<Opinion> {
    let refused = case.said(Say::ExecRefused);
    let evidence: Vec<Evidence> = refused
        .filter(|heard| Errno::worded(&heard.evidence.text) == Some(Errno::AGAIN))
        .map(|heard| heard.evidence.clone())
        .take(2)
        .collect();
    if evidence.is_empty() {
        return Vec::new();
    }
    suspects::judge(&Refusal {
        case,
        evidence,
        is_cgo: false,
        is_traced: true,
    })
}
