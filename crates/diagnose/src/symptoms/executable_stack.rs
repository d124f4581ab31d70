//! A library asks for an executable stack.

use traces::Say;

use crate::cause::{Cause, build, docker, host};
use crate::{Case, Opinion, Symptom};

/// This symptom.
pub(crate) static SYMPTOM: Symptom = Symptom {
    name: "executable-stack",
    explains_death: true,
    is_crash: false,
    causes: CAUSES,
    judge,
    file: file!(),
};

const CAUSES: &[Cause] = &[Cause {
    name: "executable-stack",
    title: "a library is marked as needing an executable stack, and that is refused",
    fix: &[
        build(
            "link the library with `-z noexecstack`; its assembly needs a `.note.GNU-stack` section",
        ),
        host(
            "`patchelf --clear-execstack LIBRARY`; `GLIBC_TUNABLES=glibc.rtld.execstack=2` for glibc 2.41 and newer",
        ),
        docker("an image whose glibc is older than 2.41, until the library is mended"),
    ],
    not: &[
        "`chmod`, `setenforce 0` where the text says `Invalid argument`: that is glibc's own refusal",
    ],
}];

fn judge(case: &Case<'_>) -> Vec<Opinion> {
    let mut opinions = Vec::new();
    let evidence = case.evidence(&[Say::ExecutableStack], 3);
    if !evidence.is_empty() {
        let reason = "the loader says so: `Invalid argument` is glibc 2.41 refusing by itself, `Permission denied` is SELinux or a filter";
        opinions.push(Opinion::certain("executable-stack", evidence, reason));
    }
    opinions
}
