//! The system calls that decide causes: which, under which condition, and how their arguments are written down.

mod arguments;
mod filter;
mod flags;
mod table;

pub(crate) use arguments::describe;
pub(crate) use filter::{NATIVE, filter};
pub(crate) use table::{Call, called};

#[cfg(test)]
pub(crate) use table::CALLS;
