//! YAML to JSON, by the parser that `pre-commit` brings with it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::{cache, command};

/// The release that the hooks are run by.
const PRE_COMMIT: &str = "4.3.0";

/// A virtual environment with `pre-commit` in it, in the cache.
///
/// # Errors
/// `python3 -m venv` or pip failed.
pub(super) fn environment() -> Result<PathBuf> {
    let target = cache::root()?
        .join("toolchains")
        .join(format!("pre-commit-{PRE_COMMIT}"));
    let _lock = cache::lock("pre-commit")?;
    // A virtual environment knows its own path, so it is made in its place and marked when it is whole.
    let whole = target.join("whole");
    if !whole.is_file() {
        if target.is_dir() {
            fs::remove_dir_all(&target)?;
        }
        eprintln!("pip install pre-commit=={PRE_COMMIT}");
        command::output(Command::new("python3").args(["-m", "venv"]).arg(&target))?;
        let wanted = format!("pre-commit=={PRE_COMMIT}");
        let options = ["-m", "pip", "install", "--quiet", "--only-binary=:all:"];
        command::output(
            Command::new(target.join("bin/python"))
                .args(options)
                .arg(wanted),
        )?;
        fs::write(whole, "")?;
    }
    Ok(target)
}

/// The document in a file.
///
/// # Errors
/// The file is no YAML.
pub(super) fn read(path: &Path) -> Result<Value> {
    let script = "import json, sys, yaml; json.dump(yaml.safe_load(open(sys.argv[1])), sys.stdout)";
    let python = environment()?.join("bin/python");
    let json = command::text(Command::new(python).args(["-c", script]).arg(path))?;
    serde_json::from_str(&json).with_context(|| path.display().to_string())
}

/// The text at a place of a document.
///
/// # Errors
/// Nothing stands there, or no text.
pub(super) fn text<'v>(document: &'v Value, pointer: &str) -> Result<&'v str> {
    let value = document.pointer(pointer).and_then(Value::as_str);
    value.with_context(|| format!("no text at {pointer}"))
}
