//! Packers: files whose program is unpacked only in memory.

use diagnostic::{Located, Place};
use image::Image;

/// Bytes at the start of the file, and before its end, in which UPX keeps its marks.
const REACH: usize = 1 << 12;
/// UPX's mark in `l_info` behind the headers and in the trailing pack header.
const UPX: &[u8] = b"UPX!";
/// The text with the version that UPX leaves in the stub.
const IDENTITY: &[u8] = b"$Id: UPX ";

/// The packer and its version, if the file carries UPX's header.
///
/// The mark alone is four letters: it counts only where UPX puts it (UPX, `src/stub/src/include/linux.h`,
/// `struct l_info`, and `src/packhead.cpp`), behind the headers and near the end both.
pub(crate) fn read(image: &Image<'_>) -> Option<Located<String>> {
    let data = image.data;
    let head = data.get(..data.len().min(REACH))?;
    let tail_at = data.len().saturating_sub(REACH);
    let tail = data.get(tail_at..)?;
    let at = memchr::memmem::find(head, UPX)?;
    memchr::memmem::rfind(tail, UPX)?;
    let name = match identity(tail).or_else(|| identity(data.get(..data.len().min(1 << 16))?)) {
        Some(version) => format!("UPX {version}"),
        None => "UPX".to_owned(),
    };
    let place = Place::new("packer header")
        .name("UPX!")
        .at(image.base + at as u64);
    Some(Located::new(name, image.place(place)))
}

fn identity(bytes: &[u8]) -> Option<&str> {
    let at = memchr::memmem::find(bytes, IDENTITY)? + IDENTITY.len();
    let rest = bytes.get(at..)?;
    let end = rest.iter().take(16).position(|byte| *byte == b' ')?;
    std::str::from_utf8(rest.get(..end)?).ok()
}
