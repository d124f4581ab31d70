//! The manual pages: set by `man` without a warning, read by `mandoc`.

use std::fs;
use std::process::Command;

use anyhow::{Result, ensure};

use super::Piece;
use super::bench::{Bench, end, end_with};

pub(super) const PIECE: Piece = Piece {
    name: "manual",
    run,
};

fn run(bench: &Bench) -> Result<String> {
    let folder = bench.folder("manual")?.join("man1");
    end_with(Command::new(bench.cgone()).arg("man").arg(&folder), 0)?;
    let mut pages = 0_usize;
    for entry in fs::read_dir(&folder)? {
        let page = entry?.path();
        pages += 1;
        // What lintian runs: every warning of groff goes to standard error.
        let mut man = Command::new("man");
        man.args([
            "--warnings",
            "--encoding=UTF-8",
            "--local-file",
            "--troff-device=utf8",
            "--ditroff",
        ]);
        man.arg(&page)
            .env("LC_ALL", "C.UTF-8")
            .env("MANWIDTH", "80")
            .env("MANROFFSEQ", "");
        let output = man.output()?;
        let warnings = String::from_utf8_lossy(&output.stderr);
        ensure!(
            output.status.success() && warnings.is_empty(),
            "{}: {warnings}",
            page.display()
        );
        let lint = end(Command::new("mandoc")
            .args(["-T", "lint", "-W", "error"])
            .arg(&page))?;
        ensure!(lint.code == 0, "{}: {}", page.display(), lint.said);
    }
    let names = fs::read_to_string(folder.join("cgone.1"))?;
    ensure!(names.contains("audit") && pages > 4, "{pages} pages");
    Ok(format!(
        "{pages} pages set by man without a warning and read by mandoc"
    ))
}
