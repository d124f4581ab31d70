//! The processor lacks what the program was built for.

use traces::Say;

use crate::cause::{Cause, build, host, kubernetes};
use crate::{Case, Opinion, Symptom};

/// This symptom.
pub(crate) static SYMPTOM: Symptom = Symptom {
    name: "cpu-level",
    explains_death: true,
    is_crash: false,
    causes: CAUSES,
    judge,
    file: file!(),
};

const CAUSES: &[Cause] = &[Cause {
    name: "goamd64-level",
    title: "the program was built for a newer level of x86-64 (GOAMD64) than this processor has",
    fix: &[
        build("`GOAMD64=v1 go build`, or v2, which nearly every machine has"),
        kubernetes("a `nodeSelector` for newer machines"),
        host("in a virtual machine: CPU type `host`"),
    ],
    not: &["another base image: the check is the program's own"],
}];

fn judge(case: &Case<'_>) -> Vec<Opinion> {
    let mut opinions = Vec::new();
    let evidence = case.evidence(&[Say::Amd64Level], 3);
    if !evidence.is_empty() {
        let reason = "Go's start code compared the processor with the level that it was built for";
        opinions.push(Opinion::certain("goamd64-level", evidence, reason));
    }
    opinions
}
