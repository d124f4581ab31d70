//! The kernel is older than glibc admits.

use traces::Say;

use crate::cause::{Cause, build, docker, host};
use crate::{Case, Opinion, Symptom};

/// This symptom.
pub(crate) static SYMPTOM: Symptom = Symptom {
    name: "kernel-too-old",
    explains_death: true,
    is_crash: false,
    causes: CAUSES,
    judge,
    file: file!(),
};

const CAUSES: &[Cause] = &[Cause {
    name: "kernel-too-old",
    title: "glibc refuses a kernel as old as this one",
    fix: &[
        docker("an older base image, or a newer host: containers run on the host's kernel"),
        host("a newer kernel, or a program linked with musl or without C"),
        build("`CGO_ENABLED=0`"),
    ],
    not: &["a newer image"],
}];

fn judge(case: &Case<'_>) -> Vec<Opinion> {
    let mut opinions = Vec::new();
    let evidence = case.evidence(&[Say::KernelTooOld], 3);
    if !evidence.is_empty() {
        let reason = "glibc says so; it was checked up to glibc 2.35";
        opinions.push(Opinion::certain("kernel-too-old", evidence, reason));
    }
    opinions
}
