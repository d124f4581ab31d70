//! A root filesystem in a folder. Every look and every opened library is kept, so that a run over many
//! binaries pays once.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::{Absence, Bytes, Content, FileNode, Node, Object, Stat, Tree, resolve};

/// The bytes of a text or data file, or why there are none.
type Text = Result<Arc<[u8]>, String>;

/// How a regular file becomes bytes: by a memory map where the caller has one, by reading otherwise.
pub type Mapper = fn(&File) -> io::Result<Bytes>;

/// Reads instead of mapping.
fn read_whole(file: &File) -> io::Result<Bytes> {
    let mut bytes = Vec::new();
    (&*file).read_to_end(&mut bytes)?;
    Ok(Arc::new(bytes))
}

/// First bytes kept of a file that is no ELF.
const FIRST: usize = 256;
/// Larger text and data files are not read.
const LARGEST_DATA: u64 = 64 << 20;

/// A root filesystem in a folder, or the machine itself (`/`).
pub struct Folder {
    name: String,
    root: PathBuf,
    map: Mapper,
    nodes: Mutex<BTreeMap<String, Node>>,
    contents: Mutex<BTreeMap<String, Content>>,
    texts: Mutex<BTreeMap<String, Text>>,
}

impl Folder {
    /// The folder `root`, shown as `name`; files are read.
    ///
    /// # Errors
    /// When it is no folder that can be read.
    pub fn open(name: impl Into<String>, root: &Path) -> io::Result<Self> {
        Self::mapped(name, root, read_whole)
    }

    /// The same with a way of one's own to get at bytes.
    ///
    /// # Errors
    /// When it is no folder that can be read.
    pub fn mapped(name: impl Into<String>, root: &Path, map: Mapper) -> io::Result<Self> {
        let root = root.canonicalize()?;
        drop(fs::read_dir(&root)?);
        Ok(Self {
            name: name.into(),
            root,
            map,
            nodes: Mutex::default(),
            contents: Mutex::default(),
            texts: Mutex::default(),
        })
    }

    /// The folder on this machine.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    fn outside(&self, path: &str) -> PathBuf {
        self.root.join(path.trim_start_matches('/'))
    }

    fn lstat(&self, path: &str) -> Stat {
        let outside = self.outside(path);
        match fs::symlink_metadata(&outside) {
            Ok(metadata) => stat(&outside, &metadata),
            Err(error) => Stat::Missing(match error.raw_os_error() {
                Some(libc::ENOTDIR) => Absence::NotAFolder,
                Some(libc::EACCES) => Absence::Denied,
                Some(libc::ELOOP) => Absence::Loop,
                Some(libc::ENAMETOOLONG) => Absence::TooLong,
                _ => Absence::NotFound,
            }),
        }
    }

    fn open_content(&self, path: &str) -> Content {
        match self.read_content(path) {
            Ok(content) => content,
            Err(error) => Content::Unknown(format!("the bytes of `{path}`: {error}")),
        }
    }

    fn read_content(&self, path: &str) -> io::Result<Content> {
        let mut file = open_file(&self.outside(path))?;
        let size = file.metadata()?.len();
        let mut first = Vec::with_capacity(FIRST);
        (&mut file).take(FIRST as u64).read_to_end(&mut first)?;
        let other = Content::Other { first, size };
        let Content::Other { first, .. } = &other else {
            return Ok(other);
        };
        if !first.starts_with(b"\x7fELF") {
            return Ok(other);
        }
        io::Seek::rewind(&mut file)?;
        let bytes = (self.map)(&file)?;
        Ok(Object::read(bytes).map_or(other, |object| Content::Elf(Arc::new(object))))
    }

    fn read_bytes(&self, path: &str) -> Result<Arc<[u8]>, String> {
        let failed = |error: io::Error| format!("`{path}` cannot be read: {error}");
        let file = open_file(&self.outside(path)).map_err(failed)?;
        if file.metadata().map_err(failed)?.len() > LARGEST_DATA {
            return Err(format!(
                "`{path}` is larger than {} MiB",
                LARGEST_DATA >> 20
            ));
        }
        let mut bytes = Vec::new();
        file.take(LARGEST_DATA)
            .read_to_end(&mut bytes)
            .map_err(failed)?;
        Ok(bytes.into())
    }
}

/// The callers resolved every link before, so none is followed here.
#[expect(
    clippy::disallowed_methods,
    reason = "a folder is read here and nowhere else"
)]
fn open_file(path: &Path) -> io::Result<File> {
    File::open(path)
}

fn stat(path: &Path, metadata: &Metadata) -> Stat {
    let kind = metadata.file_type();
    if kind.is_symlink() {
        return match fs::read_link(path) {
            Ok(target) => Stat::Link(target.to_string_lossy().into_owned()),
            Err(_) => Stat::Missing(Absence::Denied),
        };
    }
    if kind.is_dir() {
        return Stat::Folder;
    }
    if kind.is_fifo() || kind.is_socket() || kind.is_char_device() || kind.is_block_device() {
        return Stat::Special;
    }
    Stat::File(FileNode {
        path: String::new(),
        identity: (metadata.dev(), metadata.ino()),
        mode: Some(metadata.permissions().mode() & 0o7777),
        size: Some(metadata.len()),
    })
}

/// What is kept under a key, made at the first call.
fn kept<T: Clone>(map: &Mutex<BTreeMap<String, T>>, key: &str, make: impl FnOnce() -> T) -> T {
    if let Some(found) = map.lock().unwrap_or_else(PoisonError::into_inner).get(key) {
        return found.clone();
    }
    let made = make();
    let mut map = map.lock().unwrap_or_else(PoisonError::into_inner);
    map.entry(key.to_owned()).or_insert(made).clone()
}

impl Tree for Folder {
    fn name(&self) -> &str {
        &self.name
    }

    fn look(&self, path: &str) -> Node {
        kept(&self.nodes, path, || resolve(path, |at| self.lstat(at)))
    }

    fn content(&self, path: &str) -> Content {
        kept(&self.contents, path, || self.open_content(path))
    }

    fn bytes(&self, path: &str) -> Result<Arc<[u8]>, String> {
        kept(&self.texts, path, || self.read_bytes(path))
    }
}

impl fmt::Debug for Folder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Folder")
            .field("name", &self.name)
            .field("root", &self.root)
            .finish_non_exhaustive()
    }
}
