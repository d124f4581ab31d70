//! Go ended the program itself: a panic, or an error that cannot be caught.

use traces::Say;

use crate::cause::{Cause, build};
use crate::{Case, Opinion, Symptom};

/// This symptom.
pub(crate) static SYMPTOM: Symptom = Symptom {
    name: "go-crash",
    explains_death: true,
    is_crash: true,
    causes: CAUSES,
    judge,
    file: file!(),
};

const CAUSES: &[Cause] = &[
    Cause {
        name: "go-nil-deref",
        title: "Go code followed a nil pointer",
        fix: &[build(
            "the first frame below `panic` that is not the runtime's names the line",
        )],
        not: &["`GOTRACEBACK`: the line is there already"],
    },
    Cause {
        name: "go-panic",
        title: "Go code panicked, and nobody recovered",
        fix: &[build(
            "the text behind `panic:` says why, the first frame below it where",
        )],
        not: &["restarting it: the same input brings it back"],
    },
    Cause {
        name: "go-deadlock",
        title: "every goroutine waits for another",
        fix: &[build(
            "the states behind `goroutine N` say what each waits for",
        )],
        not: &["raising `GOMAXPROCS`"],
    },
    Cause {
        name: "go-concurrent-map",
        title: "two goroutines used a map at once, and one of them wrote",
        fix: &[build("a mutex or `sync.Map`; `-race` finds both places")],
        not: &["`recover`: this error cannot be caught"],
    },
    Cause {
        name: "go-stack-overflow",
        title: "a goroutine's stack grew past its limit: recursion without end",
        fix: &[build("the frames repeat: the cycle is the fault")],
        not: &[
            "`debug.SetMaxStack`: it only takes longer",
            "`ulimit -s`: Go's stacks are not the system's",
        ],
    },
];

/// What each message means, the most special first.
const TABLE: &[(Say, &str, &str)] = &[
    (
        Say::Deadlock,
        "go-deadlock",
        "the runtime found no goroutine that can run",
    ),
    (
        Say::ConcurrentMap,
        "go-concurrent-map",
        "the runtime found two goroutines in one map",
    ),
    (
        Say::GoStackOverflow,
        "go-stack-overflow",
        "the runtime measured the stack",
    ),
    (
        Say::NilDereference,
        "go-nil-deref",
        "the runtime turned the fault into this panic",
    ),
];

fn judge(case: &Case<'_>) -> Vec<Opinion> {
    for (say, cause, reason) in TABLE {
        let mut evidence = case.evidence(&[*say], 2);
        if !evidence.is_empty() {
            evidence.extend(case.evidence(&[Say::GoSignalBracket], 1));
            return vec![Opinion::certain(cause, evidence, *reason)];
        }
    }
    let mut evidence = case.evidence(&[Say::Panic], 2);
    if evidence.is_empty() {
        return Vec::new();
    }
    let stack = case.evidence(&[Say::Goroutine], 1);
    if stack.is_empty() {
        let reason = "a panic is reported; not surer because no stack follows it, as where it was only logged";
        return vec![Opinion::likely("go-panic", evidence, reason).next("GOTRACEBACK=all ./app")];
    }
    evidence.extend(stack);
    vec![Opinion::certain(
        "go-panic",
        evidence,
        "the runtime reports the panic and the stack of its goroutine",
    )]
}
