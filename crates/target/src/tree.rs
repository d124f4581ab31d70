//! A target's files as its kernel and its loader see them: every path is looked up inside the target.

use std::sync::Arc;

use crate::Object;

/// One target: a root filesystem, or what is known of a release.
///
/// Paths are absolute, with `/` as the target's own root. A tree that does not know answers
/// [`Node::Unknown`] with what is missing, and never guesses.
pub trait Tree: Sync {
    /// The name that the user gave: `./rootfs`, `debian:12`.
    fn name(&self) -> &str;

    /// What stands at a path, after every symbolic link.
    fn look(&self, path: &str) -> Node;

    /// The file at a path that [`Tree::look`] resolved ([`FileNode::path`]).
    fn content(&self, path: &str) -> Content;

    /// The bytes of a text or data file at a resolved path, for `ld.so.cache`, `ld-musl-*.path` and scripts;
    /// the error says why there are none, as a clause.
    ///
    /// # Errors
    /// When the file cannot be read, or the tree holds no bytes.
    fn bytes(&self, path: &str) -> Result<Arc<[u8]>, String>;

    /// The folders that the release's glibc was built to search, in order (`/lib/x86_64-linux-gnu`), where the
    /// tree was told; `None` makes the caller read them from the loader's bytes.
    fn default_folders(&self) -> Option<Vec<String>> {
        None
    }

    /// The machine that programs run on here, by its `GOARCH` name, where the tree was told.
    fn arch(&self) -> Option<&'static str> {
        None
    }

    /// Which loader the program interpreter at a resolved path is, where the tree was told; `None` makes the
    /// caller look at its bytes.
    fn loader(&self, _path: &str) -> Option<Loader> {
        None
    }
}

/// A dynamic loader and its release.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loader {
    /// glibc's `ld.so`, `(2, 36)`; `None` if its release is not known.
    Glibc(Option<(u32, u32)>),
    /// musl's, `(1, 2, 3)`.
    Musl(Option<(u32, u32, u32)>),
}

/// What stands at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// A regular file.
    File(FileNode),
    /// A folder.
    Folder,
    /// A device, FIFO or socket.
    Special,
    /// Nothing, and why.
    Missing(Absence),
    /// The tree does not know: what is missing to know, as a clause.
    Unknown(String),
}

/// A regular file of a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileNode {
    /// The path after every link, from the target's root.
    pub path: String,
    /// Device and inode, or what stands for them: two paths with one identity are one file.
    pub identity: (u64, u64),
    /// The permission bits (`0o755`); `None` if not known.
    pub mode: Option<u32>,
    /// Bytes; `None` if not known.
    pub size: Option<u64>,
}

/// Why nothing stands at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absence {
    /// `ENOENT`.
    NotFound,
    /// `ENOTDIR`.
    NotAFolder,
    /// `ELOOP`: more than 40 links.
    Loop,
    /// `EACCES`.
    Denied,
    /// `ENAMETOOLONG`.
    TooLong,
}

impl Absence {
    /// The system's words (`strerror`).
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::NotFound => "No such file or directory",
            Self::NotAFolder => "Not a directory",
            Self::Loop => "Too many levels of symbolic links",
            Self::Denied => "Permission denied",
            Self::TooLong => "File name too long",
        }
    }
}

/// What a file holds.
#[derive(Clone, Debug)]
pub enum Content {
    /// An ELF file.
    Elf(Arc<Object>),
    /// Something else: its first bytes (up to 256) and its size.
    Other {
        /// Up to 256 first bytes.
        first: Vec<u8>,
        /// Bytes.
        size: u64,
    },
    /// The tree cannot tell: what is missing to know, as a clause.
    Unknown(String),
}

