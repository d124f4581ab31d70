//! A release known from data: which files it has that a loader asks for, without a byte of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::{Absence, Content, FileNode, Loader, Node, Object, Stat, Tree, resolve};

/// How a profile knows what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// Generated from the release's own packages.
    Packages,
    /// Read in a published table, not checked against packages.
    Table,
    /// Known to people of the field, and not checked here.
    Knowledge,
}

impl Certainty {
    /// The name in output: `measured`, `read`, `knowledge`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Packages => "measured",
            Self::Table => "read",
            Self::Knowledge => "knowledge",
        }
    }
}

/// What a profile says of one path. Links are kept as links, so that `/lib` may be one.
#[derive(Clone, Debug)]
pub enum Entry {
    /// A folder. Folders that entries stand in need not be listed.
    Folder,
    /// A symbolic link and what it says.
    Link(String),
    /// An ELF file.
    Library(Arc<Object>),
    /// The release's program interpreter: which loader it is, and its facts.
    Interpreter(Loader, Arc<Object>),
    /// A file whose content matters to nobody here, such as a CA bundle.
    File,
    /// Known not to be there.
    Absent,
}

/// One release on one machine.
///
/// `entries` maps absolute paths. Of a path that it does not list, a profile says "unknown", unless a folder
/// in `complete` holds it: of those folders everything is listed. A profile of `scratch` lists nothing and has
/// `complete: ["/"]`.
#[derive(Clone, Debug)]
pub struct Profile {
    /// `debian:12`.
    pub name: String,
    /// `GOARCH`.
    pub arch: &'static str,
    /// How it is known.
    pub certainty: Certainty,
    /// The folders that its glibc was built to search, in order; empty for another C library or none.
    pub folders: Vec<String>,
    /// What stands at which path.
    pub entries: BTreeMap<String, Entry>,
    /// Folders of which everything is listed, each with a trailing `/`.
    pub complete: Vec<String>,
}

impl Profile {
    /// A release of which nothing is known on a machine.
    #[must_use]
    pub const fn open(name: String, arch: &'static str) -> Self {
        Self {
            name,
            arch,
            certainty: Certainty::Knowledge,
            folders: Vec::new(),
            entries: BTreeMap::new(),
            complete: Vec::new(),
        }
    }

    fn entry(&self, path: &str) -> Option<&Entry> {
        self.entries.get(path)
    }

    fn lstat(&self, path: &str) -> Stat {
        match self.entry(path) {
            Some(Entry::Folder) => Stat::Folder,
            Some(Entry::Link(target)) => Stat::Link(target.clone()),
            Some(Entry::Library(_) | Entry::Interpreter(..)) => file(path, Some(0o755)),
            Some(Entry::File) => file(path, None),
            Some(Entry::Absent) => Stat::Missing(Absence::NotFound),
            None if self.holds_below(path) => Stat::Folder,
            None if self.is_complete(path) => Stat::Missing(Absence::NotFound),
            None => Stat::Unknown(format!("whether `{path}` exists in `{}`", self.name)),
        }
    }

    /// Whether some entry stands below a path, which makes it a folder.
    fn holds_below(&self, path: &str) -> bool {
        let below = format!("{path}/");
        let listed = self.entries.range(below.clone()..);
        let mut listed = listed.take_while(|(key, _)| key.starts_with(&below));
        listed.any(|(_, entry)| !matches!(entry, Entry::Absent))
            || self
                .complete
                .iter()
                .any(|folder| folder.starts_with(&below))
    }

    fn is_complete(&self, path: &str) -> bool {
        self.complete.iter().any(|folder| path.starts_with(folder))
    }
}

fn file(path: &str, mode: Option<u32>) -> Stat {
    // One identity a path: FNV-1a, so that no order depends on it.
    let identity = path.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    Stat::File(FileNode {
        path: String::new(),
        identity: (0, identity),
        mode,
        size: None,
    })
}

impl Tree for Profile {
    fn name(&self) -> &str {
        &self.name
    }

    fn look(&self, path: &str) -> Node {
        resolve(path, |at| self.lstat(at))
    }

    fn content(&self, path: &str) -> Content {
        match self.entry(path) {
            Some(Entry::Library(object) | Entry::Interpreter(_, object)) => {
                Content::Elf(Arc::clone(object))
            }
            _ => Content::Unknown(format!("the bytes of `{path}` in `{}`", self.name)),
        }
    }

    fn bytes(&self, path: &str) -> Result<Arc<[u8]>, String> {
        Err(format!("the bytes of `{path}` in `{}`", self.name))
    }

    fn default_folders(&self) -> Option<Vec<String>> {
        (!self.folders.is_empty()).then(|| self.folders.clone())
    }

    fn arch(&self) -> Option<&'static str> {
        Some(self.arch)
    }

    fn loader(&self, path: &str) -> Option<Loader> {
        match self.entry(path) {
            Some(Entry::Interpreter(loader, _)) => Some(*loader),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile(complete: &[&str]) -> Profile {
        let entries = [
            ("/lib", Entry::Link("usr/lib".into())),
            ("/usr/lib/x.so", Entry::File),
            ("/usr/lib/gone.so", Entry::Absent),
        ];
        Profile {
            name: "test:1".into(),
            arch: "amd64",
            certainty: Certainty::Table,
            folders: Vec::new(),
            entries: entries.map(|(path, entry)| (path.into(), entry)).into(),
            complete: complete.iter().map(|folder| (*folder).into()).collect(),
        }
    }

    #[test]
    fn what_is_not_listed_is_unknown() {
        let profile = profile(&[]);
        assert!(
            matches!(profile.look("/lib/x.so"), Node::File(node) if node.path == "/usr/lib/x.so")
        );
        assert!(matches!(profile.look("/usr"), Node::Folder));
        assert!(matches!(profile.look("/lib/y.so"), Node::Unknown(_)));
        assert_eq!(
            profile.look("/lib/gone.so"),
            Node::Missing(Absence::NotFound)
        );
    }

    #[test]
    fn what_a_complete_folder_does_not_list_is_missing() {
        let profile = profile(&["/usr/lib/"]);
        assert_eq!(profile.look("/lib/y.so"), Node::Missing(Absence::NotFound));
        assert!(matches!(profile.look("/etc/passwd"), Node::Unknown(_)));
    }
}
