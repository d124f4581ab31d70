//! One header block: ustar, GNU, and what came before both.

use super::sparse::{self, OldSparse};
use super::{Broken, Kind, number};

/// Headers and bodies stand in blocks of this size.
pub(super) const BLOCK: usize = 512;

/// The fields that say what an entry is.
#[derive(Debug)]
pub(super) struct Header {
    pub(super) path: Vec<u8>,
    pub(super) link: Vec<u8>,
    pub(super) kind: Kind,
    pub(super) flag: u8,
    pub(super) mode: u32,
    /// Bytes that follow.
    pub(super) stored: u64,
    /// The map of a sparse file in GNU's old format.
    pub(super) sparse: OldSparse,
}

impl Header {
    pub(super) fn parse(block: &[u8; BLOCK], offset: u64) -> Result<Self, Broken> {
        let wrong = |what| Broken::Header { offset, what };
        let field = |from: usize, to: usize| block.get(from..to).unwrap_or_default();
        if !checksum_fits(block) {
            return Err(wrong("no tar header (its checksum is wrong)"));
        }
        let size = number::parse(field(124, 136)).ok_or_else(|| wrong("a size that is none"))?;
        let mode = number::parse(field(100, 108)).ok_or_else(|| wrong("a mode that is none"))?;
        let is_ustar = field(257, 263) == b"ustar\0";
        let is_gnu = field(257, 265) == b"ustar  \0";
        let mut path = text(field(0, 100)).to_vec();
        let prefix = text(field(345, 500));
        if is_ustar && !prefix.is_empty() {
            path = [prefix, b"/", &path].concat();
        }
        let flag = block.get(156).copied().unwrap_or_default();
        Ok(Self {
            path,
            link: text(field(157, 257)).to_vec(),
            kind: kind(flag),
            flag,
            mode: u32::try_from(mode & 0o7777).unwrap_or_default(),
            stored: size,
            sparse: if is_gnu {
                sparse::old_header(block)
            } else {
                OldSparse::default()
            },
        })
    }
}

fn kind(flag: u8) -> Kind {
    match flag {
        0 | b'0' | b'7' | b'S' => Kind::File,
        b'1' => Kind::Hardlink,
        b'2' => Kind::Symlink,
        b'3' | b'4' | b'6' => Kind::Special,
        b'5' => Kind::Folder,
        other => Kind::Other(other),
    }
}

/// The sum of all bytes, its own field as blanks; some old programs summed signed bytes.
fn checksum_fits(block: &[u8; BLOCK]) -> bool {
    let said = number::parse(block.get(148..156).unwrap_or_default());
    let byte = |(at, byte): (usize, &u8)| {
        if (148..156).contains(&at) {
            b' '
        } else {
            *byte
        }
    };
    let bytes = || block.iter().enumerate().map(byte);
    let unsigned: u64 = bytes().map(u64::from).sum();
    let signed: i64 = bytes().map(|byte| i64::from(byte.cast_signed())).sum();
    said == Some(unsigned) || said.and_then(|said| i64::try_from(said).ok()) == Some(signed)
}

/// A field up to its first zero byte.
fn text(field: &[u8]) -> &[u8] {
    let end = field.iter().position(|byte| *byte == 0);
    field.get(..end.unwrap_or(field.len())).unwrap_or_default()
}
