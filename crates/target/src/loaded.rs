//! The objects that a loader put together, in its order.

use std::sync::Arc;

use crate::Object;

/// One loaded object.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The name by which it was asked for first: `libc.so.6`; the program's path for the program.
    pub name: String,
    /// The path it was opened by, as the loader writes it.
    pub path: String,
    /// The path after every link.
    pub real: String,
    /// Device and inode, or what stands for them.
    pub identity: (u64, u64),
    /// Index of the object that asked for it first; `None` for the program and what was preloaded.
    pub by: Option<usize>,
    /// Indices of what it needs, in order; a library that is missing is not among them.
    pub needs: Vec<usize>,
    /// Why it was found there: `RUNPATH of /app`, `ld.so.cache`.
    pub found: String,
    /// Its facts and symbols.
    pub object: Arc<Object>,
}
