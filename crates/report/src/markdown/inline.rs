//! Text of a file within Markdown that GitHub and GitLab render: no markup, no mention, no link comes of it.

use crate::escape;

/// Characters that mention someone or refer to something outside of code: `@user`, `#1`, `!1`, `~label`, `$1`,
/// `%milestone`, `&epic`, `^alert`, `:emoji:`.
const REFERS: &[char] = &['@', '#', '!', '~', '$', '%', '&', '^', ':'];

/// Text in one line, values between backticks as code.
pub(super) fn prose(text: &str) -> String {
    let text = escape(text);
    let mut parts = text.split('`');
    let mut html = outside(parts.next().unwrap_or_default());
    let mut rest = parts.peekable();
    while let Some(value) = rest.next() {
        // A backtick without its partner is a character.
        if rest.peek().is_none() {
            html.push_str("&#96;");
            html.push_str(&outside(value));
        } else {
            html.push_str(&code(value));
            html.push_str(&outside(rest.next().unwrap_or_default()));
        }
    }
    html
}

/// A value as code.
pub(super) fn code(value: &str) -> String {
    let value = escape(value);
    if value.is_empty() {
        return String::new();
    }
    format!("<code>{}</code>", entities(&value))
}

fn outside(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if REFERS.contains(&c) {
            html.push_str(&format!(
                "<code>{}</code>",
                entities(c.encode_utf8(&mut [0; 4]))
            ));
        } else {
            html.push_str(&entities(c.encode_utf8(&mut [0; 4])));
        }
    }
    html
}

/// Everything that could be syntax as a numeric entity: those are text, never syntax (CommonMark, 2.5).
fn entities(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if c.is_ascii_punctuation() && !"-,.;()'?/".contains(c) {
            html.push_str(&format!("&#{};", u32::from(c)));
        } else {
            html.push(c);
        }
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_code_and_nothing_else_is_markup() {
        for (text, expect) in [
            (
                "needs `libc.so.6` alone",
                "needs <code>libc.so.6</code> alone",
            ),
            ("a | *b* <i>", "a &#124; &#42;b&#42; &#60;i&#62;"),
            ("@all", "<code>&#64;</code>all"),
            ("fix #1", "fix <code>&#35;</code>1"),
            ("odd ` tick", "odd &#96; tick"),
            ("`a`b`", "<code>a</code>b&#96;"),
            (
                "x\n## y",
                r"x&#92;u&#123;a&#125;<code>&#35;</code><code>&#35;</code> y",
            ),
        ] {
            assert_eq!(prose(text), expect, "{text}");
        }
    }

    #[test]
    fn no_address_becomes_a_link() {
        assert!(!prose("see https://example.org/x").contains("://"));
        assert!(!code("https://example.org").contains("://"));
    }
}
