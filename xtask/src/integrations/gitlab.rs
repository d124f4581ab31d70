//! The GitLab CI template: the job's script, line by line, as a runner does it.

use std::fs;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::Piece;
use super::bench::{Bench, CLEAN, FOUND, end, piece};
use super::yaml;

pub(super) const PIECE: Piece = Piece {
    name: "gitlab",
    run,
};

fn run(bench: &Bench) -> Result<String> {
    let template = yaml::read(&piece("gitlab/cgone.gitlab-ci.yml"))?;
    let job = template.get(".cgone").context("no job `.cgone`")?;
    let lines = job
        .get("script")
        .and_then(Value::as_array)
        .context("no script")?;
    let lines: Vec<&str> = lines.iter().filter_map(Value::as_str).collect();
    // A runner stops at the first line that fails.
    let script = format!("set -eo pipefail\n{}", lines.join("\n"));
    let folder = bench.folder("gitlab")?;
    let deny = format!("--deny {}", FOUND.1);
    for (paths, flags, code) in [(CLEAN, "", 0), (FOUND.0, deny.as_str(), 1), ("none", "", 3)] {
        let mut command = bench.command("bash", &folder)?;
        let declared = job.get("variables").and_then(Value::as_object);
        for (name, value) in declared.into_iter().flatten() {
            command.env(name, value.as_str().unwrap_or_default());
        }
        command
            .args(["-c", &script])
            .env("CGONE_PATHS", paths)
            .env("CGONE_FLAGS", flags);
        let ended = end(&mut command)?;
        ensure!(
            ended.code == code,
            "{paths}: ended with {}\n{}",
            ended.code,
            ended.said
        );
    }
    reports(job, &folder)?;
    Ok("the script ran with a clean, a denied and a missing binary".to_owned())
}

/// Every report that the job hands over is there and is read by a parser.
fn reports(job: &Value, folder: &std::path::Path) -> Result<()> {
    let quality = folder.join(yaml::text(job, "/artifacts/reports/codequality")?);
    let issues: Value = serde_json::from_slice(&fs::read(quality)?)?;
    ensure!(issues.is_array(), "no list of issues");
    let junit = folder.join(yaml::text(job, "/artifacts/reports/junit")?);
    ensure!(
        fs::read_to_string(junit)?.contains("<testsuites"),
        "no JUnit"
    );
    Ok(())
}
