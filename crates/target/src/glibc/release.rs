//! What differs between releases of glibc.

use crate::{Content, Node, Tree, identify};

/// A release of glibc, if it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Release(pub(crate) Option<(u32, u32)>);

impl Release {
    /// Whether it is this release or newer. An unknown one counts as new.
    pub(crate) fn at_least(self, major: u32, minor: u32) -> bool {
        self.0.is_none_or(|release| release >= (major, minor))
    }

    /// `check_match` asserts that a library named by a version need has versions (measured: 2.36 does, 2.41 does
    /// not; `None` between).
    pub(crate) fn asserts_versions(self) -> Option<bool> {
        match self.0? {
            release if release <= (2, 36) => Some(true),
            release if release >= (2, 41) => Some(false),
            _ => None,
        }
    }

    /// `ld.so` compares the kernel's release (measured: 2.31 does, 2.36 does not).
    pub(crate) fn checks_kernel(self) -> bool {
        self.0.is_some_and(|release| release <= (2, 31))
    }
}

/// The release that the C library in the built-in folders names: loaders up to 2.31 do not name theirs on every
/// machine.
pub(crate) fn by_libc(tree: &dyn Tree, folders: &[String]) -> Option<(u32, u32)> {
    folders.iter().find_map(|folder| {
        let Node::File(node) = tree.look(&format!("{folder}/libc.so.6")) else {
            return None;
        };
        let Content::Elf(object) = tree.content(&node.path) else {
            return None;
        };
        identify::glibc_release(object.bytes()?)
            .or_else(|| highest(object.facts.versions.as_deref()?))
    })
}

/// The highest `GLIBC_2.x` that a C library defines.
fn highest(versions: &[image::LibraryVersion]) -> Option<(u32, u32)> {
    let releases = versions.iter().filter_map(|version| {
        let (major, minor) = version.name.strip_prefix("GLIBC_")?.split_once('.')?;
        Some((major.parse().ok()?, minor.parse().ok()?))
    });
    releases.max()
}
