//! Writes files that other runs read: whole, or not at all.

use std::fs::{self, Permissions};
use std::io::{self, Write};
use std::path::Path;

use tempfile::Builder;

/// Replaces a file, or makes it: the text is written beside it and takes its place in one step. A link is
/// followed, and a file that is there keeps its permissions.
pub(crate) fn whole(file: &Path, text: &str) -> io::Result<()> {
    let file = fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
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
    beside.write_all(text.as_bytes())?;
    beside.as_file().sync_all()?;
    beside.persist(&file)?;
    Ok(())
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
