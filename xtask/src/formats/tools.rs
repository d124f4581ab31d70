//! Tools that read reports and are not ours, each version pinned, installed by its registry's own client.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::{cache, command};

/// Python packages: a schema of CycloneDX, of JUnit by XSD and by a parser, of package URLs, of JSON.
const PYTHON: &[&str] = &[
    "cyclonedx-python-lib[json-validation]==11.12.0",
    "jsonschema==4.26.0",
    "junitparser==5.0.3",
    "packageurl-python==0.17.6",
    "xmlschema==4.3.2",
];
/// Its source carries the schema of JUnit files that Jenkins reads.
const PYTEST: &str = "pytest==8.3.5";
/// The SARIF schema, and the rules of code scanning as a program that needs no runtime.
const MULTITOOL: &str = "@microsoft/sarif-multitool-linux@5.7.0";
/// What GitHub's own actions write workflow commands with.
const CORE: &str = "@actions/core@3.0.1";

/// Where they are.
#[derive(Debug)]
pub(super) struct Tools {
    /// Python with the packages.
    pub(super) python: PathBuf,
    /// `sarif-2.1.0.json` and `junit-10.xsd`.
    pub(super) schemas: PathBuf,
    /// `command.js` of the actions' toolkit.
    pub(super) core: PathBuf,
    /// The validator of SARIF.
    pub(super) multitool: PathBuf,
}

/// Installs what is missing.
///
/// # Errors
/// A registry or its client does not answer, or a package has not what it had.
pub(super) fn ensure() -> Result<Tools> {
    let root = cache::root()?.join("formats");
    std::fs::create_dir_all(&root)?;
    let _lock = cache::lock("formats")?;
    let python = folder(&root, "python", &PYTHON.join(" "), python)?;
    let sarif = folder(&root, "sarif", MULTITOOL, |at| npm(MULTITOOL, at))?;
    let core = folder(&root, "core", CORE, |at| npm(CORE, at))?;
    let schemas = folder(&root, "schemas", &format!("{PYTEST} {MULTITOOL}"), |at| {
        std::fs::copy(
            sarif.join("package/sarif-2.1.0.json"),
            at.join("sarif-2.1.0.json"),
        )?;
        xsd(at)
    })?;
    let multitool = sarif.join("package/Sarif.Multitool");
    executable(&multitool)?;
    Ok(Tools {
        python: python.join("bin/python"),
        schemas,
        core: core.join("package/lib/command.js"),
        multitool,
    })
}

/// A folder of the cache whose name changes with what is pinned.
fn folder(
    root: &Path,
    name: &str,
    pinned: &str,
    fill: impl FnOnce(&Path) -> Result<()>,
) -> Result<PathBuf> {
    let digest = cache::sha256(pinned.as_bytes());
    let target = root.join(format!("{name}-{}", digest.get(..12).unwrap_or_default()));
    cache::folder(&target, fill).with_context(|| format!("cannot have {pinned}"))?;
    Ok(target)
}

/// A virtual environment works where it was made: its scripts are not used, so it can be renamed.
fn python(at: &Path) -> Result<()> {
    command::output(
        Command::new("python3")
            .args(["-m", "venv", "--copies"])
            .arg(at),
    )?;
    let mut install = Command::new(at.join("bin/python"));
    install.args(["-m", "pip", "install", "--quiet", "--no-cache-dir"]);
    command::output(install.args(PYTHON)).map(drop)
}

fn npm(package: &str, at: &Path) -> Result<()> {
    let mut pack = Command::new("npm");
    pack.args([
        "pack",
        "--loglevel=error",
        "--ignore-scripts",
        "--pack-destination",
    ]);
    pack.arg(at)
        .arg("--cache")
        .arg(at.join("npm"))
        .arg(package)
        .current_dir(at);
    command::output(&mut pack)?;
    unpack(at, "tgz", None)?;
    std::fs::remove_dir_all(at.join("npm"))?;
    Ok(())
}

fn xsd(at: &Path) -> Result<()> {
    let mut download = Command::new("python3");
    download.args([
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--no-cache-dir",
    ]);
    download
        .args(["--no-binary=:all:", "--dest"])
        .arg(at)
        .arg(PYTEST);
    command::output(&mut download)?;
    unpack(at, "gz", Some("*/junit-10.xsd"))
}

/// Unpacks the only archive of a folder into it, and removes it; a chosen file is laid on top.
fn unpack(at: &Path, ending: &str, chosen: Option<&str>) -> Result<()> {
    let files = std::fs::read_dir(at)?.filter_map(|entry| Some(entry.ok()?.path()));
    let mut archives = files.filter(|path| path.extension().is_some_and(|e| e == ending));
    let archive = archives.next().context("the client left no archive")?;
    let mut tar = Command::new("tar");
    tar.arg("-xzf").arg(&archive).arg("-C").arg(at);
    if let Some(chosen) = chosen {
        tar.args([
            "--wildcards",
            "--no-anchored",
            "--strip-components=3",
            chosen,
        ]);
    }
    command::output(&mut tar)?;
    Ok(std::fs::remove_file(archive)?)
}

/// npm packs files without their modes.
fn executable(file: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(file, mode).with_context(|| format!("no {}", file.display()))
}
