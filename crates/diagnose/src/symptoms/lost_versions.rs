//! A library lost the versions of its symbols.

use traces::Say;

use crate::cause::{Cause, build, docker, host};
use crate::{Case, Opinion, Symptom};

/// This symptom.
pub(crate) static SYMPTOM: Symptom = Symptom {
    name: "lost-versions",
    explains_death: true,
    is_crash: false,
    causes: CAUSES,
    judge,
    file: file!(),
};

const CAUSES: &[Cause] = &[Cause {
    name: "no-version-information",
    title: "a library carries no versions of its symbols, where the program was linked with some",
    fix: &[
        build("link against the library that is deployed"),
        docker("install the distribution's own build of the library"),
        host("install the distribution's own build of the library"),
    ],
    not: &["ignoring the warning: the loader's check may end the program"],
}];

fn judge(case: &Case<'_>) -> Vec<Opinion> {
    let mut opinions = Vec::new();
    let evidence = case.evidence(&[Say::CheckMatch], 3);
    if !evidence.is_empty() {
        let reason = "the loader's check of versions failed";
        opinions.push(Opinion::certain("no-version-information", evidence, reason));
    }
    opinions
}
