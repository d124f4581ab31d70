//! Text in XML 1.0.

use std::fmt::Write as _;

use crate::escape;

/// The text as the content of an element or an attribute: what deceives or has no place in XML is spelt out,
/// and markup is none.
pub(super) fn text(text: &str) -> String {
    let text = escape(text);
    let mut safe = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            // Not characters of XML 1.0 (production 2); control characters are spelt out already. Writing to a
            // String does not fail.
            '\u{fffe}' | '\u{ffff}' => drop(write!(safe, "\\u{{{:x}}}", u32::from(c))),
            _ => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_text() {
        assert_eq!(
            text("a<b>&\"c\"]]>\n\u{0}\u{ffff}"),
            r"a&lt;b&gt;&amp;&quot;c&quot;]]&gt;\u{a}\u{0}\u{ffff}"
        );
    }
}
