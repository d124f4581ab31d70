//! Members out of package archives, and nothing else of them.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use flate2::read::GzDecoder;

/// Reads one member of a wheel to standard output.
const ZIP_MEMBER: &str = "import shutil, sys, zipfile
shutil.copyfileobj(zipfile.ZipFile(sys.argv[1]).open(sys.argv[2]), sys.stdout.buffer)";

/// Writes one member into the folder and returns where. The archive's kind is told by its ending.
///
/// # Errors
/// The archive has no such member, or cannot be read.
pub(super) fn member(archive: &Path, wanted: &str, folder: &Path) -> Result<PathBuf> {
    let (path, packing) = wanted.split_once('!').unwrap_or((wanted, ""));
    let out = folder.join("member");
    stream(archive, path, &out).with_context(|| format!("`{path}` of {}", archive.display()))?;
    match packing {
        "" => Ok(out),
        "gunzip" => gunzip(&out, &folder.join("unpacked")),
        other => bail!("`{other}` is no packing"),
    }
}

fn stream(archive: &Path, path: &str, out: &Path) -> Result<()> {
    match archive.extension().and_then(|e| e.to_str()) {
        Some("deb") => deb(archive, path, out),
        Some("tgz") => finish(Command::new("tar").arg("-xzOf").arg(archive).arg(path), out),
        Some("whl") => finish(
            Command::new("python3")
                .args(["-c", ZIP_MEMBER])
                .arg(archive)
                .arg(path),
            out,
        ),
        _ => bail!("no known kind of archive"),
    }
}

/// `dpkg-deb` knows how a package is compressed; `tar` picks the member out of the stream.
fn deb(archive: &Path, path: &str, out: &Path) -> Result<()> {
    let mut unpacked = Command::new("dpkg-deb")
        .arg("--fsys-tarfile")
        .arg(archive)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .context("cannot start `dpkg-deb`")?;
    let stream = unpacked.stdout.take().context("`dpkg-deb` has no output")?;
    let picked = finish(
        Command::new("tar")
            .arg("-xO")
            .arg(format!("./{path}"))
            .stdin(stream),
        out,
    );
    // `tar` may close the stream early; whether it found the member is what counts.
    unpacked.wait()?;
    picked
}

fn finish(command: &mut Command, out: &Path) -> Result<()> {
    let done = command
        .stdout(File::create(out)?)
        .stderr(Stdio::piped())
        .spawn()?
        .wait_with_output()?;
    if !done.status.success() {
        bail!(
            "{}",
            String::from_utf8_lossy(&done.stderr)
                .lines()
                .last()
                .unwrap_or("no member of that name")
        );
    }
    Ok(())
}

fn gunzip(packed: &Path, out: &Path) -> Result<PathBuf> {
    io::copy(
        &mut GzDecoder::new(File::open(packed)?),
        &mut File::create(out)?,
    )?;
    fs::remove_file(packed)?;
    Ok(out.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_of_a_tarball() {
        let folder = std::env::temp_dir().join(format!("cgone-unpack-{}", std::process::id()));
        fs::create_dir_all(folder.join("package")).unwrap();
        let script =
            "printf hello > package/a; printf hello | gzip > package/b.gz; tar -czf p.tgz package";
        assert!(
            Command::new("sh")
                .args(["-c", script])
                .current_dir(&folder)
                .status()
                .unwrap()
                .success()
        );
        let archive = folder.join("p.tgz");
        for wanted in ["package/a", "package/b.gz!gunzip"] {
            let out = member(&archive, wanted, &folder).unwrap();
            assert_eq!(fs::read_to_string(out).unwrap(), "hello", "{wanted}");
        }
        assert!(
            format!("{:#}", member(&archive, "package/c", &folder).unwrap_err())
                .contains("package/c")
        );
        fs::remove_dir_all(&folder).unwrap();
    }
}
