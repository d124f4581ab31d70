//! `perf trace`: `   287.370 ( 0.070 ms): comm/tid clone3(uargs: 0x7f, size: 88) = -1 EAGAIN (…)`.

use crate::event::{Call, Event, Outcome, What, shown};
use crate::strace::{number, outcome};

/// Reads a line; `false` if it is none of `perf trace`.
pub(crate) fn line(line: &[u8], number_of_line: u64, out: &mut dyn FnMut(Event)) -> bool {
    let Some((time, task, body)) = head(line) else {
        return false;
    };
    let Some((name, args, outcome)) = call(body) else {
        return true;
    };
    if !tells(name, outcome) {
        return true;
    }
    out(Event {
        line: number_of_line,
        text: shown(line.trim_ascii()),
        task: Some(task),
        what: What::Call(Call {
            name: String::from_utf8_lossy(name).into_owned(),
            args: shown(args),
            outcome,
            time: Some(String::from_utf8_lossy(time).into_owned()),
        }),
    });
    true
}

/// Time, thread and the rest.
fn head(line: &[u8]) -> Option<(&[u8], u64, &[u8])> {
    let line = line.trim_ascii_start();
    let open = memchr::memmem::find(line.get(..24).unwrap_or(line), b" (")?;
    let time = line.get(..open)?;
    if !time
        .iter()
        .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'?'))
    {
        return None;
    }
    let close = memchr::memmem::find(line.get(..48).unwrap_or(line), b"): ")?;
    let rest = line.get(close + 3..)?;
    let slash = memchr::memchr(b'/', rest.get(..24).unwrap_or(rest))?;
    let behind = rest.get(slash + 1..)?;
    let length = behind.iter().take_while(|b| b.is_ascii_digit()).count();
    let task = number(behind.get(..length)?)?;
    Some((
        time,
        u64::try_from(task).ok()?,
        behind.get(length..)?.trim_ascii_start(),
    ))
}

/// Name, arguments and outcome; the outcome's padding is of any width.
fn call(body: &[u8]) -> Option<(&[u8], &[u8], Outcome)> {
    let body = body.strip_prefix(b"... [continued]: ").unwrap_or(body);
    let open = memchr::memchr(b'(', body)?;
    let equals = memchr::memmem::rfind(body, b" = ")?;
    let args = body.get(open + 1..equals)?.trim_ascii_end();
    let args = args.strip_suffix(b")").unwrap_or(args);
    Some((body.get(..open)?, args, outcome(body.get(equals + 3..)?)))
}

/// Whether a call matters: new threads and programs however they end, memory where it fails.
fn tells(name: &[u8], outcome: Outcome) -> bool {
    match name {
        b"clone" | b"clone3" | b"fork" | b"vfork" | b"execve" | b"execveat" => true,
        b"mmap" | b"mprotect" | b"mremap" => outcome.errno().is_some(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Errno;

    fn check(text: &str, expect: Option<(&str, Outcome)>) {
        let mut calls = Vec::new();
        line(text.as_bytes(), 1, &mut |event| {
            if let What::Call(call) = event.what {
                calls.push((call.name, call.outcome));
            }
        });
        let expect = expect.map(|(name, outcome)| (name.to_owned(), outcome));
        assert_eq!(calls.into_iter().next(), expect, "{text}");
    }

    #[test]
    fn calls_are_read() {
        check(
            "    71.122 ( 0.158 ms): app/688 clone(clone_flags: VM|THREAD, tls: 0xc0) = -1 EAGAIN (Resource temporarily unavailable)",
            Some(("clone", Outcome::Failed(Errno::AGAIN))),
        );
        check(
            "         ? (         ): sh/683  ... [continued]: execve())           = 0",
            Some(("execve", Outcome::Returned(0))),
        );
        check(
            "   297.218 (         ): app/688 exit_group(error_code: 2)      = ?",
            None,
        );
        check("40.0 (Go 1.2): a/b", None);
    }
}
