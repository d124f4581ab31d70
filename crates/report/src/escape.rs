//! Strings from audited files, made safe to print.

use std::borrow::Cow;
use std::fmt::Write as _;

/// The text with every character that moves the cursor, changes the direction of writing or hides itself
/// written as `\u{…}`. Line ends count: one string stays on one line.
///
/// ```
/// assert_eq!(report::escape("lib\u{1b}[2J.so"), r"lib\u{1b}[2J.so");
/// assert_eq!(report::escape("naïve.so"), "naïve.so");
/// ```
#[must_use]
pub fn escape(text: &str) -> Cow<'_, str> {
    if !text.contains(is_deceptive) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_deceptive(c) {
            // Writing to a String does not fail.
            let _ = write!(safe, "\\u{{{:x}}}", u32::from(c));
        } else {
            safe.push(c);
        }
    }
    Cow::Owned(safe)
}

/// JSON text with the same characters as `\uXXXX`: the value stays what it was, and a terminal is safe.
///
/// They can only stand inside strings, because JSON's own syntax has none of them but the line end.
pub(crate) fn escape_json(text: String) -> String {
    let hidden = |c: char| c != '\n' && is_deceptive(c);
    if !text.contains(hidden) {
        return text;
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if hidden(c) {
            let mut units = [0_u16; 2];
            for unit in c.encode_utf16(&mut units) {
                let _ = write!(safe, "\\u{unit:04x}");
            }
        } else {
            safe.push(c);
        }
    }
    safe
}

/// Control characters, bidirectional controls, separators of lines, invisible format characters and tags.
pub(crate) fn is_deceptive(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_deceives_is_spelt_out() {
        for (text, expect) in [
            ("plain", "plain"),
            ("a\nb\tc", r"a\u{a}b\u{9}c"),
            ("\u{202e}gpj.exe", r"\u{202e}gpj.exe"),
            ("\u{9b}31m", r"\u{9b}31m"),
            ("zero\u{200b}width", r"zero\u{200b}width"),
            ("日本語", "日本語"),
        ] {
            assert_eq!(escape(text), expect);
        }
    }

    #[test]
    fn json_keeps_its_value() {
        let value = serde_json::json!({"name": "a\u{202e}b\u{9b}\u{1b}\u{e0041}\n"});
        let safe = escape_json(serde_json::to_string_pretty(&value).unwrap());
        assert!(!safe.contains(|c| c != '\n' && is_deceptive(c)), "{safe}");
        let back: serde_json::Value = serde_json::from_str(&safe).unwrap();
        assert_eq!(back, value);
    }
}
