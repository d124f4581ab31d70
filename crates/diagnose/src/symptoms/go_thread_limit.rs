//! Go's own limit on threads.

use traces::Say;

use crate::cause::{Cause, build};
use crate::{Case, Opinion, Symptom};

/// This symptom.
pub(crate) static SYMPTOM: Symptom = Symptom {
    name: "go-thread-limit",
    explains_death: true,
    is_crash: false,
    causes: CAUSES,
    judge,
    file: file!(),
};

const CAUSES: &[Cause] = &[Cause {
    name: "go-max-threads",
    title: "the program has as many threads as Go allows (`debug.SetMaxThreads`, 10,000)",
    fix: &[build(
        "bound the goroutines that block in C, in DNS through cgo or in file I/O: a semaphore, a pool",
    )],
    not: &["`ulimit -u`, pids limits: no limit of the system is reached"],
}];

fn judge(case: &Case<'_>) -> Vec<Opinion> {
    let mut opinions = Vec::new();
    let evidence = case.evidence(&[Say::ThreadLimit], 3);
    if !evidence.is_empty() {
        let reason = "the runtime counts its own threads and says so";
        opinions.push(Opinion::certain("go-max-threads", evidence, reason));
    }
    opinions
}
