//! A file that appears whole or not at all.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::save;

/// Says why a file could not be written, before the work that fills it: its folder is missing, or it is one.
pub(crate) fn check(file: &Path) -> Result<(), String> {
    let folder = folder(file);
    let message = if file.is_dir() {
        "is a folder".to_owned()
    } else if folder.is_dir() {
        return Ok(());
    } else {
        format!("no folder `{}`", folder.display())
    };
    Err(format!("{}: {message}", file.display()))
}

/// Writes the file beside its name and renames it, so that a reader never sees a part. A device, a FIFO or a
/// link to one is written to as it is.
pub(crate) fn write(file: &Path, text: &str) -> io::Result<()> {
    // A link whose target is missing: its target would not appear beside it.
    if file.is_symlink() && !file.exists() {
        return fs::write(file, text);
    }
    save::whole(file, text)
}

fn folder(file: &Path) -> PathBuf {
    match file.parent() {
        Some(parent) if parent != Path::new("") => parent.to_path_buf(),
        _ => PathBuf::from("."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(folder: &Path) -> usize {
        fs::read_dir(folder).unwrap().count()
    }

    #[test]
    fn a_file_is_replaced_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("out");
        write(&file, "one").unwrap();
        write(&file, "two").unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "two");
        assert_eq!(listed(folder.path()), 1);
    }

    #[test]
    fn what_cannot_be_written_is_said_before() {
        let folder = tempfile::tempdir().unwrap();
        assert!(check(&folder.path().join("new")).is_ok());
        assert!(check(Path::new("new")).is_ok());
        let inner = folder.path().join("absent/new");
        assert!(check(&inner).unwrap_err().contains("no folder `"));
        assert!(check(folder.path()).unwrap_err().contains("is a folder"));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_and_the_mode_of_a_file_stay() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("out"), folder.path().join("link"));
        fs::write(&file, "one").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        symlink(&file, &link).unwrap();
        write(&link, "two").unwrap();
        assert!(link.is_symlink());
        assert_eq!(fs::read_to_string(&file).unwrap(), "two");
        let mode = fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o640);
        write(Path::new("/dev/null"), "gone").unwrap();
        assert!(!Path::new("/dev/null").is_file());
    }
}
