//! Every path of a root, in order.

use std::collections::btree_map;

use super::node::{Kind, Named};
use super::{Found, ROOT, Root};

/// One path and what stands there.
#[derive(Clone, Debug)]
pub struct Listed<'r> {
    /// Absolute.
    pub path: String,
    /// What it is.
    pub found: Found<'r>,
}

/// Walks a root, folders before what is in them, names sorted.
#[derive(Debug)]
struct Walk<'r> {
    root: &'r Root,
    path: String,
    stack: Vec<(usize, btree_map::Iter<'r, Box<str>, Named>)>,
}

impl Root {
    /// Every file, folder and link, the root folder itself left out.
    pub fn list(&self) -> impl Iterator<Item = Listed<'_>> {
        let top = match self.inode(ROOT).map(|inode| &inode.kind) {
            Some(Kind::Folder(names)) => vec![(0, names.iter())],
            _ => Vec::new(),
        };
        Walk {
            root: self,
            path: String::new(),
            stack: top,
        }
    }
}

impl<'r> Iterator for Walk<'r> {
    type Item = Listed<'r>;

    fn next(&mut self) -> Option<Listed<'r>> {
        loop {
            let (length, names) = self.stack.last_mut()?;
            self.path.truncate(*length);
            let Some((name, named)) = names.next() else {
                self.stack.pop();
                continue;
            };
            self.path.push('/');
            self.path.push_str(name);
            let inode = self.root.inode(named.inode)?;
            if let Kind::Folder(names) = &inode.kind {
                self.stack.push((self.path.len(), names.iter()));
            }
            return Some(Listed {
                path: self.path.clone(),
                found: Found {
                    kind: &inode.kind,
                    mode: inode.mode,
                    inode: named.inode,
                },
            });
        }
    }
}
