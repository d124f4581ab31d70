//! Ask cgone about files of the corpus and read its records.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::corpus::Entry;
use crate::workspace;

/// Records by digest: one an image, so several for an archive, none for what is no binary of Go.
pub(super) type Records = BTreeMap<String, Vec<Value>>;

/// Runs `cgone audit --format ndjson` on every file.
pub(super) fn ask(cgone: Option<&Path>, entries: &[Entry]) -> Result<Records> {
    let cgone = match cgone {
        Some(cgone) => cgone.to_owned(),
        None => build()?,
    };
    let files = entries.iter().map(|entry| &entry.file);
    let output = Command::new(&cgone)
        .args(["audit", "--format", "ndjson"])
        .args(files)
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("cannot start {}", cgone.display()))?;
    // 1: findings; 3: files that are not Go's, which the corpus has on purpose.
    if !matches!(output.status.code(), Some(0 | 1 | 3)) {
        bail!("{} ended with {}", cgone.display(), output.status);
    }
    let text = String::from_utf8(output.stdout).context("its output is not UTF-8")?;
    let said = records(&text)?;
    if said.is_empty() {
        bail!(
            "{} said nothing about {} files",
            cgone.display(),
            entries.len()
        );
    }
    Ok(said)
}

fn build() -> Result<PathBuf> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    workspace::output(
        &cargo,
        &["build", "--release", "--locked", "--bin", "cgone"],
    )?;
    Ok(workspace::target()?.join("release/cgone"))
}

/// Files of the corpus are named by their digest.
fn records(text: &str) -> Result<Records> {
    let mut records = Records::new();
    for line in text.lines() {
        let record: Value =
            serde_json::from_str(line).with_context(|| format!("no JSON: {line:.80}"))?;
        let path = record
            .get("path")
            .and_then(Value::as_str)
            .context("a record without path")?;
        let name = Path::new(path)
            .file_name()
            .context("a path without a name")?;
        records
            .entry(name.to_string_lossy().into_owned())
            .or_default()
            .push(record);
    }
    Ok(records)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_kept_by_digest() {
        let text = "{\"path\":\"/c/aa\",\"container\":\"member a\"}\n{\"path\":\"/c/aa\"}\n{\"path\":\"/c/bb\"}\n";
        let records = records(text).unwrap();
        assert_eq!((records["aa"].len(), records["bb"].len()), (2, 1));
        assert!(super::records("not JSON").is_err());
    }
}
