//! The C library is older than the one that the program was built against.

use traces::Say;

use crate::cause::{Cause, build, docker, host, kubernetes};
use crate::{Case, Opinion, Symptom};

/// This symptom.
pub(crate) static SYMPTOM: Symptom = Symptom {
    name: "glibc-version",
    explains_death: true,
    is_crash: false,
    causes: CAUSES,
    judge,
    file: file!(),
};

const CAUSES: &[Cause] = &[Cause {
    name: "glibc-version",
    title: "the program needs symbols of a newer glibc than this system has",
    fix: &[
        build(
            "build on the oldest system that must run it, or `CC='zig cc -target x86_64-linux-gnu.2.31'`; `CGO_ENABLED=0` needs no glibc",
        ),
        docker("a base image whose glibc is as new as the one of the stage that builds"),
        kubernetes("an image whose base is as new as the build's"),
        host("a newer release of the system"),
    ],
    not: &[
        "copying a newer libc.so.6 beside the program: the loader must match it",
        "a symbolic link to another version",
    ],
}];

fn judge(case: &Case<'_>) -> Vec<Opinion> {
    let mut opinions = Vec::new();
    let evidence = case.evidence(&[Say::VersionNotFound], 3);
    if !evidence.is_empty() {
        let reason = "the loader names each version that the library lacks; the highest is the oldest glibc that will do";
        opinions.push(Opinion::certain("glibc-version", evidence, reason));
    }
    opinions
}
