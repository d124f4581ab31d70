//! A signal ended the program: where it came from, and what C code did.

use traces::{Say, Signal};

use crate::cause::{Cause, build, host};
use crate::{Case, Certainty, Evidence, Heard, Opinion, Symptom};

/// This symptom.
pub(crate) static SYMPTOM: Symptom = Symptom {
    name: "c-crash",
    explains_death: true,
    is_crash: true,
    causes: CAUSES,
    judge,
    file: file!(),
};

const CAUSES: &[Cause] = &[
    Cause {
        name: "c-segv",
        title: "C code that Go called touched memory that is not its own",
        fix: &[build(
            "`-asan` (Go 1.18 and newer, linux) finds the place; the frame below `runtime.cgocall` names the C function",
        )],
        not: &["`recover`: a fault in C ends the process"],
    },
    Cause {
        name: "c-call-null",
        title: "C code called a function through a null pointer",
        fix: &[build(
            "a function pointer that was never set, or a weak symbol whose library is missing; the frame below `runtime.cgocall` names the C function",
        )],
        not: &["`recover`: a fault in C ends the process"],
    },
    Cause {
        name: "c-stack-overflow",
        title: "C code used up the stack of its thread",
        fix: &[
            build(
                "large arrays and recursion in C; threads that C makes get the size of RLIMIT_STACK",
            ),
            host("`ulimit -s` before the start, for threads of C"),
        ],
        not: &["`debug.SetMaxStack`: it is for Go's stacks"],
    },
    Cause {
        name: "c-ill",
        title: "C code ran an instruction that is none, or that this processor lacks",
        fix: &[build(
            "`ud2` (0f 0b) is `__builtin_trap` or unreachable code; otherwise build C without `-march=native`",
        )],
        not: &["`GOAMD64`: it is for Go's code"],
    },
    Cause {
        name: "c-fpe",
        title: "C code divided by zero",
        fix: &[build(
            "the frame below `runtime.cgocall` names the C function",
        )],
        not: &["`recover`: a fault in C ends the process"],
    },
    Cause {
        name: "c-bus",
        title: "C code met a bus error: a file was cut off below a mapping, or an address is not aligned",
        fix: &[
            build(
                "a mapped file that gets shorter; the frame below `runtime.cgocall` names the C function",
            ),
            host("a full file system below /dev/shm"),
        ],
        not: &["more memory"],
    },
    Cause {
        name: "c-abort",
        title: "C code ended the process itself (`abort`): an assertion, a corrupted heap, an exception that nobody caught",
        fix: &[build(
            "the line before the report of SIGABRT says why; `-asan` finds what corrupted the heap",
        )],
        not: &["`recover`: the process is over"],
    },
];

/// A fault this near to the stack pointer is one of the stack, in bytes.
const NEAR: u64 = 64 << 10;

fn judge(case: &Case<'_>) -> Vec<Opinion> {
    let table: &[(Signal, &str)] = &[
        (Signal::SEGV, "c-segv"),
        (Signal::ILL, "c-ill"),
        (Signal::FPE, "c-fpe"),
        (Signal::BUS, "c-bus"),
        (Signal::ABRT, "c-abort"),
    ];
    let reported = table
        .iter()
        .find_map(|(signal, cause)| Some((*signal, *cause, reported(case, *signal)?)));
    let Some((signal, cause, heard)) = reported else {
        return untold(case);
    };
    let in_c = case.evidence(&[Say::CgoExecution], 1);
    let mut evidence = vec![heard.evidence.clone()];
    evidence.extend(in_c.iter().cloned());
    evidence.extend(case.evidence(
        &[
            Say::GoSignalPlace,
            Say::GoSignalBracket,
            Say::CgoFrame,
            Say::AbortReason,
        ],
        1,
    ));
    if in_c.is_empty() && !case.has(Say::CgoFrame) {
        return outside(case, signal, cause, evidence);
    }
    let mut opinion = if signal == Signal::SEGV {
        fault(case, evidence)
    } else {
        Opinion::certain(cause, evidence, "the signal arrived while C code ran")
    };
    if in_c.is_empty() {
        opinion.certainty = Certainty::Likely;
        opinion.reason.push_str(
            "; not surer because the report does not say so itself: its goroutine was in C",
        );
    }
    vec![opinion]
}

