//! One cell.

use crate::escape;

/// Characters that start a formula in Excel, LibreOffice or Google Sheets, in either width; control characters
/// are spelt out before.
const FORMULA: &[char] = &[
    '=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}',
];

/// A text: always quoted, so that no separator of any locale parts it, and with a leading `'` where a
/// spreadsheet would calculate.
pub(super) fn text(text: &str) -> String {
    let text = escape(text);
    let guard = if text.trim_start().starts_with(FORMULA) {
        "'"
    } else {
        ""
    };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

/// Texts in one cell.
pub(super) fn list<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    text(&texts.into_iter().collect::<Vec<_>>().join(" "))
}

/// A scalar of JSON; what is not known is empty.
pub(super) fn scalar(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Null => String::new(),
        serde_json::Value::String(string) => text(string),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for (given, expect) in [
            ("plain", "\"plain\""),
            ("a\"b,c;d", "\"a\"\"b,c;d\""),
            ("=1+1", "\"'=1+1\""),
            (" @SUM(A1)", "\"' @SUM(A1)\""),
            ("-buildmode", "\"'-buildmode\""),
            ("\u{ff1d}1", "\"'\u{ff1d}1\""),
            ("\t=1", "\"\\u{9}=1\""),
            ("a\r\nb", "\"a\\u{d}\\u{a}b\""),
        ] {
            assert_eq!(text(given), expect, "{given:?}");
        }
    }
}
