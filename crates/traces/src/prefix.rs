//! The prefixes that log collectors put before a line: times, hosts, containers, journals.

/// Prefixes taken off one line; more than any collector stacks.
const MOST: usize = 6;

/// The line without the prefixes of collectors. A program's own words never look like one.
pub(crate) fn body(line: &[u8]) -> &[u8] {
    let mut rest = line;
    for _ in 0..MOST {
        let takers: &[Taker] = &[
            timestamp, go_log, syslog, seconds, bracketed, compose, stream, priority,
        ];
        let Some(next) = takers.iter().find_map(|take| take(rest)) else {
            break;
        };
        rest = next;
    }
    rest
}

type Taker = fn(&[u8]) -> Option<&[u8]>;

/// Whether bytes follow a picture: `9` any digit, everything else itself.
fn looks_like(bytes: &[u8], picture: &[u8]) -> bool {
    bytes.len() >= picture.len()
        && bytes
            .iter()
            .zip(picture)
            .all(|(byte, wanted)| match wanted {
                b'9' => byte.is_ascii_digit(),
                other => byte == other,
            })
}

/// What stands behind the first space.
fn after_space(bytes: &[u8]) -> Option<&[u8]> {
    let space = memchr::memchr(b' ', bytes)?;
    bytes.get(space + 1..)
}

/// `2026-11-22T10:00:00.123456789Z `, as `docker logs -t`, `kubectl logs --timestamps`, CRI files and GitHub
/// Actions have it, also with a zone's offset.
fn timestamp(line: &[u8]) -> Option<&[u8]> {
    let is_time =
        looks_like(line, b"9999-99-99T99:99:99") || looks_like(line, b"9999-99-99 99:99:99");
    let from = line.get(19..).filter(|_| is_time)?;
    after_space(from)
}

/// `2026/11/22 10:00:00 `, as Go's package log has it.
fn go_log(line: &[u8]) -> Option<&[u8]> {
    let from = line
        .get(19..)
        .filter(|_| looks_like(line, b"9999/99/99 99:99:99"))?;
    after_space(from)
}

/// `Nov 22 10:00:00 host unit[123]: `, as journald and syslog have it.
fn syslog(line: &[u8]) -> Option<&[u8]> {
    let (month, rest) = line.split_at_checked(4)?;
    let is_month = month.iter().take(3).all(u8::is_ascii_alphabetic) && month.ends_with(b" ");
    let is_time = looks_like(rest, b"99 99:99:99 ")
        || (rest.starts_with(b" ") && looks_like(rest.get(1..)?, b"9 99:99:99 "));
    let rest = rest.get(12..).filter(|_| is_month && is_time)?;
    let behind_host = after_space(rest)?;
    let colon = memchr::memmem::find(behind_host, b": ")?;
    let ident = behind_host.get(..colon)?;
    let is_ident = ident.len() < 80 && !ident.contains(&b' ');
    behind_host.get(colon + 2..).filter(|_| is_ident)
}

/// `[   70.186323] `, as the kernel has it.
fn seconds(line: &[u8]) -> Option<&[u8]> {
    let close = memchr::memchr(b']', line.get(..32).unwrap_or(line))?;
    let inside = line.get(1..close).filter(|_| line.starts_with(b"["))?;
    let is_time = inside.contains(&b'.')
        && inside
            .iter()
            .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b' '));
    let rest = line.get(close + 1..).filter(|_| is_time)?;
    Some(rest.strip_prefix(b" ").unwrap_or(rest))
}

/// `[pod/name/container] `, as `kubectl logs --prefix` has it.
fn bracketed(line: &[u8]) -> Option<&[u8]> {
    let rest = line.strip_prefix(b"[pod/")?;
    let close = memchr::memmem::find(rest.get(..256).unwrap_or(rest), b"] ")?;
    rest.get(close + 2..)
}

/// `service-1  | `, as Compose has it.
fn compose(line: &[u8]) -> Option<&[u8]> {
    let bar = memchr::memmem::find(line.get(..80).unwrap_or(line), b" | ")?;
    let name = line.get(..bar)?.trim_ascii_end();
    let is_name = !name.is_empty()
        && name
            .iter()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'));
    line.get(bar + 3..).filter(|_| is_name)
}

/// `stderr F `, as CRI files have it behind the time.
fn stream(line: &[u8]) -> Option<&[u8]> {
    [
        &b"stderr F "[..],
        b"stdout F ",
        b"stderr P ",
        b"stdout P ",
        b"kernel: ",
    ]
    .iter()
    .find_map(|prefix| line.strip_prefix(*prefix))
}

/// `<6>`, as `dmesg -r` has it.
fn priority(line: &[u8]) -> Option<&[u8]> {
    let rest = line.strip_prefix(b"<")?;
    let close = memchr::memchr(b'>', rest.get(..4).unwrap_or(rest))?;
    let is_number = close > 0 && rest.get(..close)?.iter().all(u8::is_ascii_digit);
    rest.get(close + 1..).filter(|_| is_number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_come_off() {
        for line in [
            "panic: x",
            "2026-11-22T10:00:00.1234567Z panic: x",
            "2026-11-22T10:00:00.123+02:00 stderr F panic: x",
            "2026/11/22 10:00:00 panic: x",
            "Nov 22 10:00:00 host app[123]: panic: x",
            "Nov  2 10:00:00 host app[123]: 2026/11/02 10:00:00.123 panic: x",
            "[   70.186323] panic: x",
            "<4>[   70.186323] panic: x",
            "web-1  | panic: x",
            "[pod/web-7f/app] 2026-11-22T10:00:00Z panic: x",
        ] {
            assert_eq!(
                String::from_utf8_lossy(body(line.as_bytes())),
                "panic: x",
                "{line}"
            );
        }
    }

    #[test]
    fn words_stay() {
        for line in ["no panic: x", "a b | c", "May be panic: x", "[x] y", ""] {
            assert_eq!(body(line.as_bytes()), line.as_bytes());
        }
    }
}
