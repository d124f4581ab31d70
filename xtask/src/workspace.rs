//! The checkout that this task was built from: its root, its tracked files, its packages.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

/// The root of the checkout.
pub(crate) fn root() -> &'static Path {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask)
}

/// Runs a command in the root and returns its standard output; its error output passes through.
///
/// # Errors
/// When it cannot be started or does not succeed.
pub(crate) fn output(program: &str, arguments: &[&str]) -> Result<Vec<u8>> {
    let done = Command::new(program)
        .args(arguments)
        .current_dir(root())
        .stderr(std::process::Stdio::inherit())
        .output()
        .with_context(|| format!("cannot start `{program}`"))?;
    if !done.status.success() {
        bail!("`{program} {}`: {}", arguments.join(" "), done.status);
    }
    Ok(done.stdout)
}

/// Files under version control and new ones that are not ignored, relative to the root, sorted.
///
/// # Errors
/// When git does not answer.
pub(crate) fn tracked() -> Result<Vec<PathBuf>> {
    let listed = output(
        "git",
        &[
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ],
    )?;
    let mut files: Vec<PathBuf> = String::from_utf8(listed)
        .context("a file name is not UTF-8")?
        .split('\0')
        .filter(|name| !name.is_empty() && root().join(name).is_file())
        .map(PathBuf::from)
        .collect();
    files.sort();
    files.dedup();
    Ok(files)
}

/// `cargo metadata`, with dependencies, as the lock file pins them.
///
/// # Errors
/// When cargo does not answer or answers something else than JSON.
pub(crate) fn metadata() -> Result<serde_json::Value> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let json = output(&cargo, &["metadata", "--format-version=1", "--locked"])?;
    serde_json::from_slice(&json).context("`cargo metadata` printed no JSON")
}

/// Where cargo puts what it builds.
///
/// # Errors
/// When cargo does not answer.
pub(crate) fn target() -> Result<PathBuf> {
    let metadata = metadata()?;
    let folder = metadata.get("target_directory").and_then(|f| f.as_str());
    folder
        .map(PathBuf::from)
        .context("`cargo metadata` names no target folder")
}

/// Builds the release binary and returns its path.
///
/// # Errors
/// When it does not build.
pub(crate) fn cgone() -> Result<PathBuf> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    output(
        &cargo,
        &[
            "build",
            "--quiet",
            "--release",
            "--locked",
            "--bin",
            "cgone",
        ],
    )?;
    Ok(target()?.join("release/cgone"))
}
