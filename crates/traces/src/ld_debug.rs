//! `LD_DEBUG` of glibc 2.31 to 2.41, every mode: `%10d:\t` and what the loader does. Its errors are repeated
//! by the message that the user sees, and not read here: some are handled and never shown.

use crate::event::{Event, Linking, What, shown};

/// Reads a line; `false` if it is none of `LD_DEBUG`.
pub(crate) fn line(line: &[u8], number: u64, out: &mut dyn FnMut(Event)) -> bool {
    let Some((task, body)) = head(line) else {
        return false;
    };
    if let Some(linking) = linking(body) {
        out(Event {
            line: number,
            text: shown(line.trim_ascii()),
            task: Some(task),
            what: What::Linking(linking),
        });
    }
    true
}

/// The process, and what stands behind it.
fn head(line: &[u8]) -> Option<(u64, &[u8])> {
    let rest = line.trim_ascii_start();
    let length = rest
        .iter()
        .take(11)
        .take_while(|b| b.is_ascii_digit())
        .count();
    let (digits, rest) = rest.split_at_checked(length)?;
    let body = rest.strip_prefix(b":\t")?;
    let task = std::str::from_utf8(digits).ok()?.parse().ok()?;
    Some((task, body.trim_ascii_start()))
}

fn linking(body: &[u8]) -> Option<Linking> {
    if let Some(rest) = body.strip_prefix(b"find library=") {
        return Some(Linking::Find(name(rest)));
    }
    if let Some(rest) = body.strip_prefix(b"trying file=") {
        return Some(Linking::Try(shown(rest)));
    }
    let rest = body.strip_prefix(b"file=")?;
    let by = [&b"dynamically loaded by "[..], b"needed by "];
    let at = by.iter().find_map(|by| {
        let at = memchr::memmem::find(rest, by)?;
        rest.get(at + by.len()..)
    })?;
    Some(Linking::Load(name(rest), name(at)))
}

/// A name up to its namespace.
fn name(text: &[u8]) -> String {
    let end = memchr::memmem::find(text, b" [").unwrap_or(text.len());
    shown(text.get(..end).unwrap_or(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: Option<&Linking>) {
        let mut seen = None;
        assert!(line(text.as_bytes(), 1, &mut |event| {
            if let What::Linking(linking) = event.what {
                seen = Some(linking);
            }
        }));
        assert_eq!(seen.as_ref(), expect, "{text}");
    }

    #[test]
    fn modes_are_read() {
        check(
            "      8131:\tfind library=libfoo.so [0]; searching",
            Some(&Linking::Find("libfoo.so".to_owned())),
        );
        check(
            "      8131:\t  trying file=/lib/libfoo.so",
            Some(&Linking::Try("/lib/libfoo.so".to_owned())),
        );
        check(
            "      8131:\tfile=libc.so.6 [0];  needed by ./app [0]",
            Some(&Linking::Load("libc.so.6".to_owned(), "./app".to_owned())),
        );
        check("      8131:\t", None);
        check(
            "      8131:\t./app: error: symbol lookup error: undefined symbol: x (fatal)",
            None,
        );
    }
}
