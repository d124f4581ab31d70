//! Where the parts of an image lie: in a folder, or in one mapped archive.

use std::fs::File;
use std::io::{self, Read, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use container::{Bytes, Compression, Files, Members};
use memmap2::Mmap;

use crate::input::{irregular, map, open_at_once, plain};

/// The file name of a plain tarball's only layer.
pub(super) const WHOLE: &str = "the archive";

/// An expanded archive of this size is not written to a temporary file.
const MOST_EXPANDED: u64 = 64 << 30;

/// The files of one image.
#[derive(Debug)]
pub(super) enum Held {
    /// A folder.
    Folder(PathBuf),
    /// One archive and where its members stand.
    Archive(Arc<Mmap>, Members),
    /// One archive as it is.
    Whole(Arc<Mmap>),
}

/// Some bytes of a mapped file.
struct Part {
    map: Arc<Mmap>,
    range: Range<usize>,
}

impl AsRef<[u8]> for Part {
    fn as_ref(&self) -> &[u8] {
        self.map.get(self.range.clone()).unwrap_or_default()
    }
}

/// Maps a regular file.
pub(super) fn mapped(path: &Path) -> io::Result<Arc<Mmap>> {
    let file = open_at_once(path)?;
    if let Some(kind) = irregular(&file.metadata()?) {
        return Err(io::Error::other(format!("is {kind}, not a file")));
    }
    map(&file).map(Arc::new)
}

/// Expands a compressed archive into a file that has no name and goes with its last map.
pub(super) fn expanded(compression: Compression, packed: &[u8]) -> io::Result<Arc<Mmap>> {
    let mut file: File = tempfile::tempfile()?;
    let mut source = compression.reader(packed).take(MOST_EXPANDED + 1);
    if io::copy(&mut source, &mut file)? > MOST_EXPANDED {
        let most = MOST_EXPANDED >> 30;
        return Err(io::Error::other(format!("it expands past {most} GiB")));
    }
    file.flush()?;
    map(&file).map(Arc::new)
}

impl Files for Held {
    fn file(&self, name: &str) -> Result<Option<Bytes>, String> {
        let part = |map: &Arc<Mmap>, range| {
            let map = Arc::clone(map);
            Some(Arc::new(Part { map, range }) as Bytes)
        };
        match self {
            Self::Folder(folder) => in_folder(&folder.join(name)),
            Self::Archive(map, members) => {
                let range = members.range(name);
                Ok(range.and_then(|range| part(map, range)))
            }
            Self::Whole(map) if name == WHOLE => Ok(part(map, 0..map.len())),
            Self::Whole(_) => Ok(None),
        }
    }
}

fn in_folder(path: &Path) -> Result<Option<Bytes>, String> {
    match mapped(path) {
        Ok(map) => {
            let range = 0..map.len();
            Ok(Some(Arc::new(Part { map, range })))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(plain(&error)),
    }
}
