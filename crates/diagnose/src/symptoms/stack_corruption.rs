//! A return address leads nowhere.

use traces::Say;

use crate::cause::{Cause, build};
use crate::{Case, Opinion, Symptom};

/// This symptom.
pub(crate) static SYMPTOM: Symptom = Symptom {
    name: "stack-corruption",
    explains_death: true,
    is_crash: false,
    causes: CAUSES,
    judge,
    file: file!(),
};

const CAUSES: &[Cause] = &[Cause {
    name: "stack-corruption",
    title: "a stack was overwritten: a return address leads nowhere",
    fix: &[build(
        "look for `unsafe`, assembly and C code that writes past its buffers; `-asan` finds the C part, `go vet` the assembly's frames",
    )],
    not: &["a larger stack"],
}];

fn judge(case: &Case<'_>) -> Vec<Opinion> {
    let evidence = case.evidence(&[Say::UnexpectedReturn, Say::StackSmashing], 2);
    if evidence.is_empty() {
        return Vec::new();
    }
    let reason = "the runtime walked a stack and met an address that is no code, or the C library found its mark overwritten";
    vec![Opinion::certain("stack-corruption", evidence, reason)]
}
