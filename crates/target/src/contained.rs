//! The root filesystem of a container image as a tree.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use container::{Found, Kind, Root};

use crate::{Absence, Content, FileNode, Node, Object, Stat, Tree, resolve};

/// Text and data files that loaders and the C libraries read, by their last name; each at most [`LARGEST_DATA`].
const DATA: [&str; 8] = [
    "ld.so.cache",
    "ld.so.conf",
    "ld.so.preload",
    "nsswitch.conf",
    "passwd",
    "group",
    "resolv.conf",
    "os-release",
];
/// Larger data files are not kept.
const LARGEST_DATA: u64 = 64 << 20;
/// Longer scripts are not kept.
const LONGEST_SCRIPT: u64 = 1 << 20;
/// Bytes that tell a binary.
const MAGIC: usize = 64;

/// One image's files after all its layers.
pub struct Contained {
    name: String,
    root: Arc<Root>,
    arch: Option<&'static str>,
    contents: Mutex<BTreeMap<u32, Content>>,
}

impl Contained {
    /// The root of an image, shown as `name`, whose programs run on `arch` (`GOARCH`) where the image says so.
    #[must_use]
    pub fn new(name: impl Into<String>, root: Arc<Root>, arch: Option<&'static str>) -> Self {
        Self {
            name: name.into(),
            root,
            arch,
            contents: Mutex::default(),
        }
    }

    /// Whether a verdict may depend on a file's bytes, by its path and first bytes: binaries, scripts, and what
    /// loaders read.
    #[must_use]
    pub fn wants(path: &str, size: u64, first: &[u8]) -> bool {
        let magic = first.get(..MAGIC).unwrap_or(first);
        if image::sniff(magic).is_some() {
            return true;
        }
        if first.starts_with(b"#!") {
            return size <= LONGEST_SCRIPT;
        }
        let name = path.rsplit('/').next().unwrap_or(path);
        let is_data = DATA.contains(&name)
            || (name.starts_with("ld-musl-") && name.ends_with(".path"))
            || path.contains("/ld.so.conf.d/");
        is_data && size <= LARGEST_DATA
    }

    /// Whether a verdict may quote a file's first bytes: what could be run, and what is named as libraries are.
    #[must_use]
    pub fn wants_first(path: &str, mode: u32) -> bool {
        let name = path.rsplit('/').next().unwrap_or(path);
        mode & 0o111 != 0 || name.ends_with(".so") || name.contains(".so.")
    }

    /// The files themselves.
    #[must_use]
    pub fn root(&self) -> &Root {
        &self.root
    }

    fn lstat(&self, path: &str) -> Stat {
        match self.root.find(path) {
            Some(found) => stat(found),
            None => Stat::Missing(Absence::NotFound),
        }
    }

    fn open(found: Found<'_>) -> Content {
        let Kind::File(file) = found.kind else {
            return Content::Unknown("the bytes of what is no file".to_owned());
        };
        match &file.content {
            container::Content::Whole(bytes) => {
                let first = (**bytes).as_ref();
                let first = first.get(..first.len().min(256)).unwrap_or_default();
                let other = Content::Other {
                    first: first.to_vec(),
                    size: file.size,
                };
                if !first.starts_with(b"\x7fELF") {
                    return other;
                }
                Object::read(Arc::clone(bytes))
                    .map_or(other, |object| Content::Elf(Arc::new(object)))
            }
            container::Content::First(first) => Content::Other {
                first: first.to_vec(),
                size: file.size,
            },
            container::Content::Nothing => {
                Content::Unknown("the bytes of a file that is neither program nor library".into())
            }
            container::Content::Cut(why) => Content::Unknown(format!("the bytes of a file: {why}")),
        }
    }
}

fn stat(found: Found<'_>) -> Stat {
    match found.kind {
        Kind::Folder(_) => Stat::Folder,
        Kind::Link(target) => Stat::Link(target.to_string()),
        Kind::Special => Stat::Special,
        Kind::Unknown(why) => Stat::Unknown(why.to_string()),
        Kind::File(file) => Stat::File(FileNode {
            path: String::new(),
            identity: (0, u64::from(found.inode)),
            mode: Some(found.mode),
            size: Some(file.size),
        }),
    }
}

impl Tree for Contained {
    fn name(&self) -> &str {
        &self.name
    }

    /// In a root that is not whole nothing is known: what was not read may hide or replace any file.
    fn look(&self, path: &str) -> Node {
        match self.root.incomplete().first() {
            Some(missing) => Node::Unknown(missing.clone()),
            None => resolve(path, |at| self.lstat(at)),
        }
    }

    fn content(&self, path: &str) -> Content {
        let Some(found) = self.root.find(path) else {
            return Content::Unknown(format!("the bytes of `{path}`, which is not there"));
        };
        let mut contents = self.contents.lock().unwrap_or_else(PoisonError::into_inner);
        let content = contents
            .entry(found.inode)
            .or_insert_with(|| Self::open(found));
        content.clone()
    }

    fn bytes(&self, path: &str) -> Result<Arc<[u8]>, String> {
        let kind = self.root.find(path).map(|found| found.kind);
        match kind {
            Some(Kind::File(file)) => match &file.content {
                container::Content::Whole(bytes) => Ok((**bytes).as_ref().into()),
                _ if file.size == 0 => Ok([].into()),
                _ => Err(format!("`{path}` was not kept while reading the image")),
            },
            _ => Err(format!("`{path}` is no file of the image")),
        }
    }

    fn arch(&self) -> Option<&'static str> {
        self.arch
    }
}

impl fmt::Debug for Contained {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Contained")
            .field("name", &self.name)
            .field("arch", &self.arch)
            .finish_non_exhaustive()
    }
}
