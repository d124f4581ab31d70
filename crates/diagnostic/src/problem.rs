//! What a decoder could not read.

use std::fmt;

/// A place where the bytes break their own format's rules. Whatever could still be read was read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Byte offset from the start of the file.
    pub offset: u64,
    /// One clause: what was expected and what stands there.
    pub message: String,
}

impl Problem {
    /// A problem at that byte offset.
    pub fn new(offset: u64, message: impl Into<String>) -> Self {
        Self {
            offset,
            message: message.into(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at {:#x}: {}", self.offset, self.message)
    }
}
