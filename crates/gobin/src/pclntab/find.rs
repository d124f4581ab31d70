//! Where the function table starts: by section, by a scan of the loaded ranges for one of the four
//! magics, and, for a section whose magic was changed (garble does), by its fields.

use image::{Image, Section, Segment};

use super::Pclntab;
use super::header::{Layout, parse};

/// Names of the section in the formats that name it.
const SECTIONS: [&str; 3] = [".gopclntab", ".data.rel.ro.gopclntab", "__gopclntab"];

/// Candidates that a hostile file may make us try before we give up.
const MOST_CANDIDATES: usize = 4096;

/// The function table of an image, if it has one.
pub(crate) fn find<'d>(image: &Image<'d>) -> Option<Pclntab<'d>> {
    let named = || {
        SECTIONS
            .iter()
            .filter_map(|name| image.section(name))
            .find_map(|section| in_section(image, section))
    };
    named()
        .or_else(|| scan_likely_section(image))
        .or_else(|| scan_segments(image, scan))
        .or_else(|| scan_unnamed(image))
}

fn in_section<'d>(image: &Image<'d>, section: &Section<'d>) -> Option<Pclntab<'d>> {
    let data = image.section_bytes(section);
    let magic = u32::try_from(image.uint(data, 4)?).ok()?;
    if let Some(layout) = Layout::of_magic(magic) {
        return parse(image, data, section.address, layout, "section");
    }
    Layout::ALL.into_iter().find_map(|layout| {
        parse(
            image,
            data,
            section.address,
            layout,
            "section with a changed magic",
        )
    })
}

/// Externally linked PIE and shared files of Go 1.19 to 1.25 keep the table inside `.data.rel.ro`;
/// PE keeps it in `.rdata`.
fn scan_likely_section<'d>(image: &Image<'d>) -> Option<Pclntab<'d>> {
    [".data.rel.ro", ".rdata"]
        .iter()
        .filter_map(|name| image.section(name))
        .find_map(|section| scan(image, image.section_bytes(section), section.address))
}

/// How a range is searched.
type Scan<'d> = fn(&Image<'d>, &'d [u8], u64) -> Option<Pclntab<'d>>;

/// A table whose magic was changed and whose section's name is gone: only in files that are Go's by their
/// build ID or have lost their sections, since it looks at every place where a header's fixed bytes stand.
fn scan_unnamed<'d>(image: &Image<'d>) -> Option<Pclntab<'d>> {
    let likely = image.loading.go_build_id.is_some() || image.sections.is_empty();
    likely.then_some(())?;
    scan_segments(image, scan_fields)
}

/// The first place whose fields are those of a header, whatever its magic: two zero bytes, the machine's
/// instruction size and pointer size, and names soon behind the header.
fn scan_fields<'d>(image: &Image<'d>, data: &'d [u8], address: u64) -> Option<Pclntab<'d>> {
    let align = u64::from(image.pointer_size.max(4));
    [1, 2, 4].into_iter().find_map(|quantum| {
        let fixed = [0, 0, quantum, image.pointer_size];
        memchr::memmem::find_iter(data, &fixed)
            .filter_map(|at| at.checked_sub(4))
            .filter_map(|start| {
                Some((
                    address.checked_add(u64::try_from(start).ok()?)?,
                    data.get(start..)?,
                ))
            })
            .filter(|(at, _)| at % align == 0)
            .filter_map(|(at, table)| Some((at, table, likely_layout(image, table)?)))
            .take(MOST_CANDIDATES)
            .find_map(|(at, table, layout)| {
                parse(image, table, at, layout, "scan with a changed magic")
            })
    })
}

/// The layout by which the names stand soon behind the header.
fn likely_layout(image: &Image<'_>, table: &[u8]) -> Option<Layout> {
    let pointer = usize::from(image.pointer_size);
    [(Layout::Go120, 8), (Layout::Go116, 7)]
        .into_iter()
        .find_map(|(layout, words)| {
            let names = image.uint(table.get(8 + (words - 5) * pointer..)?, pointer)?;
            // The name table is aligned to at most 32 bytes.
            let header = u64::try_from(8 + words * pointer).ok()?;
            (header..header + 32).contains(&names).then_some(layout)
        })
}

fn scan_segments<'d>(image: &Image<'d>, scan: Scan<'d>) -> Option<Pclntab<'d>> {
    let unlikely_last = |s: &&Segment| (s.executable, s.writable);
    let mut segments: Vec<&Segment> = image.segments.iter().filter(|s| s.file_size > 0).collect();
    segments.sort_by_key(unlikely_last);
    segments
        .into_iter()
        .find_map(|s| scan(image, image.bytes_from(s.address)?, s.address))
}

/// The first place in `data` that holds a magic and a header whose fields are plausible.
fn scan<'d>(image: &Image<'d>, data: &'d [u8], address: u64) -> Option<Pclntab<'d>> {
    let align = u64::from(image.pointer_size.max(4));
    headers(image.little_endian, data)
        .filter_map(|start| {
            // Before a big-endian magic may stand more `ff`, which are found first: go on to the word.
            let found = address.checked_add(u64::try_from(start).ok()?)?;
            let word = found.checked_next_multiple_of(4)?;
            let skip = usize::try_from(word - found).ok()?;
            Some((word, data.get(start + skip..)?))
        })
        .filter(|(at, _)| at % align == 0)
        .filter_map(|(at, table)| {
            let magic = u32::try_from(image.uint(table, 4)?).ok()?;
            Some((at, table, Layout::of_magic(magic)?))
        })
        .take(MOST_CANDIDATES)
        .find_map(|(at, table, layout)| parse(image, table, at, layout, "scan"))
}

/// Where a magic may stand: the bytes that all magics share, and the two zero bytes behind them.
fn headers<'d>(little_endian: bool, data: &'d [u8]) -> Box<dyn Iterator<Item = usize> + 'd> {
    if little_endian {
        return Box::new(
            memchr::memmem::find_iter(data, b"\xff\xff\xff\0\0").filter_map(|at| at.checked_sub(1)),
        );
    }
    let magics: [&[u8]; 4] = [
        b"\xff\xff\xff\xf1\0\0",
        b"\xff\xff\xff\xf0\0\0",
        b"\xff\xff\xff\xfa\0\0",
        b"\xff\xff\xff\xfb\0\0",
    ];
    Box::new(
        magics
            .into_iter()
            .flat_map(|magic| memchr::memmem::find_iter(data, magic)),
    )
}
