//! One captured failure: its truth, and its logs.

use std::path::{Path, PathBuf};

use ::diagnose::Case;
use anyhow::{Context, Result, anyhow};
use serde_json::Value;
use traces::Reader;

use super::answer::Answer;
use super::names;

/// One log: a file, or the files of one tracer's record.
#[derive(Debug)]
pub(super) struct Log {
    /// Its name for the table.
    pub(super) name: String,
    files: Vec<PathBuf>,
    /// The exit code of the run that it was made by, where that is known.
    code: Option<i64>,
}

/// One case.
#[derive(Debug)]
pub(super) struct Captured {
    /// Its name.
    pub(super) name: String,
    /// What is true of the runs that failed.
    pub(super) truth: Option<&'static str>,
    /// What is true of a run that failed although the case as a whole did not.
    intended: Option<&'static str>,
    /// Its logs.
    pub(super) logs: Vec<Log>,
}

impl Captured {
    /// Reads a case's folder.
    pub(super) fn read(folder: &Path) -> Result<Self> {
        let name = folder
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let text =
            std::fs::read_to_string(folder.join("meta.json")).with_context(|| name.clone())?;
        let meta: Value = serde_json::from_str(&text).with_context(|| name.clone())?;
        let word = |key: &str| meta.get(key).and_then(Value::as_str);
        let cause = |word: &str| names::cause(word).map_err(|error| anyhow!("{name}: {error}"));
        let truth = cause(word("cause").context("no cause")?)?;
        let intended = word("intended_cause")
            .and_then(|word| names::cause(word).ok())
            .flatten();
        Ok(Self {
            truth,
            intended,
            logs: logs(folder, &meta)?,
            name,
        })
    }

    /// The answer to one log.
    pub(super) fn alone(&self, log: &Log) -> Answer {
        let truth = match log.code {
            Some(0) if !log.is_by_perf() => None,
            Some(_) if self.truth.is_none() && !log.is_by_perf() => self.intended,
            _ => self.truth,
        };
        let mut answer = self.diagnose(&[log], truth);
        answer.may_have_run_well = log.is_by_perf() || !log.holds_the_end();
        answer
    }

    /// The logs whose runs ended as the case says.
    pub(super) fn together(&self) -> Vec<&Log> {
        let failed = self.truth.is_some();
        let fits = |log: &&Log| {
            log.code
                .is_none_or(|code| log.is_by_perf() || (code != 0) == failed)
        };
        self.logs.iter().filter(fits).collect()
    }

    /// The answer to some logs.
    pub(super) fn diagnose(&self, logs: &[&Log], truth: Option<&'static str>) -> Answer {
        let mut case = Case::new(None);
        for path in logs.iter().flat_map(|log| &log.files) {
            let name = path.to_string_lossy();
            let source = case.source(name.clone());
            let mut reader = Reader::new(&name);
            let bytes = std::fs::read(path).unwrap_or_default();
            reader.feed(&bytes, &mut |event| case.take(source, event));
            reader.finish(&mut |event| case.take(source, event));
        }
        Answer {
            truth,
            may_have_run_well: false,
            report: ::diagnose::diagnose(&case),
        }
    }
}

impl Log {
    /// perf's own exit code says nothing of the program's.
    fn is_by_perf(&self) -> bool {
        self.name.starts_with("perf.")
    }

    /// Standard output, and counters that were read later on, need not show a failure.
    fn holds_the_end(&self) -> bool {
        self.name != "stdout.txt" && self.name != "cgroup"
    }
}

/// The key of a log's run in `results`.
fn run(name: &str) -> String {
    match name {
        "stderr.txt" | "stdout.txt" => "plain".to_owned(),
        "strace.mixed_stderr.log" => "strace_mixed".to_owned(),
        "perf.script.txt" => "perf_record".to_owned(),
        "perf.trace.txt" => "perf_trace".to_owned(),
        name => {
            let stem = name.trim_end_matches(".log").trim_end_matches(".txt");
            stem.replace("lddebug", "ld").replace('.', "_")
        }
    }
}

/// The logs of a folder: each file one, a record's folder one, the cgroup's counters one.
fn logs(folder: &Path, meta: &Value) -> Result<Vec<Log>> {
    let mut logs: Vec<Log> = Vec::new();
    for file in files(folder)? {
        let inside = file.strip_prefix(folder)?.to_string_lossy().into_owned();
        let name = match inside.split_once('/') {
            Some((record, _)) => record.to_owned(),
            None if inside == "meta.json" => continue,
            None if inside.starts_with("cg_") => "cgroup".to_owned(),
            None => inside,
        };
        if let Some(log) = logs.iter_mut().find(|log| log.name == name) {
            log.files.push(file);
            continue;
        }
        let pointer = format!("/results/{}/returncode", run(&name));
        let code = meta.pointer(&pointer).and_then(Value::as_i64);
        let files = vec![file];
        logs.push(Log { name, files, code });
    }
    Ok(logs)
}

/// Every file below a folder, sorted.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(self::files(&path)?);
        } else {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
