//! Looks for `cgone.toml`.

use std::path::{Path, PathBuf};

/// The name of a policy file.
pub(crate) const NAME: &str = "cgone.toml";

/// A policy file that was found.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// The file.
    pub(super) file: PathBuf,
    /// As seen from the working folder: `../cgone.toml`.
    pub(super) name: String,
    /// The folder that holds it.
    pub(super) folder: PathBuf,
}

/// The nearest policy from a folder upwards. The root of a repository (a folder with `.git`) is the last that
/// is looked into: what lies above belongs to somebody else.
pub(super) fn above(working: &Path) -> Option<Found> {
    for (up, folder) in working.ancestors().enumerate() {
        let file = folder.join(NAME);
        if file.is_file() {
            return Some(Found {
                file,
                name: "../".repeat(up) + NAME,
                folder: folder.to_owned(),
            });
        }
        if folder.join(".git").exists() {
            return None;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_nearest_policy_counts_and_the_repository_is_the_end() {
        let top = tempfile::TempDir::new().unwrap();
        let deep = top.path().join("repository/a/b");
        fs::create_dir_all(&deep).unwrap();
        fs::create_dir(top.path().join("repository/.git")).unwrap();
        fs::write(top.path().join(NAME), "").unwrap();
        assert_eq!(above(&deep), None);
        let folder = top.path().join("repository");
        fs::write(folder.join(NAME), "").unwrap();
        let found = above(&deep).unwrap();
        assert_eq!(
            (found.name.as_str(), &found.folder),
            ("../../cgone.toml", &folder)
        );
        fs::write(deep.join(NAME), "").unwrap();
        assert_eq!(above(&deep).unwrap().name, NAME);
    }
}
