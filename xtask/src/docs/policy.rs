//! The keys of a policy, from the declarations that read them.

use anyhow::{Context, Result};
use serde_json::Value;

use super::Page;

const NOTE: &str =
    "<!-- written by `cargo xtask docs` from crates/rules/src/policy/keys: change them there -->\n";

/// More alternatives than this are not listed: the rules have a page of their own.
const LISTED: usize = 8;

/// The page of all keys.
///
/// # Errors
/// When the schema is not of the form that this page reads.
pub(super) fn page() -> Result<Page> {
    let schema = rules::policy_schema();
    let mut text = format!(
        "{NOTE}\n# Policy keys\n\nEvery key that a [policy](policy.md) may have; any other is an error. `cgone schema policy` \
         prints the same as a JSON Schema.\n"
    );
    for (name, table) in properties(&schema)? {
        let is_list = table.get("type").is_some_and(|t| t == "array");
        let heading = if is_list {
            format!("[[{name}]]")
        } else {
            format!("[{name}]")
        };
        text.push_str(&format!("\n## `{heading}`\n\n{}\n\n", about(table)));
        text.push_str(&keys(table.get("items").unwrap_or(table))?);
    }
    Ok(Page {
        path: "docs/policy-keys.md".into(),
        text,
    })
}

/// One row a key. Of levels only the form of a row: there are as many as rules.
fn keys(table: &Value) -> Result<String> {
    let all = properties(table)?;
    if all.clone().count() > 2 * LISTED {
        let (_, level) = all.clone().next().context("a table without keys")?;
        return Ok(format!(
            "The name of a [rule](rules.md), or `all`: {}.\n",
            form(level)
        ));
    }
    let required = table.get("required").and_then(Value::as_array);
    let required = |name: &str| required.is_some_and(|all| all.iter().any(|key| key == name));
    let mut text = String::from("| key | | value | what it means |\n|---|---|---|---|\n");
    for (name, key) in all {
        let must = if required(name) { "required" } else { "" };
        let row = format!("| `{name}` | {must} | {} | {} |\n", form(key), about(key));
        text.push_str(&row);
    }
    Ok(text)
}

/// What may stand there.
fn form(key: &Value) -> String {
    if let Some(words) = key.get("enum").and_then(Value::as_array) {
        return alternatives(words);
    }
    if let Some(forms) = ["oneOf", "anyOf"]
        .iter()
        .find_map(|k| key.get(k)?.as_array())
    {
        let forms: Vec<String> = forms.iter().map(form).collect();
        return forms.join(", or ");
    }
    match key.get("type").and_then(Value::as_str) {
        Some("boolean") => "`true` or `false`".to_owned(),
        Some("array") => "a list of strings".to_owned(),
        Some("object") => "a table".to_owned(),
        Some("string") if key.get("format").is_some_and(|f| f == "date") => "a day".to_owned(),
        Some("string") => "a string".to_owned(),
        _ => String::new(),
    }
}

fn alternatives(words: &[Value]) -> String {
    let words: Vec<String> = words
        .iter()
        .filter_map(Value::as_str)
        .map(|word| format!("`\"{word}\"`"))
        .collect();
    if words.len() > LISTED {
        return "the name of a [rule](rules.md)".to_owned();
    }
    words.join(", ")
}

fn about(key: &Value) -> &str {
    key.get("description")
        .and_then(Value::as_str)
        .unwrap_or_default()
}

fn properties(table: &Value) -> Result<impl Iterator<Item = (&str, &Value)> + Clone> {
    let properties = table.get("properties").and_then(Value::as_object);
    let properties = properties.context("a table of the policy's schema has no properties")?;
    Ok(properties.iter().map(|(name, key)| (name.as_str(), key)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_has_a_row_with_a_value_and_words() {
        let text = page().unwrap().text;
        for key in [
            "cgo",
            "max-glibc",
            "starts-on",
            "match",
            "reason",
            "expires",
        ] {
            let start = format!("| `{key}` |");
            let row = text.lines().find(|line| line.starts_with(&start));
            let row = row.unwrap_or_else(|| panic!("no row for {key}:\n{text}"));
            let cells: Vec<&str> = row.split(" | ").collect();
            assert!(cells.iter().skip(2).all(|cell| cell.len() > 3), "{row}");
        }
        assert!(text.contains("## `[levels]`"));
    }
}
