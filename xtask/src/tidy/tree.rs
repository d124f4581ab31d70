//! The files that the checks look at.

use std::path::Path;

use anyhow::{Context, Result};

use crate::workspace;

/// One tracked file.
#[derive(Debug)]
pub(super) struct File {
    /// Relative to the root, with `/`.
    pub(super) path: String,
    /// Bytes.
    pub(super) size: u64,
    /// Its text, if it is UTF-8 without NUL.
    pub(super) text: Option<String>,
}

impl File {
    /// Its extension, or nothing.
    pub(super) fn extension(&self) -> &str {
        Path::new(&self.path)
            .extension()
            .and_then(|e| e.to_str())
            .unwrap_or_default()
    }

    /// Numbered lines of its text, from 1.
    pub(super) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        let text = self.text.as_deref().unwrap_or_default();
        (1..).zip(text.lines())
    }
}

/// Every tracked file.
#[derive(Debug)]
pub(super) struct Tree {
    pub(super) files: Vec<File>,
}

impl Tree {
    /// Reads the checkout.
    pub(super) fn read() -> Result<Self> {
        let files = workspace::tracked()?;
        let files = files.iter().map(|path| read_file(path));
        Ok(Self {
            files: files.collect::<Result<_>>()?,
        })
    }

    /// A file by its path.
    pub(super) fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }

    /// The text of a file that must be there.
    pub(super) fn text(&self, path: &str) -> Result<&str> {
        let file = self.file(path).with_context(|| format!("no {path}"))?;
        file.text
            .as_deref()
            .with_context(|| format!("{path} is no text"))
    }

    /// Every Rust source.
    pub(super) fn sources(&self) -> impl Iterator<Item = &File> {
        self.files.iter().filter(|file| file.extension() == "rs")
    }
}

fn read_file(path: &Path) -> Result<File> {
    let bytes = std::fs::read(workspace::root().join(path))
        .with_context(|| format!("cannot read {}", path.display()))?;
    let size = bytes.len() as u64;
    let text = String::from_utf8(bytes).ok().filter(|t| !t.contains('\0'));
    let path = path.to_string_lossy().replace('\\', "/");
    Ok(File { path, size, text })
}
