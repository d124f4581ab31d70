//! Files, folders and links.

use std::collections::BTreeMap;
use std::fmt;

use crate::Bytes;

/// Index of an inode.
pub(super) type Id = u32;

/// What a name stands for, and the layer that put it there.
#[derive(Clone, Copy, Debug)]
pub struct Named {
    pub(super) inode: Id,
    pub(super) layer: u32,
}

/// One file, folder or link; several names may share it.
#[derive(Debug)]
pub(super) struct Inode {
    pub(super) kind: Kind,
    pub(super) mode: u32,
}

/// What stands at a path.
#[derive(Debug)]
pub enum Kind {
    /// A folder and the names in it.
    Folder(BTreeMap<Box<str>, Named>),
    /// A regular file.
    File(File),
    /// A symbolic link and what it says.
    Link(Box<str>),
    /// A device, FIFO or socket.
    Special,
    /// Something that could not be made, and why, as a clause.
    Unknown(Box<str>),
}

/// A regular file.
#[derive(Debug)]
pub struct File {
    /// Bytes.
    pub size: u64,
    /// What is kept of it.
    pub content: Content,
}

/// What is kept of a file.
pub enum Content {
    /// All of it.
    Whole(Bytes),
    /// The first bytes.
    First(Box<[u8]>),
    /// Nothing: its name and first bytes ask for no more.
    Nothing,
    /// Nothing, because of a limit, as a clause.
    Cut(Box<str>),
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(bytes) => write!(f, "Whole({} bytes)", (**bytes).as_ref().len()),
            Self::First(bytes) => write!(f, "First({} bytes)", bytes.len()),
            Self::Nothing => f.write_str("Nothing"),
            Self::Cut(why) => write!(f, "Cut({why})"),
        }
    }
}
