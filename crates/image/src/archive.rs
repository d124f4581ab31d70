//! `ar` archives: GNU and BSD member names, and the members that are images.
//!
//! Layout: `ar(5)`; an 8-byte magic, then members, each behind a header of 60 bytes of text, each starting at
//! an even offset.

use diagnostic::Problem;

use crate::image::Format;
use crate::part::Part;
use crate::words::{Words, valid_start};
use crate::{OpenError, goobj, pe};

/// An archive that holds its members.
pub(crate) const MAGIC: &[u8] = b"!<arch>\n";
/// An archive that only names files that stand elsewhere.
pub(crate) const THIN_MAGIC: &[u8] = b"!<thin>\n";

const HEADER: u64 = 60;

/// Longest member name that is kept: many members may name one long name.
const MAX_MEMBER_NAME: u64 = 255;

/// What the members of an archive are.
#[derive(Debug, Default)]
pub(crate) struct Members<'d> {
    /// The members that begin like an image or a Go object, in file order.
    pub(crate) images: Vec<Part<'d>>,
    /// What is wrong with the archive itself.
    pub(crate) problems: Vec<Problem>,
}

/// One member's header.
#[derive(Clone, Copy, Debug)]
struct Header<'d> {
    name: &'d [u8],
    size: u64,
}

impl<'d> Header<'d> {
    /// `None` if its last two bytes or its size are not what they must be.
    fn read(words: Words<'d>, at: u64) -> Option<Self> {
        if words.bytes(at + 58, 2)? != b"`\n" {
            return None;
        }
        let size = std::str::from_utf8(words.bytes(at + 48, 10)?).ok()?;
        Some(Self {
            name: words.bytes(at, 16)?,
            size: size.trim().parse().ok()?,
        })
    }
}

/// The members of an archive.
///
/// # Errors
/// When it is thin: its members stand in other files.
pub(crate) fn members<'d>(part: &Part<'d>) -> Result<Members<'d>, OpenError> {
    if part.data.starts_with(THIN_MAGIC) {
        let message = "a thin archive: its members stand in other files";
        return Err(part.broken(Format::Archive, 0, message));
    }
    let words = part.words(true);
    let mut members = Members::default();
    let mut long_names: Words<'d> = Words::new(&[], true);
    let mut at = MAGIC.len() as u64;
    while at < words.len() {
        let Some(header) = Header::read(words, at) else {
            let message = "no member header where the member before it ends";
            members.problems.push(part.problem(at, message));
            break;
        };
        let start = at + HEADER;
        if header.size > words.len() - start.min(words.len()) {
            let message = format!(
                "the member's {} bytes end past the end of the file",
                header.size
            );
            members.problems.push(part.problem(at, message));
        }
        if header.name.starts_with(b"// ") {
            long_names = words.part(start, header.size);
        } else if let Some(member) = member(part, header, start, long_names) {
            members.images.push(member);
        }
        at = start.saturating_add(header.size);
        at = at.saturating_add(at % 2);
    }
    Ok(members)
}

/// The member under its own name, if it begins like something that is decoded here.
fn member<'d>(
    part: &Part<'d>,
    header: Header<'d>,
    start: u64,
    long_names: Words<'d>,
) -> Option<Part<'d>> {
    let words = part.words(true);
    let (name, skip) = name(header, words, start, long_names);
    let size = header.size.checked_sub(skip)?;
    let bytes = words.upto(start + skip, size);
    let known = crate::sniff(bytes.get(..16).unwrap_or(bytes));
    let image = known.is_some_and(|format| format != Format::Archive);
    if !image && !bytes.starts_with(goobj::MAGIC) && !pe::is_object(bytes) {
        return None;
    }
    Some(part.inner(start + skip, size, &format!("member {name}")))
}

/// The member's name, and how many bytes of the member it takes (BSD).
fn name<'d>(
    header: Header<'d>,
    words: Words<'d>,
    start: u64,
    long_names: Words<'d>,
) -> (&'d str, u64) {
    let short = valid_start(header.name).trim_end();
    if let Some(length) = short
        .strip_prefix("#1/")
        .and_then(|n| n.parse::<u64>().ok())
    {
        let name = words.fixed_name(start, length.min(MAX_MEMBER_NAME));
        return (name, length);
    }
    let number = short.strip_prefix('/').and_then(|n| n.parse::<u64>().ok());
    if let Some(offset) = number {
        let rest = long_names.upto(offset, MAX_MEMBER_NAME);
        let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        let line = valid_start(rest.get(..end).unwrap_or_default());
        return (line.strip_suffix('/').unwrap_or(line), 0);
    }
    (short.strip_suffix('/').unwrap_or(short), 0)
}
