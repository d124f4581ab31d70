//! The script for ko: an image laid out as `ko build --tarball` does it. ko itself is not run.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::Result;

use super::Piece;
use super::bench::{Bench, CLEAN, FOUND, end_with, piece};

pub(super) const PIECE: Piece = Piece { name: "ko", run };

fn run(bench: &Bench) -> Result<String> {
    let folder = bench.folder("ko")?;
    for (program, deny, code) in [
        (CLEAN, "--deny=interp-without-needed", 0),
        (FOUND.0, "--deny=interp-without-needed", 1),
    ] {
        let image = image(&folder, program)?;
        let mut command = bench.command(piece("ko/audit-image.sh"), &folder)?;
        end_with(command.arg(&image).arg(deny), code)?;
    }
    fs::write(folder.join("empty"), "")?;
    let empty = folder.join("empty.tar");
    tar(&folder, &empty, "-cf", "empty")?;
    end_with(
        bench
            .command(piece("ko/audit-image.sh"), &folder)?
            .arg(&empty),
        3,
    )?;
    Ok("the script ran with a clean, a denied and an empty image; ko itself did not".to_owned())
}

/// A layer with `/ko-app/NAME` and one of a base image, in a tar with a manifest.
fn image(folder: &Path, program: &str) -> Result<std::path::PathBuf> {
    let work = folder.join(format!("image-{program}"));
    fs::create_dir_all(work.join("ko-app"))?;
    fs::create_dir_all(work.join("etc"))?;
    fs::copy(folder.join(program), work.join("ko-app").join(program))?;
    fs::write(work.join("etc/passwd"), "root:x:0:0::/:/bin/sh\n")?;
    fs::write(
        work.join("manifest.json"),
        r#"[{"Layers":["app.tar.gz","base.tar.gz"]}]"#,
    )?;
    tar(&work, &work.join("app.tar.gz"), "-czf", "ko-app")?;
    tar(&work, &work.join("base.tar.gz"), "-czf", "etc")?;
    let image = folder.join(format!("{program}.tar"));
    let mut command = Command::new("tar");
    let names = ["manifest.json", "app.tar.gz", "base.tar.gz"];
    command
        .current_dir(&work)
        .arg("-cf")
        .arg(&image)
        .args(names);
    end_with(&mut command, 0)?;
    Ok(image)
}

fn tar(folder: &Path, to: &Path, option: &str, name: &str) -> Result<String> {
    let mut command = Command::new("tar");
    end_with(command.current_dir(folder).arg(option).arg(to).arg(name), 0)
}