/// Go's report of a signal: its own block, or in brackets below `unexpected signal`.
fn reported<'a>(case: &'a Case<'_>, signal: Signal) -> Option<&'a Heard> {
    let block = case.first(Say::GoSignal(signal));
    block.or_else(|| {
        case.first(Say::UnexpectedSignal)?;
        let name = signal.to_string();
        case.said(Say::GoSignalBracket)
            .find(|heard| heard.evidence.text.contains(&name))
    })
}

/// A memory fault in C: through a null pointer, of the stack, or any other.
fn fault(case: &Case<'_>, mut evidence: Vec<Evidence>) -> Opinion {
    let text: Vec<&str> = evidence.iter().map(|line| line.text.as_str()).collect();
    let is_null = text
        .iter()
        .any(|text| text.starts_with("PC=0x0 ") || text.contains(" pc=0x0]"));
    if is_null {
        return Opinion::certain(
            "c-call-null",
            evidence,
            "the program counter is zero: a call through a null pointer",
        );
    }
    let pointer = case.first(Say::StackPointer);
    let stack = pointer.and_then(|heard| u64::from_str_radix(heard.part(1).trim(), 16).ok());
    if let (Some(address), Some(stack), Some(pointer)) = (address(case), stack, pointer)
        && address.abs_diff(stack) < NEAR
    {
        evidence.push(pointer.evidence.clone());
        let reason = "the address that could not be touched is next to the stack pointer";
        return Opinion::certain("c-stack-overflow", evidence, reason);
    }
    Opinion::certain(
        "c-segv",
        evidence,
        "the fault came while C code ran, at an address that is not of its stack",
    )
}

/// The address of the fault: of Go's report, or of the signal in a trace.
fn address(case: &Case<'_>) -> Option<u64> {
    let places = [Say::GoSignalPlace, Say::GoSignalBracket]
        .into_iter()
        .filter_map(|say| case.first(say));
    let said = places.filter_map(|heard| {
        let (_, rest) = heard.evidence.text.split_once("addr=0x")?;
        let digits = rest.split(|c: char| !c.is_ascii_hexdigit()).next()?;
        u64::from_str_radix(digits, 16).ok()
    });
    let seen = case
        .signals
        .iter()
        .filter(|d| d.signal == Signal::SEGV)
        .filter_map(|d| d.address);
    said.chain(seen).next()
}

/// A signal that did not arrive in code that Go called: a thread of C, or the runtime itself.
fn outside(
    case: &Case<'_>,
    signal: Signal,
    cause: &'static str,
    evidence: Vec<Evidence>,
) -> Vec<Opinion> {
    let raised = signal == Signal::ABRT && case.has(Say::AbortReason);
    if raised {
        return vec![Opinion::certain(
            cause,
            evidence,
            "C code says why it ended the process",
        )];
    }
    if signal == Signal::SEGV && case.has(Say::UnexpectedSignal) {
        let reason =
            "a fault that Go did not expect; not surer because no frame of C is in the report";
        return vec![
            Opinion::possible(cause, evidence, reason)
                .next("GOTRACEBACK=crash ./app, and the stack of every thread"),
        ];
    }
    let reason = "the runtime reports the signal; not surer because no frame of C is in the report";
    vec![
        Opinion::possible(cause, evidence, reason)
            .next("GOTRACEBACK=crash ./app, and the stack of every thread"),
    ]
}

