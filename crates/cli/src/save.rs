//! Writes files that other runs read: whole, or not at all.
//!
//! A signal in the middle removes what is not whole yet: see `interrupt`.

use std::collections::BTreeSet;
use std::fs::{self, OpenOptions, Permissions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use tempfile::Builder;

/// Files that are not whole yet.
static UNFINISHED: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// Replaces a file, or makes it: the text is written beside it and takes its place in one step. A link is
/// followed, and a file that is there keeps its permissions. A
/// device or a pipe is written where it stands.
pub(crate) fn whole(file: &Path, text: impl AsRef<[u8]>) -> io::Result<()> {
    let file = fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
    if fs::metadata(&file).is_ok_and(|metadata| !metadata.is_file()) {
        let mut there = OpenOptions::new().write(true).open(&file)?;
        return there.write_all(text.as_ref());
    }
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let there = fs::metadata(&file).map(|metadata| metadata.permissions());
    let mut builder = Builder::new();
    if let Some(permissions) = there.ok().or_else(usual) {
        builder.permissions(permissions);
    }
    let mut beside = builder.prefix(".cgone-").tempfile_in(folder)?;
    let name = beside.path().to_path_buf();
    note(&name, true);
    let written = beside
        .write_all(text.as_ref())
        .and_then(|()| beside.as_file().sync_all())
        .and_then(|()| beside.persist(&file).map_err(io::Error::from));
    note(&name, false);
    written.map(drop)
}

fn note(path: &Path, unfinished: bool) {
    let mut all = UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner);
    if unfinished {
        all.insert(path.to_path_buf());
    } else {
        all.remove(path);
    }
}

/// Removes what is not whole: the process is about to end.
pub(crate) fn abandon() {
    let all = UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner);
    for path in all.iter() {
        // There is nobody left to tell.
        drop(fs::remove_file(path));
    }
}

/// What a new file has: the mask of the process is taken from it.
#[cfg(unix)]
fn usual() -> Option<Permissions> {
    use std::os::unix::fs::PermissionsExt;
    Some(Permissions::from_mode(0o666))
}

/// What a new file has: the system decides.
#[cfg(not(unix))]
fn usual() -> Option<Permissions> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_made_and_replaced_and_nothing_else_is_left() {
        let folder = tempfile::TempDir::new().unwrap();
        let file = folder.path().join("baseline.toml");
        for text in ["one\n", "two\n"] {
            whole(&file, text).unwrap();
            assert_eq!(fs::read_to_string(&file).unwrap(), text);
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        assert!(whole(&folder.path().join("absent/x"), "").is_err());
    }

    #[test]
    fn what_is_unfinished_is_abandoned() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("half");
        fs::write(&path, "half").unwrap();
        note(&path, true);
        abandon();
        note(&path, false);
        assert!(!path.exists());
    }

    #[cfg(unix)]
    #[test]
    fn a_device_stays_a_device() {
        let null = Path::new("/dev/null");
        whole(null, "x").unwrap();
        assert!(!fs::metadata(null).unwrap().is_file());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_followed() {
        let folder = tempfile::TempDir::new().unwrap();
        let (file, link) = (folder.path().join("file"), folder.path().join("link"));
        fs::write(&file, "old").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        whole(&link, "new").unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "new");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    }
}
