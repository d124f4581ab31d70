//! Reports to read: real binaries by the command itself, synthetic records by the library.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, ensure};
use report::{FORMATS, Format, Piece, SCHEMAS, View};

use super::synthetic::{self, Run};
use crate::{fixtures, workspace};

/// Writes `FOLDER/RUN/FORMAT` for every run and format, and the schemas; returns the runs' names.
pub(super) fn all(folder: &Path, with_fixtures: bool) -> Result<Vec<String>> {
    std::fs::create_dir_all(folder.join("schemas"))?;
    for schema in SCHEMAS {
        std::fs::write(
            folder.join(format!("schemas/{}.json", schema.name)),
            (schema.text)(),
        )?;
    }
    let mut names = Vec::new();
    for run in synthetic::runs() {
        synthetic(folder, &run)?;
        names.push(run.name.to_owned());
    }
    let mut real = vec![
        ("samples", vec![PathBuf::from("corpus/samples")]),
        (
            "sample",
            vec![PathBuf::from("corpus/samples/static-cgo.gz")],
        ),
    ];
    if with_fixtures {
        let rows = fixtures::ensure()?.into_iter();
        real.push(("fixtures", rows.filter_map(|row| row.path).collect()));
    }
    for (name, paths) in real {
        audit(folder, name, &paths)?;
        names.push(name.to_owned());
    }
    Ok(names)
}

/// The whole text of a run in a format.
pub(crate) fn text(format: &Format, run: &Run) -> String {
    let view = View::default();
    let pieces = run
        .records
        .iter()
        .map(|record| (format.piece)(record, &view));
    let pieces: Vec<Piece> = pieces.collect();
    match format.join {
        Some(join) => join(&pieces, &run.totals, &view),
        None => pieces.into_iter().map(|piece| piece.text).collect(),
    }
}

fn synthetic(folder: &Path, run: &Run) -> Result<()> {
    let folder = folder.join(run.name);
    std::fs::create_dir_all(&folder)?;
    for format in FORMATS {
        std::fs::write(folder.join(format.name), text(format, run))?;
    }
    Ok(())
}

/// Every format in one run of the command.
fn audit(folder: &Path, name: &str, paths: &[PathBuf]) -> Result<()> {
    let folder = folder.join(name);
    std::fs::create_dir_all(&folder)?;
    let mut command = Command::new(workspace::cgone()?);
    command
        .args(["audit", "--quiet", "--sha256"])
        .current_dir(workspace::root());
    for format in FORMATS {
        let file = folder.join(format.name);
        command.arg(format!("--format={}={}", format.name, file.display()));
    }
    let done = command.args(paths).output()?;
    // 1: findings at deny; 3: a file that is no binary of Go. Both are reported.
    let code = done.status.code().unwrap_or(-1);
    let said = String::from_utf8_lossy(&done.stderr);
    ensure!(
        [0, 1, 3].contains(&code),
        "cgone ended with {}:\n{said}",
        done.status
    );
    Ok(())
}
