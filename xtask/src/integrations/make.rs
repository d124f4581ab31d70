//! The make target.

use std::fs;

use anyhow::{Result, ensure};

use super::Piece;
use super::bench::{Bench, CLEAN, FOUND, end_with, piece};

pub(super) const PIECE: Piece = Piece { name: "make", run };

fn run(bench: &Bench) -> Result<String> {
    let folder = bench.folder("make")?;
    let rules = piece("make/cgone.mk");
    // A binary that make builds: the audit must wait for it.
    let makefile = format!(
        "CGONE_BINARIES = built\ninclude {}\nbuilt: $(FROM)\n\tcp $(FROM) built\n",
        rules.display()
    );
    fs::write(folder.join("Makefile"), makefile)?;
    for (program, flags, code) in [
        (CLEAN, "--deny interp-without-needed", 0),
        (FOUND.0, "--deny interp-without-needed", 2),
    ] {
        let mut command = bench.command("make", &folder)?;
        command.args(["--always-make", "cgone-audit"]);
        command
            .arg(format!("FROM={program}"))
            .arg(format!("CGONE_FLAGS={flags}"));
        let said = end_with(&mut command, code)?;
        ensure!(said.contains("cgone audit"), "{said}");
    }
    Ok("make cgone-audit ran, passing and failing".to_owned())
}
