//! A driver that needs cgo is a stub.

use traces::Say;

use crate::cause::{Cause, build};
use crate::{Case, Opinion, Symptom};

/// This symptom.
pub(crate) static SYMPTOM: Symptom = Symptom {
    name: "stub-driver",
    explains_death: false,
    is_crash: false,
    causes: CAUSES,
    judge,
    file: file!(),
};

const CAUSES: &[Cause] = &[Cause {
    name: "cgo-stub-driver",
    title: "a package was built without the cgo that it needs, and answers with an error or not at all",
    fix: &[build(
        "`CGO_ENABLED=1` with a C compiler; or a driver in pure Go, such as `modernc.org/sqlite` for SQLite",
    )],
    not: &["installing the C library where it runs: the program does not call it"],
}];

fn judge(case: &Case<'_>) -> Vec<Opinion> {
    let mut opinions = Vec::new();
    let evidence = case.evidence(&[Say::StubDriver], 3);
    if !evidence.is_empty() {
        let reason = "the driver's own message, or a driver that never registered itself; not surer because a missing import says the same of an unknown driver";
        opinions.push(
            Opinion::likely("cgo-stub-driver", evidence, reason)
                .next("go version -m ./app | grep CGO_ENABLED"),
        );
    }
    opinions
}
