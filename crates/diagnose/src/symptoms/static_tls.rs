//! No room for thread-local storage is left.

use traces::Say;

use crate::cause::{Cause, build, docker, host};
use crate::{Case, Opinion, Symptom};

/// This symptom.
pub(crate) static SYMPTOM: Symptom = Symptom {
    name: "static-tls",
    explains_death: true,
    is_crash: false,
    causes: CAUSES,
    judge,
    file: file!(),
};

const CAUSES: &[Cause] = &[Cause {
    name: "static-tls-exhausted",
    title: "the room for static thread-local storage is used up by the libraries that were opened before",
    fix: &[
        host(
            "`GLIBC_TUNABLES=glibc.rtld.optional_static_tls=4096`; or load the library at start (`LD_PRELOAD`)",
        ),
        build("link the library instead of opening it; build it with `-ftls-model=global-dynamic`"),
        docker("set GLIBC_TUNABLES in the image"),
    ],
    not: &["more memory: the room is fixed when the program starts"],
}];

fn judge(case: &Case<'_>) -> Vec<Opinion> {
    let mut opinions = Vec::new();
    let evidence = case.evidence(&[Say::StaticTls], 3);
    if !evidence.is_empty() {
        let reason = "the loader says so of a library that asks for static thread-local storage (DF_STATIC_TLS)";
        opinions.push(Opinion::certain("static-tls-exhausted", evidence, reason));
    }
    opinions
}
