//! Message strings of SARIF: plain text in which brackets and braces have a meaning (SARIF 2.1.0, 3.11.5 and
//! 3.11.6).

use std::fmt::Write as _;

use crate::escape::is_deceptive;

/// The text as a message: `[` and `]` would make a link, `{` and `}` a placeholder. What deceives a reader is
/// written as `<U+202E>`; line ends stay.
pub(super) fn plain(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '[' | ']' | '\\' => safe.extend(['\\', c]),
            '{' | '}' => safe.extend([c, c]),
            '\n' => safe.push(c),
            // Writing to a String does not fail.
            _ if is_deceptive(c) => drop(write!(safe, "<U+{:04X}>", u32::from(c))),
            _ => safe.push(c),
        }
    }
    safe
}

/// The same for a value out of a file: it stays on one line.
pub(super) fn value(text: &str) -> String {
    plain(text).replace('\n', "<U+000A>")
}

/// At most so many bytes, with `…` for what was cut.
pub(super) fn shortened(text: &str, most: usize) -> String {
    if text.len() <= most {
        return text.to_owned();
    }
    let end = text.floor_char_boundary(most.saturating_sub("…".len()));
    format!("{}…", text.get(..end).unwrap_or_default())
}

/// A clause as a sentence: a capital letter before it, a full stop behind.
pub(super) fn sentence(clause: &str) -> String {
    let mut letters = clause.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string());
    format!("{}{}.", first.unwrap_or_default(), letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_and_braces_are_no_syntax() {
        assert_eq!(plain("a [x](http://y) {0}\\"), r"a \[x\](http://y) {{0}}\\");
        assert_eq!(value("a\n\u{202e}b"), "a<U+000A><U+202E>b");
    }

    #[test]
    fn a_cut_is_seen_and_keeps_characters_whole() {
        assert_eq!(shortened("abc", 3), "abc");
        assert_eq!(shortened("ééé", 5), "é…");
    }
}
