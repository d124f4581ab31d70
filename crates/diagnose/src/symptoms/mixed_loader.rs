//! glibc's loader met a C library of another release.

use traces::Say;

use crate::cause::{Cause, docker, host};
use crate::{Case, Opinion, Symptom};

/// This symptom.
pub(crate) static SYMPTOM: Symptom = Symptom {
    name: "mixed-loader",
    explains_death: true,
    is_crash: false,
    causes: CAUSES,
    judge,
    file: file!(),
};

const CAUSES: &[Cause] = &[Cause {
    name: "mixed-loader-and-libc",
    title: "the loader and the C library are of different releases",
    fix: &[
        docker(
            "do not copy libc.so.6 or the loader between images; LD_LIBRARY_PATH may name another image's libraries",
        ),
        host(
            "unset LD_LIBRARY_PATH; run the program by the loader of the same folder: `DIR/ld-linux-x86-64.so.2 --library-path DIR ./app`",
        ),
    ],
    not: &["installing a newer libc.so.6 alone"],
}];

fn judge(case: &Case<'_>) -> Vec<Opinion> {
    let mut early = case.said(Say::EarlyInit);
    let loader = early.find(|heard| heard.evidence.text.contains("detected by ld.so"));
    if let Some(heard) = loader {
        let reason = "the loader called the early start of the C library that it loaded, and did not find it";
        return vec![Opinion::certain(
            "mixed-loader-and-libc",
            vec![heard.evidence.clone()],
            reason,
        )];
    }
    let mut moved = case.said(Say::RelocationError);
    let private = moved.find(|heard| heard.evidence.text.contains("GLIBC_PRIVATE"));
    let reason = "a private symbol of glibc is missing: its loader and its libraries are of different releases";
    private
        .map(|heard| {
            Opinion::certain(
                "mixed-loader-and-libc",
                vec![heard.evidence.clone()],
                reason,
            )
        })
        .into_iter()
        .collect()
}
