//! The folder for everything that is fetched or built: `$CGONE_CACHE`, by default `$HOME/.cache/cgone`.
//!
//! Several clones share it, so whatever appears under its final name is complete: it was written under a
//! temporary name beside it and renamed.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

/// The folder, made if it is not there.
///
/// # Errors
/// Neither variable is set, or the folder cannot be made.
pub(crate) fn root() -> Result<PathBuf> {
    let root = match std::env::var_os("CGONE_CACHE") {
        Some(root) => PathBuf::from(root),
        None => {
            PathBuf::from(std::env::var_os("HOME").context("neither CGONE_CACHE nor HOME is set")?)
                .join(".cache/cgone")
        }
    };
    fs::create_dir_all(&root).with_context(|| format!("cannot make {}", root.display()))?;
    root.canonicalize()
        .with_context(|| format!("cannot resolve {}", root.display()))
}

/// Make the folder `target` with `fill`, unless it is there already. `fill` gets a temporary folder.
///
/// # Errors
/// Those of `fill` and of the file system; a folder that could not be filled is removed.
pub(crate) fn folder(target: &Path, fill: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    if target.is_dir() {
        return Ok(());
    }
    let temporary = temporary_beside(target)?;
    fs::create_dir_all(&temporary)?;
    if let Err(error) = fill(&temporary) {
        fs::remove_dir_all(&temporary)?;
        return Err(error);
    }
    match fs::rename(&temporary, target) {
        Err(_) if target.is_dir() => Ok(fs::remove_dir_all(&temporary)?),
        result => result.with_context(|| format!("cannot rename to {}", target.display())),
    }
}

/// Remove what interrupted runs left half made in `parent`. Only for who holds the lock of all writers there.
///
/// # Errors
/// Those of the file system.
pub(crate) fn sweep(parent: &Path) -> Result<()> {
    for entry in
        fs::read_dir(parent).with_context(|| format!("cannot list {}", parent.display()))?
    {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with('.') && name.ends_with("tmp") && path.is_dir() {
            fs::remove_dir_all(&path)
                .with_context(|| format!("cannot remove {}", path.display()))?;
        }
    }
    Ok(())
}

/// Write a file in one step.
///
/// # Errors
/// Those of the file system.
pub(crate) fn write(target: &Path, bytes: &[u8]) -> Result<()> {
    let temporary = temporary_beside(target)?;
    fs::write(&temporary, bytes)
        .with_context(|| format!("cannot write {}", temporary.display()))?;
    fs::rename(&temporary, target).with_context(|| format!("cannot rename to {}", target.display()))
}

/// Hold `NAME.lock` of the cache until the value is dropped; waits for whoever has it.
///
/// # Errors
/// Those of the file system.
pub(crate) fn lock(name: &str) -> Result<File> {
    let path = root()?.join(format!("{name}.lock"));
    let file = File::create(&path).with_context(|| format!("cannot open {}", path.display()))?;
    if file.try_lock().is_err() {
        eprintln!("waiting: another process works on {name}");
        file.lock()
            .with_context(|| format!("cannot lock {}", path.display()))?;
    }
    Ok(file)
}

/// SHA-256 in hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn temporary_beside(target: &Path) -> Result<PathBuf> {
    let parent = target
        .parent()
        .context("a cache entry has a parent folder")?;
    fs::create_dir_all(parent).with_context(|| format!("cannot make {}", parent.display()))?;
    let name = target
        .file_name()
        .context("a cache entry has a name")?
        .to_string_lossy();
    let thread = format!("{:?}", std::thread::current().id()).replace(['(', ')'], "-");
    Ok(parent.join(format!(".{name}.{}.{thread}tmp", std::process::id())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_folder_leaves_nothing() {
        let base = std::env::temp_dir().join(format!("cgone-cache-{}", std::process::id()));
        let target = base.join("entry");
        assert!(folder(&target, |_| anyhow::bail!("no")).is_err());
        assert_eq!(fs::read_dir(&base).unwrap().count(), 0);
        folder(&target, |dir| Ok(fs::write(dir.join("a"), "a")?)).unwrap();
        folder(&target, |_| panic!("must not fill twice")).unwrap();
        assert_eq!(fs::read_to_string(target.join("a")).unwrap(), "a");
        fs::create_dir(temporary_beside(&target).unwrap()).unwrap();
        sweep(&base).unwrap();
        assert_eq!(fs::read_dir(&base).unwrap().count(), 1);
        fs::remove_dir_all(&base).unwrap();
    }

    #[test]
    fn digest_of_nothing() {
        assert!(sha256(b"").starts_with("e3b0c44298fc1c149afb"));
    }
}