/// Signals that only a trace shows, and words of C that no report follows.
fn untold(case: &Case<'_>) -> Vec<Opinion> {
    let reasons = case.evidence(&[Say::AbortReason], 2);
    if !reasons.is_empty() {
        let reason = "C code says why it ended the process; not surer because its end is not among the inputs";
        return vec![Opinion::likely("c-abort", reasons, reason)];
    }
    if case.has(Say::NilDereference) || case.has(Say::Panic) {
        return Vec::new();
    }
    let logged = case.evidence(&[Say::Segfault], 2);
    let seen = case
        .signals
        .iter()
        .find(|d| is_fatal(d.signal) && !case.ended_well(d.source));
    let next = "run it with GOTRACEBACK=crash: the report names the frames";
    let Some(seen) = seen else {
        return logged_fault(logged, next)
            .into_iter()
            .chain(died(case, next))
            .collect();
    };
    let is_null = seen.address.is_some_and(|address| address < 4096);
    let evidence = vec![seen.evidence.clone()];
    let c = |cause, reason: &str| Opinion::possible(cause, evidence.clone(), reason).next(next);
    match seen.signal {
        Signal::SEGV => {
            let nil = c(
                "go-nil-deref",
                "a fault near address zero is a nil pointer in Go or C",
            );
            let segv = c("c-segv", "a fault in C code looks alike in a trace");
            let mut all = if is_null { vec![nil, segv] } else { vec![segv] };
            all.push(c(
                "c-stack-overflow",
                "an overflow of a C stack is a fault too",
            ));
            all.push(c(
                "nss-static",
                "so is glibc in a static program that opened its modules",
            ));
            all.push(c(
                "seccomp-enosys",
                "the runtime ends itself by a fault at address 0x1006 where futex fails",
            ));
            all
        }
        Signal::ILL => vec![c("c-ill", "an illegal instruction was met")],
        Signal::FPE => vec![
            c("c-fpe", "a division failed"),
            c("dlopen-static-glibc", "so it does in glibc of two releases"),
        ],
        Signal::BUS => vec![c("c-bus", "a bus error was met")],
        _ if seen.code == "-6" || seen.code == "SI_TKILL" => aborted(&evidence, next),
        _ => Vec::new(),
    }
}

/// `abort` was called, and nobody says why: C code, or runtime/cgo that could not make a thread.
fn aborted(evidence: &[Evidence], next: &str) -> Vec<Opinion> {
    let c = |cause, reason: &str| Opinion::possible(cause, evidence.to_vec(), reason).next(next);
    vec![
        c("c-abort", "C code called `abort`"),
        c(
            "dlopen-static-glibc",
            "glibc's own check in a static program that opened a library calls it too",
        ),
        c(
            "seccomp-clone3-eperm",
            "runtime/cgo calls it where a thread cannot be made: a filter answers EPERM",
        ),
        c("seccomp-clone-eagain", "or EAGAIN"),
        c(
            "rlimit-nproc",
            "or a limit on threads is reached: of the user",
        ),
        c("cgroup-pids-max", "or of the pids cgroup"),
    ]
}

/// A shell's word for the signal: Go would have said more.
fn died(case: &Case<'_>, next: &str) -> Vec<Opinion> {
    let table = [
        (Signal::SEGV, "c-segv"),
        (Signal::ILL, "c-ill"),
        (Signal::BUS, "c-bus"),
        (Signal::FPE, "c-fpe"),
    ];
    let reason = "a shell names the signal; Go reports its own, so this came from C, before Go started or in its handler";
    let opinions = table.into_iter().filter_map(|(signal, cause)| {
        let evidence = case.evidence(&[Say::Died(signal)], 2);
        (!evidence.is_empty()).then(|| Opinion::possible(cause, evidence, reason).next(next))
    });
    opinions.collect()
}

fn logged_fault(evidence: Vec<Evidence>, next: &str) -> Vec<Opinion> {
    if evidence.is_empty() {
        return Vec::new();
    }
    let reason = "the kernel logged a fault: one that Go did not handle; not surer because its own report is missing";
    vec![Opinion::possible("c-segv", evidence, reason).next(next)]
}

const fn is_fatal(signal: Signal) -> bool {
    matches!(
        signal,
        Signal::SEGV | Signal::ILL | Signal::FPE | Signal::BUS | Signal::ABRT
    )
}
