//! Ask `cgone load` about every run.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use super::Run;
use super::cause::Cause;
use crate::roots::Root;
use crate::workspace;

/// Fills in what cgone says; each root is asked about once.
///
/// # Errors
/// It cannot be built or started, or says nothing about a file.
pub(super) fn ask(cgone: Option<&Path>, roots: &[Root], runs: &mut [Run]) -> Result<()> {
    let cgone = match cgone {
        Some(cgone) => cgone.to_owned(),
        None => workspace::cgone()?,
    };
    for (at, root) in roots.iter().enumerate() {
        let mut here: Vec<&mut Run> = runs.iter_mut().filter(|run| run.root == at).collect();
        if here.is_empty() {
            continue;
        }
        let files: Vec<&Path> = here.iter().map(|run| run.entry.file.as_path()).collect();
        let machine = root.spec.machine()?.go;
        let on_root = verdicts(&cgone, root.folder.as_os_str(), machine, &files)
            .with_context(|| format!("asking about `{}`", root.spec.name))?;
        let release = root.spec.release.as_ref().map(OsStr::new);
        let on_release = release.map(|name| verdicts(&cgone, name, machine, &files));
        let on_release = on_release.transpose()?;
        for run in &mut here {
            run.said = Some(of(&on_root, run)?);
            run.profile = on_release.as_ref().map(|all| of(all, run)).transpose()?;
        }
    }
    Ok(())
}

fn of(verdicts: &BTreeMap<String, Cause>, run: &Run) -> Result<Cause> {
    let said = verdicts.get(&run.row.sha256);
    Ok(said.context("a file has no verdict")?.clone())
}

/// Verdicts by digest: files of the corpus are named by it.
fn verdicts(
    cgone: &Path,
    target: &OsStr,
    machine: &str,
    files: &[&Path],
) -> Result<BTreeMap<String, Cause>> {
    let output = Command::new(cgone)
        .args(["load", "--format", "ndjson", "--platform", machine, "--on"])
        .arg(target)
        .args(files)
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("cannot start {}", cgone.display()))?;
    // 1: some fail, which is what is asked.
    if !matches!(output.status.code(), Some(0 | 1)) {
        bail!("{} ended with {}", cgone.display(), output.status);
    }
    let text = String::from_utf8(output.stdout).context("its output is not UTF-8")?;
    let verdicts = text
        .lines()
        .map(record)
        .collect::<Result<BTreeMap<_, _>>>()?;
    ensure!(
        verdicts.len() == files.len(),
        "{} verdicts on {} files",
        verdicts.len(),
        files.len()
    );
    Ok(verdicts)
}

fn record(line: &str) -> Result<(String, Cause)> {
    let record: Value =
        serde_json::from_str(line).with_context(|| format!("no JSON: {line:.80}"))?;
    let field = |name: &str| record.get(name).and_then(Value::as_str);
    let path = field("path").context("a verdict without path")?;
    let name = Path::new(path).file_name().context("a path without name")?;
    let cause = match field("verdict").context("a record without verdict")? {
        "starts" => Cause::Starts,
        "fails" => Cause::fails(
            field("reason").context("a failure without reason")?,
            field("subject").unwrap_or_default(),
        ),
        "unknown" => Cause::Unknown(
            record
                .get("missing")
                .map(Value::to_string)
                .unwrap_or_default(),
        ),
        other => bail!("`{other}` is no verdict"),
    };
    Ok((name.to_string_lossy().into_owned(), cause))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_a_cause() {
        let line = r#"{"path":"/c/aa","verdict":"fails","reason":"missing-library","subject":"libx.so.1"}"#;
        let expect = (
            "aa".to_owned(),
            Cause::fails("missing-library", "libx.so.1"),
        );
        assert_eq!(record(line).unwrap(), expect);
        assert_eq!(
            record(r#"{"path":"aa","verdict":"starts"}"#).unwrap().1,
            Cause::Starts
        );
        assert!(record(r#"{"path":"aa","verdict":"perhaps"}"#).is_err());
        assert!(record("no").is_err());
    }
}
