//! The folder that paths in a policy start at.

use std::env;
use std::path::{Component, Path, PathBuf};

use crate::input::plain;

/// The folder of a policy, and the working folder that named paths start at.
#[derive(Clone, Debug, Default)]
pub(crate) struct Folder {
    path: PathBuf,
    working: PathBuf,
}

impl Folder {
    /// The working folder.
    pub(crate) fn working() -> Result<Self, String> {
        let working =
            env::current_dir().map_err(|error| format!("the working folder: {}", plain(&error)))?;
        Ok(Self {
            path: working.clone(),
            working,
        })
    }

    /// That folder, above the working folder.
    pub(super) fn at(self, path: PathBuf) -> Self {
        Self { path, ..self }
    }

    /// The folder that a file is in or will be in.
    pub(crate) fn of(self, file: &Path) -> Self {
        let mut path = tidied(&self.working.join(file));
        path.pop();
        self.at(path)
    }

    /// The folder itself.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// A path as policies name it: with `/`, relative to the folder where it lies in it, without `.` and `..`.
    /// No link is followed.
    pub(crate) fn name(&self, path: &Path) -> String {
        let whole = tidied(&self.working.join(path));
        let inside = whole.strip_prefix(&self.path);
        let path = inside.map_or_else(|_| whole.clone(), Path::to_owned);
        let text = path.to_string_lossy().into_owned();
        if cfg!(windows) {
            text.replace('\\', "/")
        } else {
            text
        }
    }
}

/// Without `.` and `..`.
fn tidied(path: &Path) -> PathBuf {
    let mut tidied = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                tidied.pop();
            }
            other => tidied.push(other),
        }
    }
    tidied
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, expect: &str) {
        let folder = Folder {
            path: PathBuf::from("/src/app"),
            working: PathBuf::from("/src/app/cmd"),
        };
        assert_eq!(folder.name(Path::new(path)), expect);
    }

    #[test]
    fn paths_start_at_the_folder() {
        check("x", "cmd/x");
        check("./x", "cmd/x");
        check("../build/x", "build/x");
        check("/src/app/build/x", "build/x");
        check("/opt/x", "/opt/x");
        check("../../other/x", "/src/other/x");
    }
}
