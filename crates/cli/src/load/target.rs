//! `--on`: names to trees.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;

use report::load::Reality;
use target::{Bytes, Folder, NoProfile, Outcome, Profile, Program, Tree, profile};

use super::verify::verify;
use crate::contained::{Chosen, recognise};
use crate::input;

/// One target.
#[derive(Debug)]
pub(crate) enum Target {
    /// A root filesystem.
    Folder(Folder),
    /// A container image.
    Image(Box<Chosen>),
    /// A release, known from data.
    Release(Box<Profile>),
}

/// The machine of a program that does not name one, such as a script.
const USUAL: &str = "amd64";

impl Target {
    /// The target of that name: a folder if there is one, else a release, for programs of a machine.
    pub(crate) fn open(name: &str, arch: Option<&'static str>) -> Result<Self, String> {
        let root = if name == "host" {
            Path::new("/")
        } else {
            Path::new(name)
        };
        if let Some(form) = recognise(root) {
            return Chosen::open(root, form, arch).map(|image| Self::Image(Box::new(image)));
        }
        match Folder::mapped(name, root, bytes) {
            Ok(folder) => Ok(Self::Folder(folder)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => release(name, arch),
            Err(error) => Err(format!(
                "`{name}` is no folder that can be read: {}",
                input::plain(&error)
            )),
        }
    }

    pub(crate) fn tree(&self) -> &dyn Tree {
        match self {
            Self::Folder(folder) => folder,
            Self::Image(image) => image.tree(),
            Self::Release(profile) => profile.as_ref(),
        }
    }

    /// The variables that the target sets.
    pub(crate) fn environment(&self) -> Vec<(String, String)> {
        match self {
            Self::Image(image) => image.environment(),
            Self::Folder(_) | Self::Release(_) => Vec::new(),
        }
    }

    /// Where a file of this machine stands in the target; `None` if it lies outside.
    pub(crate) fn inside(&self, file: &Path) -> Option<String> {
        let Self::Folder(folder) = self else {
            return None;
        };
        let file = file.canonicalize().ok()?;
        let inside = file.strip_prefix(folder.root()).ok()?;
        Some(format!("/{}", inside.display()))
    }
}

/// Of a machine that nothing is known on, every question stays open.
fn release(name: &str, arch: Option<&'static str>) -> Result<Target, String> {
    let arch = arch.unwrap_or(USUAL);
    let profile = match profile(name, arch) {
        Err(NoProfile::Machine { name, .. }) => Ok(Profile::open(name, arch)),
        other => other.map_err(|why| format!("`{name}` is no folder here, and {why}")),
    };
    Ok(Target::Release(Box::new(profile?)))
}

impl Target {
    /// Really starts a program there.
    pub(crate) fn verify(
        &self,
        program: &Program,
        file: &Path,
        outcome: &Outcome,
    ) -> Result<Reality, String> {
        match self {
            Self::Folder(folder) => verify(folder, program, file, outcome),
            Self::Image(_) => Err("an image is not unpacked to start it on".to_owned()),
            Self::Release(_) => {
                Err("a release known by name has no files to start it on".to_owned())
            }
        }
    }
}

fn bytes(file: &File) -> io::Result<Bytes> {
    Ok(Arc::new(input::map(file)?))
}
