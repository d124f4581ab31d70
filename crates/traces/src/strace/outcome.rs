//! The end of a call: what it returned.

use crate::{Errno, Outcome};

/// A call taken apart: name, arguments, outcome.
pub(super) fn split(body: &[u8]) -> Option<(&[u8], &[u8], Outcome)> {
    let open = memchr::memchr(b'(', body)?;
    let equals = equals(body)?;
    let name = body.get(..open)?;
    let args = body.get(open + 1..equals)?.trim_ascii_end();
    let args = args.strip_suffix(b")").unwrap_or(args);
    Some((name, args, outcome(body.get(equals + 3..)?)))
}

/// Where ` = ` stands behind the arguments.
pub(super) fn equals(body: &[u8]) -> Option<usize> {
    let end = memchr::memrchr(b'=', body)?;
    let before = body.get(..end)?;
    let is_result = body.get(end + 1) == Some(&b' ')
        && before.ends_with(b" ")
        && before.trim_ascii_end().ends_with(b")");
    is_result.then(|| end - 1)
}

/// `0`, `0x7f…`, `-1 ENOENT (No such file or directory)`, `-11`, `3</etc/hosts>`, `?`.
pub(crate) fn outcome(text: &[u8]) -> Outcome {
    let text = text.trim_ascii();
    if let Some(rest) = text.strip_prefix(b"-1 E") {
        let length = rest
            .iter()
            .take_while(|b| b.is_ascii_alphanumeric())
            .count();
        let name = rest.get(..length).unwrap_or_default();
        let name = format!("E{}", String::from_utf8_lossy(name));
        return Errno::named(&name).map_or(Outcome::Failed(Errno(0)), Outcome::Failed);
    }
    let length = text
        .iter()
        .take_while(|b| b.is_ascii_hexdigit() || matches!(b, b'x' | b'-'))
        .count();
    match text.get(..length).and_then(number) {
        Some(value @ -4095..=-1) => {
            i32::try_from(-value).map_or(Outcome::Unknown, |errno| Outcome::Failed(Errno(errno)))
        }
        Some(value) => Outcome::Returned(value),
        None => Outcome::Unknown,
    }
}

/// A number in tens or, behind `0x`, in sixteens.
pub(crate) fn number(text: &[u8]) -> Option<i64> {
    let text = std::str::from_utf8(text).ok()?;
    match text.strip_prefix("0x") {
        Some(hex) => u64::from_str_radix(hex, 16).ok().map(u64::cast_signed),
        None => text.parse().ok(),
    }
}

/// An address: `NULL`, or behind `0x`.
pub(super) fn address(text: &str) -> Option<u64> {
    if text == "NULL" {
        return Some(0);
    }
    u64::from_str_radix(text.strip_prefix("0x")?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_are_read() {
        for (text, expect) in [
            ("0", Outcome::Returned(0)),
            (
                "0x7f0000000000 <0.000012>",
                Outcome::Returned(0x7f00_0000_0000),
            ),
            (
                "-1 ENOENT (No such file or directory)",
                Outcome::Failed(Errno::NOENT),
            ),
            ("-11", Outcome::Failed(Errno::AGAIN)),
            ("3</etc/hosts>", Outcome::Returned(3)),
            ("13279<comm>", Outcome::Returned(13279)),
            ("0xfffffffffffffff5", Outcome::Failed(Errno::AGAIN)),
            ("?", Outcome::Unknown),
            ("? ERESTARTSYS (To be restarted)", Outcome::Unknown),
            ("", Outcome::Unknown),
        ] {
            assert_eq!(outcome(text.as_bytes()), expect, "{text}");
        }
    }

    #[test]
    fn a_call_is_split_at_its_last_result() {
        let body = b"openat(AT_FDCWD, \"a = b\", O_RDONLY) = -1 ENOENT (No such file or directory)";
        let (name, args, outcome) = split(body).unwrap();
        assert_eq!(name, b"openat");
        assert_eq!(args, b"AT_FDCWD, \"a = b\", O_RDONLY");
        assert_eq!(outcome, Outcome::Failed(Errno::NOENT));
    }
}
