//! The records of `cgone audit --format ndjson` by path.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::workspace;

/// How many files one run is given: the system bounds the length of a command line.
const FILES_A_RUN: usize = 500;

/// Records: one an image, so several for an archive, none for what is no binary.
pub(super) type Records = BTreeMap<PathBuf, Vec<Value>>;

/// Builds `cgone` and asks it about the files, with one more option.
pub(super) fn records(option: &str, files: &[&Path]) -> Result<Records> {
    let cgone = workspace::cgone()?;
    let mut records = Records::new();
    for files in files.chunks(FILES_A_RUN) {
        let done = Command::new(&cgone)
            .args(["audit", "--format", "ndjson", option])
            .args(files)
            .stderr(Stdio::inherit())
            .output()?;
        // 1: findings; 3: a file that is no binary of Go.
        let code = done.status.code().unwrap_or(-1);
        ensure!(
            [0, 1, 3].contains(&code),
            "cgone ended with {}",
            done.status
        );
        add(&mut records, std::str::from_utf8(&done.stdout)?)?;
    }
    Ok(records)
}

fn add(records: &mut Records, text: &str) -> Result<()> {
    for line in text.lines() {
        let record: Value =
            serde_json::from_str(line).with_context(|| format!("no JSON: {line:.80}"))?;
        let path = record
            .get("path")
            .and_then(Value::as_str)
            .context("a record without path")?;
        records.entry(path.into()).or_default().push(record);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_has_several_records() {
        let mut records = Records::new();
        add(
            &mut records,
            "{\"path\":\"a\"}\n{\"path\":\"a\"}\n{\"path\":\"b\"}\n",
        )
        .unwrap();
        let counts: Vec<usize> = records.values().map(Vec::len).collect();
        assert_eq!(counts, [2, 1]);
        assert!(add(&mut records, "nothing").is_err());
    }
}
