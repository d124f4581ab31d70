//! Whiteouts: what an upper layer takes away from the layers below it, and never from itself.

use super::node::{Id, Kind};
use super::{NotPlaced, Root};

impl Root {
    /// Takes a name of lower layers away, with everything of lower layers below it.
    pub(crate) fn hide(&mut self, parts: &[String], layer: u32) -> Result<(), NotPlaced> {
        let Some((last, folders)) = parts.split_last() else {
            return Err(NotPlaced::Entry("a whiteout of the root"));
        };
        if let Some(folder) = self.walk(folders, None)? {
            self.hide_name(folder, last, layer)?;
        }
        Ok(())
    }

    /// Takes everything of lower layers in a folder away.
    pub(crate) fn hide_all(&mut self, parts: &[String], layer: u32) -> Result<(), NotPlaced> {
        match self.walk(parts, None)? {
            Some(folder) => self.hide_below(folder, layer).map(drop),
            None => Ok(()),
        }
    }

    fn hide_name(&mut self, folder: Id, name: &str, layer: u32) -> Result<(), NotPlaced> {
        let Some(named) = self.child(folder, name) else {
            return Ok(());
        };
        let survives = self.hide_below(named.inode, layer)?;
        if named.layer < layer
            && !survives
            && let Some(inode) = self.inode_mut(folder)
            && let Kind::Folder(names) = &mut inode.kind
        {
            names.remove(name);
        }
        Ok(())
    }

    /// Whether something of this layer is left in a folder. A folder is at most as deep as the longest path.
    fn hide_below(&mut self, folder: Id, layer: u32) -> Result<bool, NotPlaced> {
        let Some(Kind::Folder(names)) = self.inode(folder).map(|inode| &inode.kind) else {
            return Ok(false);
        };
        let names: Vec<Box<str>> = names.keys().cloned().collect();
        self.step(1 + names.len())?;
        for name in &names {
            self.hide_name(folder, name, layer)?;
        }
        let left = self.inode(folder).map(|inode| &inode.kind);
        Ok(matches!(left, Some(Kind::Folder(names)) if !names.is_empty()))
    }
}
