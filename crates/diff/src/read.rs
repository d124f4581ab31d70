//! Text to builds: one record, a document of many, or a record a line.

use std::fmt;

use diagnostic::Level;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::Build;

/// The only schema that is compared.
const SCHEMA: &str = "cgone.audit/1";

/// Why a text is no report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    /// Line of the text, from 1.
    pub line: usize,
    /// A clause.
    pub message: String,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for ReadError {}

/// What tells a document of many records from a record.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Head {
    schema: String,
    files: Option<Vec<Build>>,
}

/// Reads what `cgone audit --format json` or `ndjson` wrote.
///
/// # Errors
/// The text is no JSON, is of another schema, or holds a level that does not exist.
pub fn read(text: &str) -> Result<Vec<Build>, ReadError> {
    let mut builds = Vec::new();
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<&RawValue>();
    while let Some(value) = values.next() {
        // An error of the stream counts lines of the whole text, that of a value lines of its own.
        let value = value.map_err(|error| no_report(&error, 1))?;
        let end = values.byte_offset();
        let line = line_of(text, end.saturating_sub(value.get().len()));
        let failed = |error: serde_json::Error| no_report(&error, line);
        let head: Head = serde_json::from_str(value.get()).map_err(failed)?;
        check_schema(&head.schema, line)?;
        let read = match head.files {
            Some(files) => files,
            None => vec![serde_json::from_str(value.get()).map_err(failed)?],
        };
        for build in &read {
            check(build, line)?;
        }
        builds.extend(read);
    }
    Ok(builds)
}

fn no_report(error: &serde_json::Error, first: usize) -> ReadError {
    let text = error.to_string();
    let what = text.split(" at line ").next().unwrap_or_default();
    ReadError {
        line: first.saturating_add(error.line()).saturating_sub(1).max(1),
        message: format!("no report of `cgone audit`: {what}"),
    }
}

fn check(build: &Build, line: usize) -> Result<(), ReadError> {
    check_schema(&build.schema, line)?;
    let strange = build
        .findings
        .iter()
        .find(|f| Level::named(&f.level).is_none());
    strange.map_or(Ok(()), |finding| {
        Err(ReadError {
            line,
            message: format!("no level `{}`", finding.level),
        })
    })
}

fn check_schema(schema: &str, line: usize) -> Result<(), ReadError> {
    if schema == SCHEMA {
        return Ok(());
    }
    let message = if schema.is_empty() {
        "JSON without the field `schema`: no report of `cgone audit`".to_owned()
    } else {
        format!("schema `{schema}`, and only `{SCHEMA}` is compared")
    };
    Err(ReadError { line, message })
}

fn line_of(text: &str, offset: usize) -> usize {
    let before = text.get(..offset).unwrap_or_default();
    before.matches('\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORD: &str = r#"{"schema":"cgone.audit/1","path":"a","link":{"mode":null}}"#;

    fn count(text: &str) -> Result<usize, String> {
        read(text).map(|b| b.len()).map_err(|e| e.to_string())
    }

    #[test]
    fn a_record_a_document_and_lines_are_reports() {
        let document = format!(r#"{{"schema":"cgone.audit/1","files":[{RECORD},{RECORD}]}}"#);
        assert_eq!(count(RECORD), Ok(1));
        assert_eq!(count(&document), Ok(2));
        assert_eq!(count(&format!("{RECORD}\n{RECORD}\n{RECORD}\n")), Ok(3));
        assert_eq!(count(""), Ok(0));
    }

    #[test]
    fn what_is_no_report_is_refused_with_its_line() {
        for (text, expect) in [
            ("{}", "line 1: JSON without the field `schema`"),
            (
                r#"{"schema":"cgone.load/1"}"#,
                "line 1: schema `cgone.load/1`",
            ),
            ("not json", "line 1: no report"),
        ] {
            let said = count(text).unwrap_err();
            assert!(said.starts_with(expect), "{said}");
        }
        let said = count(&format!("{RECORD}\n{{\"schema\": 1}}\n")).unwrap_err();
        assert!(said.starts_with("line 2"), "{said}");
        let odd = r#"{"schema":"cgone.audit/1","findings":[{"rule":"r","level":"fatal"}]}"#;
        assert_eq!(count(odd), Err("line 1: no level `fatal`".to_owned()));
    }
}
