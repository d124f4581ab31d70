//! QEMU's user mode could not run the guest.

use traces::Say;

use crate::cause::{Cause, build, docker, host};
use crate::{Case, Opinion, Symptom};

/// This symptom.
pub(crate) static SYMPTOM: Symptom = Symptom {
    name: "qemu",
    explains_death: true,
    is_crash: false,
    causes: CAUSES,
    judge,
    file: file!(),
};

const CAUSES: &[Cause] = &[
    Cause {
        name: "qemu-missing-interpreter",
        title: "QEMU runs the program and does not find the guest's loader",
        fix: &[
            host("`qemu-ARCH -L SYSROOT`, or QEMU_LD_PREFIX, with the guest's libraries in it"),
            docker("an image of the guest's architecture, so that its loader is in it"),
            build("`CGO_ENABLED=0`: the program then needs no loader"),
        ],
        not: &["installing the host's loader"],
    },
    Cause {
        name: "qemu-guest-signal",
        title: "the program died by a signal inside QEMU",
        fix: &[
            host("debug with `qemu-ARCH -g 1234 ./app` and a debugger of the guest's architecture"),
            docker("run it on a machine of its own architecture, where Go or the kernel says more"),
        ],
        not: &["looking for a fault of QEMU first: the guest's own fault looks the same"],
    },
];

fn judge(case: &Case<'_>) -> Vec<Opinion> {
    let mut opinions = Vec::new();
    let evidence = case.evidence(&[Say::QemuInterpreter], 3);
    if !evidence.is_empty() {
        let reason = "QEMU names the loader that it did not find";
        opinions.push(Opinion::certain(
            "qemu-missing-interpreter",
            evidence,
            reason,
        ));
    }
    let evidence = case.evidence(&[Say::QemuSignal], 3);
    if !evidence.is_empty() {
        let reason = "QEMU says which signal the guest did not catch";
        opinions.push(Opinion::certain("qemu-guest-signal", evidence, reason));
    }
    opinions
}
