//! `perf script`: `comm tid [cpu] secs.usec: event: fields`, then the stack, then an empty line. System calls
//! come as numbers; they are read as those of x86-64 unless the event names the call.

use crate::event::{Call, Event, What, shown};
use crate::strace::{number, outcome};
use crate::{Errno, Outcome, Signal};

/// Calls of x86-64 that matter.
const CALLS: &[(i64, &str)] = &[
    (9, "mmap"),
    (10, "mprotect"),
    (25, "mremap"),
    (56, "clone"),
    (57, "fork"),
    (58, "vfork"),
    (59, "execve"),
    (322, "execveat"),
    (435, "clone3"),
];

/// Reads a line; `false` if it is none of `perf script`.
pub(crate) fn line(line: &[u8], number_of_line: u64, out: &mut dyn FnMut(Event)) -> bool {
    if is_frame(line) {
        return true;
    }
    let Some((task, time, event)) = head(line) else {
        return false;
    };
    if let Some(what) = what(&String::from_utf8_lossy(event), time) {
        out(Event {
            line: number_of_line,
            text: shown(line.trim_ascii()),
            task: Some(task),
            what,
        });
    }
    true
}

/// A tab, an address, a symbol.
fn is_frame(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(b"\t") else {
        return false;
    };
    let rest = rest.trim_ascii_start();
    let digits = rest.iter().take_while(|b| b.is_ascii_hexdigit()).count();
    digits > 1 && rest.get(digits) == Some(&b' ') && rest.ends_with(b")")
}

/// Thread, time and event.
fn head(line: &[u8]) -> Option<(u64, &[u8], &[u8])> {
    let near = line.get(..64).unwrap_or(line);
    let open = memchr::memmem::find(near, b" [")?;
    let close = memchr::memmem::find(near, b"] ")?;
    let cpu = line.get(open + 2..close)?;
    if cpu.is_empty() || !cpu.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let before = line.get(..open)?.trim_ascii_end();
    let start = memchr::memrchr(b' ', before)? + 1;
    let task = u64::try_from(number(before.get(start..)?)?).ok()?;
    let rest = line.get(close + 2..)?.trim_ascii_start();
    let colon = memchr::memmem::find(rest.get(..32).unwrap_or(rest), b": ")?;
    let time = rest.get(..colon)?;
    let is_time = time.iter().all(|b| b.is_ascii_digit() || *b == b'.');
    let event = rest.get(colon + 2..)?.trim_ascii_start();
    is_time.then_some((task, time, event))
}

fn what(event: &str, time: &[u8]) -> Option<What> {
    let time = String::from_utf8_lossy(time).into_owned();
    let call = |name: &str, outcome| {
        let args = String::new();
        let (name, time) = (name.to_owned(), Some(time.clone()));
        What::Call(Call {
            name,
            args,
            outcome,
            time,
        })
    };
    if let Some(rest) = event.strip_prefix("raw_syscalls:sys_exit: NR ") {
        let (nr, value) = rest.split_once(" = ")?;
        let nr: i64 = nr.parse().ok()?;
        let (_, name) = CALLS.iter().find(|(known, _)| *known == nr)?;
        let outcome = outcome(value.as_bytes());
        return tells(name, outcome).then(|| call(name, outcome));
    }
    if let Some(rest) = event.strip_prefix("syscalls:sys_exit_") {
        let (name, value) = rest.split_once(": ")?;
        let name = name.strip_prefix("new").unwrap_or(name);
        let outcome = outcome(value.as_bytes());
        return tells(name, outcome).then(|| call(name, outcome));
    }
    signal(event.strip_prefix("signal:signal_generate: ")?)
}

/// `sig=6 errno=0 code=-6 comm=app pid=7 grp=0 res=0`.
fn signal(fields: &str) -> Option<What> {
    let field = |name: &str| {
        let mut words = fields.split(' ');
        words.find_map(|word| word.strip_prefix(name))
    };
    let signal = Signal(field("sig=")?.parse().ok()?);
    let is_fatal = matches!(
        signal,
        Signal::ILL | Signal::ABRT | Signal::BUS | Signal::FPE
    ) || matches!(signal, Signal::KILL | Signal::SEGV | Signal::SYS);
    is_fatal.then(|| What::Signal {
        signal,
        code: field("code=").unwrap_or_default().to_owned(),
        address: None,
    })
}

/// Whether a call matters: new threads and programs however they end, memory where there is none.
fn tells(name: &str, outcome: Outcome) -> bool {
    let makes = ["clone", "clone3", "fork", "vfork", "execve", "execveat"].contains(&name);
    let maps = ["mmap", "mprotect", "mremap"].contains(&name);
    makes
        || (maps
            && matches!(
                outcome.errno(),
                Some(Errno::NOMEM | Errno::PERM | Errno::ACCES)
            ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &[&str]) {
        let mut seen = Vec::new();
        assert!(line(text.as_bytes(), 1, &mut |event| {
            seen.push(match event.what {
                What::Call(call) => format!("{} {:?}", call.name, call.outcome.errno()),
                What::Signal { signal, .. } => signal.to_string(),
                other => format!("{other:?}"),
            });
        }));
        assert_eq!(seen, expect, "{text}");
    }

    #[test]
    fn events_are_read() {
        check(
            "app 560 [000]  2354.210799:    raw_syscalls:sys_exit: NR 435 = -11",
            &["clone3 Some(Errno(11))"],
        );
        check(
            "app 560 [001]  2354.2: syscalls:sys_exit_clone3: 0xfffffffffffffff5",
            &["clone3 Some(Errno(11))"],
        );
        check(
            "my app 560 [001]  2354.2: signal:signal_generate: sig=6 errno=0 code=-6 comm=app pid=560 grp=0 res=0",
            &["SIGABRT"],
        );
        check(
            "app 560 [001]  2354.2: raw_syscalls:sys_exit: NR 202 = -11",
            &[],
        );
        check(
            "\t           4965c runtime.retryOnEAGAIN+0x5c (/srv/app)",
            &[],
        );
    }

    #[test]
    fn text_is_no_event() {
        for text in ["goroutine 1 [running]:", "a [b] c: d", "\tmain.go:12", ""] {
            assert!(!line(text.as_bytes(), 1, &mut |_| {}), "{text}");
        }
    }
}
