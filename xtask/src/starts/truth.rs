//! `../shared/cases/corpus/start-truth.jsonl`: what happened when it was first measured.

use std::fs;

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;

use super::cause::Cause;
use super::words;
use crate::corpus;

/// One run of then.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// Digest of the file.
    pub(super) sha256: String,
    /// Name of the root.
    pub(super) root: String,
    /// What happened; of an interpreter that the kernel missed, the subject is that of the file's facts.
    pub(super) cause: Cause,
}

#[derive(Deserialize)]
struct Line {
    sha256: String,
    root: String,
    started: bool,
    err: String,
}

#[derive(Deserialize)]
struct Facts {
    sha256: String,
    interp: Option<String>,
}

/// Every row.
pub(super) fn read() -> Result<Vec<Row>> {
    let facts: Vec<Facts> = lines("truth.jsonl")?;
    let interpreter = |line: &Line| {
        let found = facts.iter().find(|facts| facts.sha256 == line.sha256);
        found.and_then(|facts| facts.interp.clone())
    };
    let rows: Vec<Line> = lines("start-truth.jsonl")?;
    ensure!(!rows.is_empty(), "no run was ever measured");
    rows.into_iter()
        .map(|line| {
            let interpreter = interpreter(&line);
            line.row(interpreter.as_deref())
        })
        .collect()
}

/// The roots that are named there.
pub(super) fn roots() -> Result<Vec<String>> {
    let mut roots: Vec<String> = read()?.into_iter().map(|row| row.root).collect();
    roots.sort();
    roots.dedup();
    Ok(roots)
}

impl Line {
    fn row(self, interpreter: Option<&str>) -> Result<Row> {
        let cause = match (self.started, words::read(&self.err)) {
            (true, _) => Cause::Starts,
            (false, Some(Cause::Fails { reason, subject })) if subject.is_empty() => {
                Cause::fails(&reason, interpreter.unwrap_or_default())
            }
            (false, Some(cause)) => cause,
            (false, None) => bail!("nothing explains `{}`", self.err),
        };
        Ok(Row {
            sha256: self.sha256,
            root: self.root,
            cause,
        })
    }
}

fn lines<T: for<'a> Deserialize<'a>>(name: &str) -> Result<Vec<T>> {
    let path = corpus::shared().join(name);
    let text =
        fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let parse = |line: &str| serde_json::from_str(line).with_context(|| format!("{line:.80}"));
    text.lines()
        .map(parse)
        .collect::<Result<_>>()
        .with_context(|| format!("in {}", path.display()))
}
