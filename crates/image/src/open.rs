//! From the first bytes to the decoder of their format.

use crate::{Format, Image};

/// What a file holds.
#[derive(Debug)]
pub enum Opened<'d> {
    /// One image.
    One(Box<Image<'d>>),
    /// A universal Mach-O: every slice, in file order.
    Universal(Vec<Image<'d>>),
    /// An `ar` archive: every member that is an image, in file order.
    Archive(Vec<Image<'d>>),
}

/// Why bytes are no image at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// The first bytes belong to no format that Go links for.
    #[error("not a binary: its first bytes are {first:02x?}")]
    NotBinary {
        /// Up to 4 first bytes.
        first: Vec<u8>,
    },
    /// The magic is right, the header behind it cannot be read.
    #[error("broken {} header at {offset:#x}: {message}", format.name())]
    Broken {
        /// The format that the magic promised.
        format: Format,
        /// Offset of the field that is wrong.
        offset: u64,
        /// What was expected and what stands there.
        message: String,
    },
}

/// The format that the first bytes (16 are enough) announce; `None` if no decoder here reads it.
#[must_use]
pub fn sniff(first: &[u8]) -> Option<Format> {
    first.starts_with(b"\x7fELF").then_some(Format::Elf)
}

/// Decodes every image that a file holds.
///
/// # Errors
/// When the first bytes belong to no known format, or the header behind them cannot be read at all.
pub fn open(data: &[u8]) -> Result<Opened<'_>, OpenError> {
    if sniff(data) == Some(Format::Elf) {
        let image = crate::elf::decode(data, 0, None)?;
        return Ok(Opened::One(Box::new(image)));
    }
    Err(OpenError::NotBinary {
        first: data.iter().take(4).copied().collect(),
    })
}
