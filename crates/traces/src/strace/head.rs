//! The start of a trace's line: task, time, and what follows.

/// A line taken apart at its start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Head<'a> {
    /// The thread.
    pub(crate) task: Option<u64>,
    /// The time, as it stands there.
    pub(crate) time: Option<&'a [u8]>,
    /// The call, signal or end.
    pub(crate) body: &'a [u8],
}

impl<'a> Head<'a> {
    /// Takes a line apart; `None` if it is no line of a trace.
    pub(crate) fn of(line: &'a [u8]) -> Option<Self> {
        let (task, rest) = match line.first()? {
            b'[' => bracketed(line)?,
            b'0'..=b'9' => numbered(line),
            b' ' => (None, line.trim_ascii_start()),
            _ => (None, line),
        };
        let (time, body) = timed(rest);
        let whole = match body.first()? {
            b'<' => body.starts_with(b"<... "),
            b'-' => body.starts_with(b"--- "),
            b'+' => body.starts_with(b"+++ "),
            b'a'..=b'z' | b'_' => is_call(body),
            _ => false,
        };
        whole.then_some(Self { task, time, body })
    }

    /// Whether the line says that a tracer wrote it.
    pub(crate) const fn is_traced(&self) -> bool {
        self.task.is_some() || self.time.is_some()
    }

    /// Whether the call ends in this line: `) = RET`, or says that it does not end here.
    pub(crate) fn has_end(&self) -> bool {
        self.body.ends_with(b" <unfinished ...>") || super::outcome::equals(self.body).is_some()
    }
}

/// `name(` of the characters that names of system calls have.
fn is_call(body: &[u8]) -> bool {
    let name = body.iter().take(32).take_while(|b| is_name(**b)).count();
    name > 1 && body.get(name) == Some(&b'(')
}

const fn is_name(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_'
}

/// `[pid  1234] `, `[pid 1234<comm>] `.
fn bracketed(line: &[u8]) -> Option<(Option<u64>, &[u8])> {
    let rest = line.strip_prefix(b"[pid ")?;
    let close = memchr::memmem::find(rest.get(..64).unwrap_or(rest), b"] ")?;
    let inside = rest.get(..close)?.trim_ascii_start();
    let (task, _) = digits(inside)?;
    Some((Some(task), rest.get(close + 2..)?))
}

/// `7103  `, `7103<comm> `. Digits that are a time belong to no task.
fn numbered(line: &[u8]) -> (Option<u64>, &[u8]) {
    let Some((task, rest)) = digits(line) else {
        return (None, line);
    };
    let rest = match rest.first() {
        Some(b'<') => {
            let near = rest.get(..32).unwrap_or(rest);
            memchr::memchr(b'>', near)
                .and_then(|at| rest.get(at + 1..))
                .unwrap_or(rest)
        }
        _ => rest,
    };
    match rest.first() {
        Some(b' ') => (Some(task), rest.trim_ascii_start()),
        _ => (None, line),
    }
}

/// `00:02:33.409755 `, `1795392154.149575 `, `0.000090 `.
fn timed(rest: &[u8]) -> (Option<&[u8]>, &[u8]) {
    if !rest.first().is_some_and(u8::is_ascii_digit) {
        return (None, rest);
    }
    let length = rest
        .iter()
        .take(24)
        .take_while(|b| b.is_ascii_digit() || matches!(b, b':' | b'.'))
        .count();
    match rest.get(length) {
        Some(b' ') => (
            rest.get(..length),
            rest.get(length..).unwrap_or_default().trim_ascii_start(),
        ),
        _ => (None, rest),
    }
}

fn digits(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let length = bytes
        .iter()
        .take(20)
        .take_while(|b| b.is_ascii_digit())
        .count();
    let (digits, rest) = bytes.split_at_checked(length)?;
    if digits.is_empty() || digits.len() > 10 {
        return None;
    }
    let value = digits
        .iter()
        .fold(0_u64, |value, digit| value * 10 + u64::from(digit - b'0'));
    Some((value, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_style_has_its_task_and_time() {
        for (line, task, time) in [
            ("7103  execve(\"x\") = 0", Some(7103), None),
            ("[pid   446] execve(\"x\") = 0", Some(446), None),
            ("[pid 446<app>] execve(\"x\") = 0", Some(446), None),
            (
                "32664<strace> 00:02:36 execve(\"x\") = 0",
                Some(32664),
                Some("00:02:36"),
            ),
            (
                "1 1795392154.149575 execve(\"x\") = 0",
                Some(1),
                Some("1795392154.149575"),
            ),
            (
                "32594      0.000503 execve(\"x\") = 0",
                Some(32594),
                Some("0.000503"),
            ),
            (
                "00:02:36.000001 execve(\"x\") = 0",
                None,
                Some("00:02:36.000001"),
            ),
            ("     0.000090 execve(\"x\") = 0", None, Some("0.000090")),
            ("execve(\"x\") = 0", None, None),
        ] {
            let head = Head::of(line.as_bytes()).unwrap();
            assert_eq!(
                (head.task, head.time),
                (task, time.map(str::as_bytes)),
                "{line}"
            );
            assert_eq!(head.body, b"execve(\"x\") = 0", "{line}");
        }
    }

    #[test]
    fn text_is_no_trace() {
        for line in [
            "",
            "main.main()",
            "goroutine 1 [running]:",
            "Killed",
            "panic: x",
            "12 apples",
        ] {
            assert_eq!(Head::of(line.as_bytes()), None, "{line}");
        }
    }
}
