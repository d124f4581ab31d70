//! Entries to their places, as unpackers put them: links on the way are followed inside the root.

use std::collections::BTreeMap;

use super::node::{Id, Inode, Kind, Named};
use super::{NotPlaced, ROOT, Root};
use crate::limits::{DEEPEST, LONGEST_PATH, MOST_LINKS};
use crate::name;

/// Parts that wait while links are followed.
const MOST_WAITING: usize = 2 * DEEPEST;

impl Root {
    /// Puts something at a path. A folder over a folder keeps what is in it; everything else replaces what was
    /// there.
    pub(crate) fn put(
        &mut self,
        parts: &[String],
        kind: Kind,
        mode: u32,
        layer: u32,
    ) -> Result<(), NotPlaced> {
        let Some((last, folders)) = parts.split_last() else {
            return self.put_root(&kind, mode);
        };
        let folder = self.folder(folders, layer)?;
        let old = self.child(folder, last);
        if let (Kind::Folder(_), Some(old)) = (&kind, old)
            && let Some(inode) = self.inode_mut(old.inode)
            && matches!(inode.kind, Kind::Folder(_))
        {
            inode.mode = mode;
            return self.name(folder, last, old.inode, layer);
        }
        let inode = self.make(kind, mode)?;
        self.name(folder, last, inode, layer)
    }

    /// Gives a file that is there a second name.
    pub(crate) fn link(
        &mut self,
        parts: &[String],
        target: &[String],
        layer: u32,
    ) -> Result<(), NotPlaced> {
        let (Some((last, folders)), Some((old, old_folders))) =
            (parts.split_last(), target.split_last())
        else {
            return Err(NotPlaced::Entry("a hard link of the root folder"));
        };
        let old_folder = self
            .walk(old_folders, None)?
            .ok_or(NotPlaced::Entry("a hard link to what is not there"))?;
        let found = self.child(old_folder, old);
        let found = found.ok_or(NotPlaced::Entry("a hard link to what is not there"))?;
        if matches!(self.inode(found.inode), Some(inode) if matches!(inode.kind, Kind::Folder(_))) {
            return Err(NotPlaced::Entry("a hard link to a folder"));
        }
        let folder = self.folder(folders, layer)?;
        self.name(folder, last, found.inode, layer)
    }

    /// The folder at a path, made where there is none.
    fn folder(&mut self, parts: &[String], layer: u32) -> Result<Id, NotPlaced> {
        let found = self.walk(parts, Some(layer))?;
        found.ok_or(NotPlaced::Entry("a folder on its way is not there"))
    }

    /// The folder at a path, links followed; `None` if it is not there and not to be made.
    pub(super) fn walk(
        &mut self,
        parts: &[String],
        make: Option<u32>,
    ) -> Result<Option<Id>, NotPlaced> {
        let mut waiting: Vec<Box<str>> = parts.iter().rev().map(|p| p.as_str().into()).collect();
        let mut stack = vec![ROOT];
        let mut links = 0;
        while let Some(part) = waiting.pop() {
            self.step(1)?;
            let at = stack.last().copied().unwrap_or(ROOT);
            if &*part == ".." {
                if stack.len() > 1 {
                    stack.pop();
                }
                continue;
            }
            let next = match (self.child(at, &part), make) {
                (Some(named), _) => named.inode,
                (None, Some(layer)) => self.make_folder(at, &part, layer)?,
                (None, None) => return Ok(None),
            };
            match self.inode(next).map(|inode| &inode.kind) {
                Some(Kind::Folder(_)) => stack.push(next),
                Some(Kind::Link(target)) => {
                    links += 1;
                    if target.starts_with('/') {
                        stack.truncate(1);
                    }
                    waiting.extend(name::link_parts(target).map(Into::into));
                }
                _ => return Err(NotPlaced::Entry("a file stands on its way")),
            }
            if links > MOST_LINKS || waiting.len() > MOST_WAITING {
                return Err(NotPlaced::Entry("too many symbolic links on its way"));
            }
            if stack.len() > DEEPEST {
                return Err(NotPlaced::Entry("too many folders on its way"));
            }
        }
        Ok(stack.last().copied())
    }

    fn make_folder(&mut self, at: Id, name: &str, layer: u32) -> Result<Id, NotPlaced> {
        let made = self.make(Kind::Folder(BTreeMap::new()), 0o755)?;
        self.name(at, name, made, layer)?;
        Ok(made)
    }

    fn put_root(&mut self, kind: &Kind, mode: u32) -> Result<(), NotPlaced> {
        if !matches!(kind, Kind::Folder(_)) {
            return Err(NotPlaced::Entry("the root is no folder"));
        }
        if let Some(root) = self.inode_mut(ROOT) {
            root.mode = mode;
        }
        Ok(())
    }

    fn make(&mut self, kind: Kind, mode: u32) -> Result<Id, NotPlaced> {
        if let Kind::Link(target) = &kind {
            if target.len() >= LONGEST_PATH {
                return Err(NotPlaced::Entry("a link whose target is too long"));
            }
            self.count_name(target.len())?;
        }
        let most = self.limits.nodes;
        if self.inodes.len() >= most {
            return Err(NotPlaced::Limit(format!("it holds more than {most} files")));
        }
        let id = Id::try_from(self.inodes.len())
            .map_err(|_| NotPlaced::Limit("it holds too many files".to_owned()))?;
        self.inodes.push(Inode { kind, mode });
        Ok(id)
    }

    fn name(&mut self, folder: Id, name: &str, inode: Id, layer: u32) -> Result<(), NotPlaced> {
        self.count_name(name.len())?;
        if let Some(Inode {
            kind: Kind::Folder(names),
            ..
        }) = self.inode_mut(folder)
        {
            names.insert(name.into(), Named { inode, layer });
        }
        Ok(())
    }

    fn count_name(&mut self, length: usize) -> Result<(), NotPlaced> {
        self.names = self.names.saturating_add(length as u64 + 32);
        let most = self.limits.names;
        if self.names > most {
            let most = most >> 20;
            return Err(NotPlaced::Limit(format!(
                "its names are longer than {most} MiB together"
            )));
        }
        Ok(())
    }
}
