//! What the user named, to a sorted list of files to look at.
//!
//! A link is followed where it is named, never inside a folder, so no walk can loop. Devices, FIFOs and
//! sockets are told by their metadata and not opened.

use std::fs;
use std::path::{Path, PathBuf};

use report::{PassedOver, Unread};

use super::open::{Source, irregular, plain};
use crate::contained::{Form, Inside, recognise};

/// One file to look at.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    /// The file; `-` for standard input.
    pub(crate) path: PathBuf,
    /// Index of the [`Named`] path that led here.
    pub(crate) root: usize,
    /// The user named this very file.
    pub(crate) named: bool,
    /// The file of a container image that it is.
    pub(crate) inside: Option<Inside>,
}

impl Candidate {
    /// Where its bytes come from.
    pub(crate) fn source(&self) -> Source<'_> {
        match &self.inside {
            Some(inside) => Source::Inside(inside),
            None if self.named && self.path.as_os_str() == "-" => Source::Standard,
            None => Source::File(&self.path),
        }
    }
}

/// A container image that the user named.
#[derive(Clone, Debug)]
pub(crate) struct NamedImage {
    /// Where it lies.
    pub(crate) path: PathBuf,
    /// How it is stored.
    pub(crate) form: Form,
    /// Index of the [`Named`] path that led here.
    pub(crate) root: usize,
}

/// One path or pattern as the user gave it.
#[derive(Clone, Debug)]
pub(crate) struct Named {
    /// As given.
    pub(crate) text: String,
    /// An error was already said about it.
    pub(crate) failed: bool,
    /// Images with Go in them, found under it.
    pub(crate) go_images: u64,
}

/// Everything that was named.
#[derive(Debug, Default)]
pub(crate) struct Walk {
    /// What was named, in order.
    pub(crate) named: Vec<Named>,
    /// Files, in the order named, sorted inside folders.
    pub(crate) candidates: Vec<Candidate>,
    /// Container images and root filesystem tarballs, in the order named.
    pub(crate) images: Vec<NamedImage>,
    /// Met and left alone.
    pub(crate) passed_over: PassedOver,
    /// Could not be read.
    pub(crate) unread: Vec<Unread>,
}

impl Walk {
    /// Looks at everything that was named.
    pub(crate) fn of(paths: &[PathBuf]) -> Self {
        let mut walk = Self::default();
        for path in paths {
            walk.named.push(Named {
                text: path.to_string_lossy().into_owned(),
                failed: false,
                go_images: 0,
            });
            walk.root(path);
        }
        walk
    }

    fn root(&mut self, path: &Path) {
        if path.as_os_str() == "-" {
            self.file(path.to_owned(), true);
            return;
        }
        if let Some(form) = recognise(path) {
            return self.image(path, form);
        }
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => self.folder(path),
            Ok(metadata) => match irregular(&metadata) {
                None => self.file(path.to_owned(), true),
                Some(kind) => self.fail(path, format!("is {kind}, not a file: not opened")),
            },
            Err(_) if is_pattern(path) && fs::symlink_metadata(path).is_err() => self.pattern(path),
            Err(error) => self.fail(path, plain(&error)),
        }
    }

    /// A glob that no shell expanded.
    fn pattern(&mut self, pattern: &Path) {
        let matches = match glob::glob(&pattern.to_string_lossy()) {
            Ok(matches) => matches,
            Err(error) => return self.fail(pattern, format!("no pattern: {}", error.msg)),
        };
        let before = self.met();
        for found in matches {
            match found {
                Ok(path) => self.matched(&path),
                Err(error) => self.fail(error.path(), plain(error.error())),
            }
        }
        if self.met() == before {
            self.fail(pattern, "matched no file".to_owned());
        }
    }

    /// A match counts as found, not as named: what it is may surprise the user.
    fn matched(&mut self, path: &Path) {
        if let Some(form) = recognise(path) {
            return self.image(path, form);
        }
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => self.folder(path),
            Ok(metadata) if metadata.is_file() => self.file(path.to_owned(), false),
            Ok(_) => self.passed_over.special += 1,
            Err(error) => self.fail(path, plain(&error)),
        }
    }

    /// Everything below a folder. A stack instead of recursion: depth costs memory, not the stack.
    fn folder(&mut self, top: &Path) {
        let mut stack = vec![(top.to_owned(), true)];
        while let Some((path, is_folder)) = stack.pop() {
            if !is_folder {
                self.file(path, false);
                continue;
            }
            match self.children(&path) {
                Ok(mut children) => {
                    children.sort_by(|a, b| b.0.cmp(&a.0));
                    stack.append(&mut children);
                }
                Err(error) => self.fail(&path, plain(&error)),
            }
        }
    }

    /// Files and folders in a folder; links and special files are counted.
    fn children(&mut self, folder: &Path) -> std::io::Result<Vec<(PathBuf, bool)>> {
        let mut children = Vec::new();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let kind = entry.file_type()?;
            if kind.is_symlink() {
                self.passed_over.links += 1;
            } else if kind.is_dir() || kind.is_file() {
                children.push((entry.path(), kind.is_dir()));
            } else {
                self.passed_over.special += 1;
            }
        }
        Ok(children)
    }

    fn file(&mut self, path: PathBuf, named: bool) {
        let root = self.named.len() - 1;
        self.candidates.push(Candidate {
            path,
            root,
            named,
            inside: None,
        });
    }

    fn image(&mut self, path: &Path, form: Form) {
        let root = self.named.len() - 1;
        let path = path.to_owned();
        self.images.push(NamedImage { path, form, root });
    }

    fn met(&self) -> usize {
        self.candidates.len() + self.images.len() + self.unread.len()
    }

    fn fail(&mut self, path: &Path, message: String) {
        if let Some(root) = self.named.last_mut() {
            root.failed = true;
        }
        self.unread.push(Unread {
            path: path.to_string_lossy().into_owned(),
            message,
        });
    }
}

fn is_pattern(path: &Path) -> bool {
    path.to_string_lossy().contains(['*', '?', '['])
}
