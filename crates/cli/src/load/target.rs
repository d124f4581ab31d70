//! `--on`: names to trees.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;

use target::{Bytes, Folder, Tree};

use crate::input;

/// One target.
#[derive(Debug)]
pub(crate) enum Target {
    /// A root filesystem.
    Folder(Folder),
}

impl Target {
    /// The target of that name, for programs of a machine.
    pub(crate) fn open(name: &str, _arch: Option<&str>) -> Result<Self, String> {
        let root = if name == "host" {
            Path::new("/")
        } else {
            Path::new(name)
        };
        let folder = Folder::mapped(name, root, bytes);
        folder.map(Self::Folder).map_err(|error| {
            format!(
                "`{name}` is no folder that can be read: {}",
                input::plain(&error)
            )
        })
    }

    pub(crate) fn tree(&self) -> &dyn Tree {
        match self {
            Self::Folder(folder) => folder,
        }
    }

    /// Where a file of this machine stands in the target; `None` if it lies outside.
    pub(crate) fn inside(&self, file: &Path) -> Option<String> {
        let Self::Folder(folder) = self;
        let file = file.canonicalize().ok()?;
        let inside = file.strip_prefix(folder.root()).ok()?;
        Some(format!("/{}", inside.display()))
    }
}

fn bytes(file: &File) -> io::Result<Bytes> {
    Ok(Arc::new(input::map(file)?))
}
