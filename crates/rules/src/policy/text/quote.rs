//! Strings as TOML writes them.

use std::fmt::Write as _;

/// A basic string. Whatever could move the cursor, hide itself or turn the direction of writing is escaped, so
/// that a name out of a binary cannot deceive whoever reads the file.
pub(crate) fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                quoted.push('\\');
                quoted.push(c);
            }
            ' '..='~' => quoted.push(c),
            _ if c.is_alphanumeric() => quoted.push(c),
            _ => {
                // Writing to a String does not fail.
                let _ = write!(quoted, "\\U{:08x}", u32::from(c));
            }
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_gets_the_string_back() {
        for text in [
            "",
            "plain",
            "a\"b\\c",
            "tab\tline\n",
            "\u{202e}x\u{1b}[2J",
            "näh",
            "日本",
        ] {
            let line = format!("key = {}", quote(text));
            let back: toml::Table = toml::from_str(&line).unwrap();
            assert_eq!(back["key"].as_str(), Some(text), "{line}");
            assert!(!line.contains(|c: char| c.is_control() || c == '\u{202e}'));
        }
    }
}
