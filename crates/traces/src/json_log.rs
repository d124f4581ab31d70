//! Lines of logs that wrap a program's words in JSON: journald's export, Docker's files.

use serde_json::Value;

/// The fields that hold the words.
const FIELDS: &[&str] = &["MESSAGE", "log"];

/// The words of a line; `None` if it wraps none.
pub(crate) fn words(line: &[u8]) -> Option<String> {
    let line = line.trim_ascii();
    if !line.starts_with(b"{\"") {
        return None;
    }
    let wraps =
        |field: &&str| memchr::memmem::find(line, format!("\"{field}\"").as_bytes()).is_some();
    let field = FIELDS.iter().find(|field| wraps(field))?;
    let value: Value = serde_json::from_slice(line).ok()?;
    match value.get(field)? {
        Value::String(words) => Some(words.clone()),
        Value::Array(bytes) => {
            let bytes: Vec<u8> = bytes
                .iter()
                .filter_map(|byte| u8::try_from(byte.as_u64()?).ok())
                .collect();
            Some(String::from_utf8_lossy(&bytes).into_owned())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_unwrapped() {
        for (line, expect) in [
            (r#"{"PRIORITY":"6","MESSAGE":"panic: x"}"#, Some("panic: x")),
            (r#"{"MESSAGE":[112,97,110,105,99]}"#, Some("panic")),
            (r#"{"log":"a\nb\n","stream":"stderr"}"#, Some("a\nb\n")),
            (r#"{"level":"info"}"#, None),
            (r#"{"log": broken"#, None),
        ] {
            assert_eq!(words(line.as_bytes()).as_deref(), expect, "{line}");
        }
    }
}
