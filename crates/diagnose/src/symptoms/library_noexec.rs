//! A library's code could not be mapped.

use traces::{Errno, Say};

use crate::cause::{Cause, docker, host, kubernetes};
use crate::{Case, Opinion, Symptom};

/// This symptom.
pub(crate) static SYMPTOM: Symptom = Symptom {
    name: "library-noexec",
    explains_death: true,
    is_crash: false,
    causes: CAUSES,
    judge,
    file: file!(),
};

const CAUSES: &[Cause] = &[Cause {
    name: "noexec-mount-library",
    title: "a library lies on a file system that is mounted `noexec`",
    fix: &[
        docker("libraries in the image, not in a `noexec` volume or tmpfs"),
        kubernetes("libraries in the image, not in an `emptyDir` or volume that is `noexec`"),
        host("`findmnt -T LIBRARY`; `mount -o remount,exec MOUNTPOINT`"),
    ],
    not: &["`chmod +x` on the library: its mode is not what is checked"],
}];

fn judge(case: &Case<'_>) -> Vec<Opinion> {
    let mut evidence = case.evidence(&[Say::CannotMapLibrary], 2);
    let mut maps = case.calls.failed(&["mmap", "mmap2"], Errno::PERM);
    let map = maps.find(|made| is_executable(&made.call.args) && !case.ended_well(made.source));
    if let Some(map) = map {
        evidence.push(map.evidence.clone());
        let reason = "mapping the library's code failed with EPERM, as the kernel answers for files on a `noexec` mount";
        return vec![Opinion::certain("noexec-mount-library", evidence, reason)];
    }
    if evidence.is_empty() {
        return Vec::new();
    }
    let out_of_memory = evidence
        .iter()
        .any(|line| Errno::worded(&line.text) == Some(Errno::NOMEM));
    if out_of_memory {
        let reason = "the loader could not map the library: no memory or address space is left";
        return vec![Opinion::likely("rlimit-as", evidence, reason).next("ulimit -v")];
    }
    let reason = "the loader could not map a segment; not surer because it does not say why";
    vec![
        Opinion::likely("noexec-mount-library", evidence, reason)
            .next("findmnt -T LIBRARY; strace -e trace=mmap ./app"),
    ]
}

/// A mapping of a file with `PROT_EXEC`: in words, perf's words, or a number.
fn is_executable(args: &str) -> bool {
    let by_number = args
        .split(", ")
        .nth(2)
        .is_some_and(|prot| ["0x4", "0x5", "0x7"].contains(&prot));
    args.contains("EXEC") || by_number
}
