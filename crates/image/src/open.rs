//! From the first bytes to the decoder of their format.

use diagnostic::Problem;

use crate::macho::fat;
use crate::part::Part;
use crate::words::Words;
use crate::{Format, Image};
use crate::{archive, elf, goobj, macho, pe, wasm, xcoff};

/// What a file holds.
#[derive(Debug)]
pub enum Opened<'d> {
    /// One image.
    One(Box<Image<'d>>),
    /// A universal Mach-O: every slice, in file order. What is wrong with its table, or with a slice that
    /// cannot be decoded at all, stands among the problems of the first image.
    Universal(Vec<Image<'d>>),
    /// An `ar` archive: every member that is an image, in file order; problems as in a universal file.
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

impl OpenError {
    /// As a problem of the file that holds the part which could not be decoded.
    fn problem(&self, part: &Part<'_>) -> Problem {
        let name = part.container.as_deref().unwrap_or("file");
        let offset = match self {
            Self::NotBinary { .. } => part.base,
            Self::Broken { offset, .. } => *offset,
        };
        Problem::new(offset, format!("{name}: {self}"))
    }
}

/// The format that the first bytes (16 are enough) announce; `None` if no decoder here reads it.
///
/// A universal file is [`Format::MachO`]. `MZ` is taken for [`Format::Pe`]; whether it is a DOS program, only
/// [`open`] can tell.
#[must_use]
pub fn sniff(first: &[u8]) -> Option<Format> {
    let big = Words::new(first, false);
    if first.starts_with(b"\x7fELF") {
        return Some(Format::Elf);
    }
    if first.starts_with(archive::MAGIC) || first.starts_with(archive::THIN_MAGIC) {
        return Some(Format::Archive);
    }
    if first.starts_with(goobj::MAGIC) {
        return Some(Format::GoObject);
    }
    if first.starts_with(wasm::MAGIC) {
        return Some(Format::Wasm);
    }
    let macho = big
        .u32(0)
        .is_some_and(|magic| macho::word_of(magic).is_some());
    if macho || fat::entry_size(first).is_some() {
        return Some(Format::MachO);
    }
    if first.starts_with(b"MZ") {
        return Some(Format::Pe);
    }
    xcoff::announced(first).then_some(Format::Xcoff)
}

/// Decodes every image that a file holds.
///
/// # Errors
/// When the first bytes belong to no known format, or the header behind them cannot be read at all; for a
/// universal file or an archive: when no image in it can be decoded.
pub fn open(data: &[u8]) -> Result<Opened<'_>, OpenError> {
    let whole = Part::whole(data);
    if data.starts_with(archive::MAGIC) || data.starts_with(archive::THIN_MAGIC) {
        return members(&whole).map(Opened::Archive);
    }
    if fat::entry_size(data).is_some() {
        return slices(&whole).map(Opened::Universal);
    }
    decode(&whole).map(Box::new).map(Opened::One)
}

/// Decodes one image that is no container of others.
fn decode<'d>(part: &Part<'d>) -> Result<Image<'d>, OpenError> {
    match sniff(part.data.get(..16).unwrap_or(part.data)) {
        Some(Format::Elf) => elf::decode(part.data, part.base, part.container.clone()),
        Some(Format::MachO) => macho::decode(part),
        Some(Format::Pe) => pe::decode(part),
        Some(Format::Xcoff) => xcoff::decode(part),
        Some(Format::Wasm) => wasm::decode(part),
        Some(Format::GoObject) => goobj::decode(part),
        None if pe::is_object(part.data) && part.container.is_some() => pe::decode_object(part),
        None | Some(Format::Archive) => Err(OpenError::NotBinary {
            first: part.data.iter().take(4).copied().collect(),
        }),
    }
}

fn slices<'d>(whole: &Part<'d>) -> Result<Vec<Image<'d>>, OpenError> {
    let (parts, problems) = fat::slices(whole)?;
    collect(&parts, problems, |part| {
        if part.data.starts_with(archive::MAGIC) {
            members(part)
        } else {
            decode(part).map(|image| vec![image])
        }
    })
}

fn members<'d>(part: &Part<'d>) -> Result<Vec<Image<'d>>, OpenError> {
    let members = archive::members(part)?;
    if members.images.is_empty() {
        let first = members.problems.first();
        let message = first.map_or("no member is an object", |first| &first.message);
        let offset = first.map_or(0, |first| first.offset - part.base);
        return Err(part.broken(Format::Archive, offset, message));
    }
    collect(&members.images, members.problems, |part| {
        decode(part).map(|image| vec![image])
    })
}

/// Every image of a container's parts. What went wrong stands with the first image.
fn collect<'d>(
    parts: &[Part<'d>],
    mut problems: Vec<Problem>,
    decode: impl Fn(&Part<'d>) -> Result<Vec<Image<'d>>, OpenError>,
) -> Result<Vec<Image<'d>>, OpenError> {
    let mut images = Vec::new();
    let mut failure = None;
    for part in parts {
        match decode(part) {
            Ok(decoded) => images.extend(decoded),
            Err(error) => {
                problems.push(error.problem(part));
                failure.get_or_insert(error);
            }
        }
    }
    match (images.first_mut(), failure) {
        (Some(first), _) => first.problems.extend(problems),
        (None, Some(error)) => return Err(error),
        (None, None) => {}
    }
    Ok(images)
}
