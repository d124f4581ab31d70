//! A rule for pointers across cgo was broken.

use traces::Say;

use crate::cause::{Cause, build};
use crate::{Case, Opinion, Symptom};

/// This symptom.
pub(crate) static SYMPTOM: Symptom = Symptom {
    name: "cgo-pointer",
    explains_death: true,
    is_crash: false,
    causes: CAUSES,
    judge,
    file: file!(),
};

const CAUSES: &[Cause] = &[Cause {
    name: "cgo-pointer-rule",
    title: "Go memory that holds Go pointers was handed to C, or returned from Go to C",
    fix: &[build(
        "pass memory without Go pointers, pin it with `runtime.Pinner`, or hand C a `cgo.Handle`",
    )],
    not: &[
        "`GODEBUG=cgocheck=0`: it hides the fault until the garbage collector moves or frees the memory",
    ],
}];

fn judge(case: &Case<'_>) -> Vec<Opinion> {
    let mut opinions = Vec::new();
    let evidence = case.evidence(&[Say::CgoPointer], 3);
    if !evidence.is_empty() {
        let reason = "the runtime checked the argument and says so";
        opinions.push(Opinion::certain("cgo-pointer-rule", evidence, reason));
    }
    opinions
}
