//! The files of an image after all its layers.

mod list;
mod node;
mod place;
mod remove;

use std::collections::BTreeMap;

pub use list::Listed;
pub use node::{Content, File, Kind};

use crate::Limits;
use node::{Id, Inode, Named};

/// The root folder's inode.
const ROOT: Id = 0;
/// Remarks that are kept; more are counted.
const MOST_REMARKS: usize = 50;

/// A root filesystem.
#[derive(Debug)]
pub struct Root {
    inodes: Vec<Inode>,
    limits: Limits,
    steps: u64,
    names: u64,
    pub(crate) kept: u64,
    incomplete: Vec<String>,
    remarks: Vec<String>,
    more_remarks: usize,
}

/// What stands at a path, links not followed.
#[derive(Clone, Copy, Debug)]
pub struct Found<'r> {
    /// What it is.
    pub kind: &'r Kind,
    /// Permission bits with set-user-ID, set-group-ID and sticky.
    pub mode: u32,
    /// Two paths with one number are one file.
    pub inode: u32,
}

/// Why an entry has no place.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotPlaced {
    /// The entry alone is wrong.
    #[error("{0}")]
    Entry(&'static str),
    /// A limit of the whole root is reached.
    #[error("{0}")]
    Limit(String),
}

impl Root {
    pub(crate) fn new(limits: Limits) -> Self {
        Self {
            inodes: vec![Inode {
                kind: Kind::Folder(BTreeMap::new()),
                mode: 0o755,
            }],
            limits,
            steps: 0,
            names: 0,
            kept: 0,
            incomplete: Vec::new(),
            remarks: Vec::new(),
            more_remarks: 0,
        }
    }

    /// What stands at an absolute path, links not followed; a path through a link or a file finds nothing.
    #[must_use]
    pub fn find(&self, path: &str) -> Option<Found<'_>> {
        let mut at = ROOT;
        for part in path.split('/').filter(|part| !part.is_empty()) {
            let Kind::Folder(folder) = &self.inode(at)?.kind else {
                return None;
            };
            at = folder.get(part)?.inode;
        }
        let Inode { kind, mode } = self.inode(at)?;
        Some(Found {
            kind,
            mode: *mode,
            inode: at,
        })
    }

    /// What could not be read or was cut, as clauses; empty if the root is whole. What is not found in a root that
    /// is not whole may be there.
    #[must_use]
    pub fn incomplete(&self) -> &[String] {
        &self.incomplete
    }

    /// What is odd about the archives without making the root uncertain, as clauses.
    pub fn remarks(&self) -> impl Iterator<Item = String> {
        let more = (self.more_remarks > 0).then(|| format!("{} more like this", self.more_remarks));
        self.remarks.iter().cloned().chain(more)
    }

    /// How many files, folders and links were made.
    #[must_use]
    pub fn len(&self) -> usize {
        self.inodes.len()
    }

    /// Whether nothing but the root folder is there.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        matches!(self.inode(ROOT), Some(Inode { kind: Kind::Folder(names), .. }) if names.is_empty())
    }

    pub(crate) const fn limits(&self) -> &Limits {
        &self.limits
    }

    pub(crate) fn cut(&mut self, what: String) {
        if self.incomplete.len() < MOST_REMARKS {
            self.incomplete.push(what);
        }
    }

    pub(crate) fn remark(&mut self, what: String) {
        if self.remarks.len() < MOST_REMARKS {
            self.remarks.push(what);
        } else {
            self.more_remarks += 1;
        }
    }

    fn inode(&self, id: Id) -> Option<&Inode> {
        self.inodes.get(usize::try_from(id).ok()?)
    }

    fn inode_mut(&mut self, id: Id) -> Option<&mut Inode> {
        self.inodes.get_mut(usize::try_from(id).ok()?)
    }

    fn child(&self, folder: Id, name: &str) -> Option<Named> {
        match &self.inode(folder)?.kind {
            Kind::Folder(names) => names.get(name).copied(),
            _ => None,
        }
    }

    fn step(&mut self, count: usize) -> Result<(), NotPlaced> {
        self.steps = self.steps.saturating_add(count as u64);
        if self.steps > self.limits.steps {
            let most = self.limits.steps;
            return Err(NotPlaced::Limit(format!(
                "looking up its entries takes more than {most} steps"
            )));
        }
        Ok(())
    }
}
