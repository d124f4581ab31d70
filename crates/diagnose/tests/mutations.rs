//! Any events make a report: no panic, bounded evidence, the same twice.

use diagnose::{Case, Report, diagnose};
use proptest::prelude::*;
use traces::{KINDS, Reader};

fn report(logs: &[(&str, String)]) -> Report {
    let mut case = Case::new(None);
    for (name, text) in logs {
        let source = case.source(*name);
        let mut reader = Reader::new(name);
        reader.feed(text.as_bytes(), &mut |event| case.take(source, event));
        reader.finish(&mut |event| case.take(source, event));
    }
    diagnose(&case)
}

/// A line that says one of the known messages, with something between its fixed parts.
fn message() -> impl Strategy<Value = String> {
    let phrases: Vec<&'static [&'static str]> = KINDS
        .iter()
        .flat_map(|kind| kind.phrases)
        .map(|phrase| phrase.fixed)
        .collect();
    let free = prop_oneof![
        Just("11"),
        Just("x"),
        Just(""),
        Just("/lib/libfoo.so: 0x7f"),
        Just("libgo.so.16: ")
    ];
    (0..phrases.len(), free).prop_map(move |(n, free)| {
        let fixed = phrases.get(n).copied().unwrap_or_default();
        format!("{}{free}", fixed.join(free))
    })
}

fn call() -> impl Strategy<Value = String> {
    let name = prop_oneof![
        Just("clone"),
        Just("clone3"),
        Just("execve"),
        Just("mmap"),
        Just("mprotect"),
        Just("openat"),
        Just("futex")
    ];
    let args = prop_oneof![
        Just("NULL, 8392704, PROT_NONE, MAP_STACK, -1, 0"),
        Just("\"./app\", [\"./app\"], 0x1"),
        Just("AT_FDCWD, \"/etc/ssl/certs/ca-certificates.crt\", O_RDONLY"),
        Just("0x0, 0x801000, 0x3, 0x20022, 0xffffffff, 0x0"),
    ];
    let end = prop_oneof![
        Just("-1 EAGAIN (x)"),
        Just("-1 EPERM (x)"),
        Just("-1 ENOENT (x)"),
        Just("-1 ENOMEM (x)"),
        Just("-1 EACCES (x)"),
        Just("-38"),
        Just("3"),
        Just("?")
    ];
    (1..4_u32, name, args, end)
        .prop_map(|(task, name, args, end)| format!("{task} {name}({args}) = {end}"))
}

fn ending() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("1 +++ exited with 0 +++"),
        Just("1 +++ exited with 2 +++"),
        Just("2 +++ exited with 127 +++"),
        Just("1 +++ killed by SIGSYS +++"),
        Just("1 --- SIGSEGV {si_signo=SIGSEGV, si_code=SEGV_MAPERR, si_addr=0x10} ---"),
    ]
    .prop_map(ToOwned::to_owned)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn any_case_is_judged(
        said in proptest::collection::vec(message(), 0..4),
        made in proptest::collection::vec(call(), 0..12),
        ended in ending(),
    ) {
        let logs = [
            ("app.log", said.join("\n")),
            ("app.strace", format!("{}\n{ended}\n", made.join("\n"))),
            ("x/at_exit/limits", "Max processes 12 12 processes\n".to_owned()),
        ];
        let first = report(&logs);
        for diagnosis in &first.causes {
            prop_assert!(!diagnosis.evidence.is_empty(), "{}", diagnosis.cause.name);
            prop_assert!(diagnosis.evidence.len() <= 8);
            prop_assert!(!diagnosis.reason.is_empty());
        }
        let again = report(&logs);
        prop_assert_eq!(format!("{first:?}"), format!("{again:?}"));
    }
}
