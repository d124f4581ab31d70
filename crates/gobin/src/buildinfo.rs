//! The build info blob that `go version -m` prints: found by section and by scan, in both forms, and
//! checked before it is believed.
//!
//! Source: `debug/buildinfo/buildinfo.go` of Go 1.17, 1.18, 1.26 and 1.27.

use diagnostic::Place;
use image::{Format, Image, Segment};

use crate::BuildInfo;
use crate::modinfo;

/// What the blob starts with.
const MAGIC: &[u8] = b"\xff Go buildinf:";
/// The blob is aligned to this many bytes.
const ALIGN: u64 = 16;
/// Header bytes before inline strings.
const HEADER: u64 = 32;
/// The strings are stored behind the header (Go 1.18 and newer).
const FLAG_INLINE: u8 = 2;
/// Pointer form: pointers are big-endian.
const FLAG_BIG_ENDIAN: u8 = 1;
/// No version is longer.
const MOST_VERSION: u64 = 1 << 12;
/// No list of modules is longer: a few bytes for each of a hundred thousand modules.
const MOST_MODINFO: u64 = 1 << 24;
/// Occurrences of the magic that we look at before we stop: string constants that quote it are few.
const MOST_CANDIDATES: usize = 1024;

/// The build info of an image, if it has one.
pub(crate) fn read(image: &Image<'_>) -> Option<BuildInfo> {
    sections(image)
        .find_map(|(address, bytes)| scan(image, address, bytes))
        .or_else(|| segments(image).find_map(|(address, bytes)| scan(image, address, bytes)))
        .or_else(|| segments(image).find_map(|(address, bytes)| module_text(image, address, bytes)))
}

/// The marks around the module text (`cmd/go/internal/modload/build.go`, `infoStart` and `infoEnd`).
const TEXT_START: [u8; 16] = 0x3077_af0c_9274_0802_41e1_c107_e6d6_18e6_u128.to_be_bytes();
const TEXT_END: [u8; 16] = 0xf932_4331_8618_2072_0082_4210_4116_d8f2_u128.to_be_bytes();

/// The text alone, which the variable `runtime.modinfo` keeps where the blob is gone (removed sections) or
/// was never written (WASM). It does not say the Go version.
fn module_text(image: &Image<'_>, address: u64, bytes: &[u8]) -> Option<BuildInfo> {
    memchr::memmem::find_iter(bytes, &TEXT_START)
        .take(MOST_CANDIDATES)
        .find_map(|at| {
            let start = at + TEXT_START.len();
            let rest = bytes.get(start..)?;
            let rest = rest.get(..rest.len().min(usize::try_from(MOST_MODINFO).ok()?))?;
            let text = rest.get(..memchr::memmem::find(rest, &TEXT_END)?)?;
            let text = std::str::from_utf8(text)
                .ok()
                .filter(|text| text.ends_with('\n'))?;
            let offset = image.offset_of(address.checked_add(u64::try_from(start).ok()?)?)?;
            let mut info = BuildInfo {
                place: image.place(Place::new("module text").at(offset)),
                form: BuildInfo::MODULE_TEXT,
                ..BuildInfo::default()
            };
            modinfo::parse(text, offset, image, &mut info);
            (info.path.is_some() || !info.settings.is_empty()).then_some(info)
        })
}

/// The sections made for it.
fn sections<'i, 'd: 'i>(image: &'i Image<'d>) -> impl Iterator<Item = (u64, &'d [u8])> + 'i {
    [".go.buildinfo", "__go_buildinfo"]
        .iter()
        .filter_map(|name| image.section(name))
        .map(|section| (section.address, image.section_bytes(section)))
}

/// Loaded ranges, writable ones first: the linker puts the blob at the start of the data.
fn segments<'i, 'd: 'i>(image: &'i Image<'d>) -> impl Iterator<Item = (u64, &'d [u8])> + 'i {
    let mut ranges: Vec<&Segment> = image.segments.iter().filter(|s| s.file_size > 0).collect();
    ranges.sort_by_key(|s| (!s.writable, s.executable));
    ranges
        .into_iter()
        .filter_map(|s| Some((s.address, image.bytes_from(s.address)?)))
}

/// The first occurrence of the magic that is aligned and holds a Go version.
fn scan(image: &Image<'_>, address: u64, bytes: &[u8]) -> Option<BuildInfo> {
    memchr::memmem::find_iter(bytes, MAGIC)
        .filter_map(|at| address.checked_add(u64::try_from(at).ok()?))
        .filter(|at| at % ALIGN == 0 || image.format == Format::Wasm)
        .take(MOST_CANDIDATES)
        .find_map(|at| decode(image, at))
}