/// One step of a path, links not followed (`lstat`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stat {
    /// A regular file; its `path` is not looked at.
    File(FileNode),
    /// A folder.
    Folder,
    /// A symbolic link and what it says.
    Link(String),
    /// A device, FIFO or socket.
    Special,
    /// Nothing, and why.
    Missing(Absence),
    /// Not known.
    Unknown(String),
}

/// Links on one path before the kernel gives up (`MAXSYMLINKS`, include/linux/namei.h).
const MOST_LINKS: usize = 40;
/// `PATH_MAX`.
const LONGEST_PATH: usize = 4096;

/// Resolves a path as a kernel whose root is the target does: links are read inside, `..` ends at the root.
pub fn resolve(path: &str, lstat: impl Fn(&str) -> Stat) -> Node {
    let mut waiting: Vec<String> = parts(path);
    let mut at = String::new();
    let mut links = 0;
    let mut last = Stat::Folder;
    while let Some(part) = waiting.pop() {
        if !matches!(last, Stat::Folder) {
            return Node::Missing(Absence::NotAFolder);
        }
        if part == ".." {
            at.truncate(at.rfind('/').unwrap_or(0));
            continue;
        }
        let parent = at.len();
        at.push('/');
        at.push_str(&part);
        if at.len() >= LONGEST_PATH {
            return Node::Missing(Absence::TooLong);
        }
        last = lstat(&at);
        match &last {
            Stat::Link(target) => {
                links += 1;
                if links > MOST_LINKS {
                    return Node::Missing(Absence::Loop);
                }
                at.truncate(if target.starts_with('/') { 0 } else { parent });
                waiting.extend(parts(target));
                last = Stat::Folder;
            }
            Stat::Missing(why) => return Node::Missing(*why),
            Stat::Unknown(missing) => return Node::Unknown(missing.clone()),
            Stat::File(_) | Stat::Folder | Stat::Special => {}
        }
    }
    match last {
        Stat::File(node) => Node::File(FileNode { path: at, ..node }),
        Stat::Special => Node::Special,
        _ => Node::Folder,
    }
}

/// The parts of a path, last first; a part that is empty or `.` says nothing.
fn parts(path: &str) -> Vec<String> {
    let parts = path
        .split('/')
        .filter(|part| !part.is_empty() && *part != ".");
    parts.rev().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> Stat {
        Stat::File(FileNode {
            path: String::new(),
            identity: (0, 0),
            mode: None,
            size: None,
        })
    }

    fn tree(path: &str) -> Stat {
        match path {
            "/lib" => Stat::Link("usr/lib".into()),
            "/usr" | "/usr/lib" | "/etc" => Stat::Folder,
            "/usr/lib/a.so" => Stat::Link("../../etc/../lib/b.so".into()),
            "/usr/lib/out.so" => Stat::Link("../../../../../usr/lib/b.so".into()),
            "/usr/lib/b.so" => file(),
            "/loop" => Stat::Link("/loop".into()),
            _ => Stat::Missing(Absence::NotFound),
        }
    }

    fn check(path: &str, expect: Result<&str, Absence>) {
        match (resolve(path, tree), expect) {
            (Node::File(node), Ok(path)) => assert_eq!(node.path, path),
            (Node::Missing(why), Err(expect)) => assert_eq!(why, expect),
            (found, expect) => panic!("{path}: {found:?}, expected {expect:?}"),
        }
    }

    #[test]
    fn links_stay_inside() {
        check("/lib/a.so", Ok("/usr/lib/b.so"));
        check("/lib/./out.so", Ok("/usr/lib/b.so"));
        check("/../../lib/b.so", Ok("/usr/lib/b.so"));
    }

    #[test]
    fn what_is_missing_says_why() {
        check("/lib/c.so", Err(Absence::NotFound));
        check("/lib/b.so/c", Err(Absence::NotAFolder));
        check("/loop", Err(Absence::Loop));
        assert_eq!(resolve("/lib", tree), Node::Folder);
        assert_eq!(resolve("/", tree), Node::Folder);
    }
}
