//! Names of entries: bytes to parts that lead nowhere outside.

use crate::limits::{DEEPEST, LONGEST_PATH};

/// Bytes as text: what is no UTF-8 is written as `\xNN`, so that two names stay two.
pub(crate) fn text(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            text.push_str(&format!("\\x{byte:02x}"));
        }
    }
    text
}

/// Where an entry goes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Name {
    /// Its parts from the root; none is empty, `.` or `..`.
    pub(crate) parts: Vec<String>,
    /// It would lead out of the root and is taken from the root instead.
    pub(crate) leads_out: bool,
}

/// Reads a name as unpackers do: `..` takes back a part and stops at the root. `None` if it is too long, or holds
/// a zero byte.
pub(crate) fn parse(bytes: &[u8]) -> Option<Name> {
    if bytes.len() >= LONGEST_PATH || bytes.contains(&0) {
        return None;
    }
    let mut parts = Vec::new();
    let mut leads_out = false;
    for part in bytes.split(|byte| *byte == b'/') {
        match part {
            b"" | b"." => {}
            b".." => leads_out |= parts.pop().is_none(),
            part => parts.push(text(part)),
        }
    }
    (parts.len() <= DEEPEST).then_some(Name { parts, leads_out })
}

/// The parts of a link's target, last first; `..` stays, for it depends on where the link stands.
pub(crate) fn link_parts(target: &str) -> impl Iterator<Item = &str> {
    let parts = target.split('/').rev();
    parts.filter(|part| !part.is_empty() && *part != ".")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &[u8], expect: &str, out: bool) {
        let name = parse(name).unwrap();
        assert_eq!(name.parts.join("/"), expect);
        assert_eq!(name.leads_out, out);
    }

    #[test]
    fn nothing_leads_out() {
        check(b"./usr/bin/", "usr/bin", false);
        check(b"/etc/passwd", "etc/passwd", false);
        check(b"a/../../etc/passwd", "etc/passwd", true);
        check(b"../../..", "", true);
        check(b"a//.//b", "a/b", false);
    }

    #[test]
    fn two_names_stay_two() {
        assert_eq!(text(b"a\xff"), "a\\xff");
        assert_ne!(text(b"a\xfe"), text(b"a\xff"));
        assert_eq!(text("\u{e4}".as_bytes()), "\u{e4}");
    }

    #[test]
    fn what_no_kernel_opens_is_refused() {
        assert_eq!(parse(&[b'a'; LONGEST_PATH]), None);
        assert_eq!(parse(b"a\0b"), None);
    }
}