fn decode(image: &Image<'_>, address: u64) -> Option<BuildInfo> {
    let header = image.bytes_at(address, 16)?;
    let (pointer_size, flags) = (*header.get(14)?, *header.get(15)?);
    let (form, version, modinfo) = if flags & FLAG_INLINE != 0 {
        let (version, after) = inline_string(image, address.checked_add(HEADER)?, MOST_VERSION)?;
        let modinfo = inline_string(image, after, MOST_MODINFO).map(|(text, _)| text);
        ("inline", version, modinfo)
    } else {
        let pointers = Pointers {
            size: pointer_size,
            big_endian: flags & FLAG_BIG_ENDIAN != 0,
        };
        let first = address.checked_add(16)?;
        let second = first.checked_add(u64::from(pointer_size))?;
        let version = pointers.string(image, first, MOST_VERSION)?;
        let modinfo = pointers.string(image, second, MOST_MODINFO);
        ("pointer", version, modinfo)
    };
    let version_text = std::str::from_utf8(version.bytes).ok()?;
    if !is_version(version_text) {
        return None;
    }
    let mut info = BuildInfo {
        place: image.place(Place::new("build info").at_option(image.offset_of(address))),
        form,
        version: version_text.to_owned(),
        ..BuildInfo::default()
    };
    if let Some((text, offset)) = modinfo.and_then(framed) {
        modinfo::parse(text, offset, image, &mut info);
    }
    Some(info)
}

/// What every release writes: `go1.…`, or `devel …` for a toolchain built from its repository.
fn is_version(text: &str) -> bool {
    (text.starts_with("go1") || text.starts_with("devel") || text.starts_with("go2"))
        && !text.chars().any(char::is_control)
}

/// Bytes of a string and their offset in the file.
#[derive(Clone, Copy)]
struct Text<'d> {
    bytes: &'d [u8],
    offset: u64,
}

/// The module text stands between two 16-byte marks, the second after a line feed.
fn framed(text: Text<'_>) -> Option<(&str, u64)> {
    let length = text.bytes.len().checked_sub(33)?;
    let inner = text.bytes.get(16..16 + length + 1)?;
    (inner.last() == Some(&b'\n')).then_some(())?;
    Some((std::str::from_utf8(inner).ok()?, text.offset + 16))
}

fn inline_string<'d>(image: &Image<'d>, address: u64, most: u64) -> Option<(Text<'d>, u64)> {
    let bytes = image.bytes_from(address)?;
    let (length, taken) = uvarint(bytes)?;
    let length = usize::try_from(length).ok().filter(|_| length <= most)?;
    let body = bytes.get(taken..taken.checked_add(length)?)?;
    let after = address.checked_add(u64::try_from(taken + length).ok()?)?;
    let offset = image.offset_of(address)? + taken as u64;
    Some((
        Text {
            bytes: body,
            offset,
        },
        after,
    ))
}

/// An unsigned LEB128 of at most 10 bytes and how many bytes it took.
fn uvarint(bytes: &[u8]) -> Option<(u64, usize)> {
    let mut value = 0_u64;
    for (index, byte) in bytes.iter().take(10).enumerate() {
        let part = u64::from(byte & 0x7f);
        value |= part.checked_shl(u32::try_from(index).ok()? * 7)?;
        if byte & 0x80 == 0 {
            return Some((value, index + 1));
        }
    }
    None
}

/// How the older form stores a Go string: a pointer to its header, a pointer and a length.
struct Pointers {
    size: u8,
    big_endian: bool,
}

impl Pointers {
    fn string<'d>(&self, image: &Image<'d>, at: u64, most: u64) -> Option<Text<'d>> {
        if self.size != image.pointer_size || self.big_endian == image.little_endian {
            return None;
        }
        let header = image.pointer_at(at)?;
        let start = image.pointer_at(header)?;
        let size = usize::from(self.size);
        let length = image.uint(
            image.bytes_at(header.checked_add(u64::from(self.size))?, size)?,
            size,
        )?;
        let length = usize::try_from(length).ok().filter(|_| length <= most)?;
        Some(Text {
            bytes: image.bytes_at(start, length)?,
            offset: image.offset_of(start)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uvarints_end_within_ten_bytes() {
        assert_eq!(uvarint(&[0x85, 0x01, 9]), Some((133, 2)));
        assert_eq!(uvarint(&[0xff; 12]), None);
        assert_eq!(uvarint(&[]), None);
    }

    #[test]
    fn the_frame_needs_both_marks_and_the_line_feed() {
        let mut bytes = vec![b'#'; 16];
        bytes.extend_from_slice(b"path\tcmd\n");
        bytes.extend_from_slice(&[b'#'; 16]);
        let text = Text {
            bytes: &bytes,
            offset: 100,
        };
        assert_eq!(framed(text), Some(("path\tcmd\n", 116)));
        assert_eq!(
            framed(Text {
                bytes: bytes.get(..bytes.len() - 1).unwrap_or_default(),
                offset: 0
            }),
            None
        );
        assert_eq!(
            framed(Text {
                bytes: b"short",
                offset: 0
            }),
            None
        );
    }

    #[test]
    fn versions_are_told_from_constants() {
        assert!(is_version("go1.26.7 (Red Hat 1.26.7-1.module_el8.10.0)"));
        assert!(is_version("devel go1.28-abcdef"));
        assert!(!is_version("\u{1}go1"));
        assert!(!is_version("Go buildinf"));
    }
}
