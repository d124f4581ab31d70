//! Program headers, and the memory that `PT_LOAD` describes.

use diagnostic::Problem;

use crate::Segment;

use super::budget::TableProblems;
use super::header::Header;
use super::reader::Reader;

pub(crate) const PT_LOAD: u32 = 1;
pub(crate) const PT_DYNAMIC: u32 = 2;
pub(crate) const PT_INTERP: u32 = 3;
pub(crate) const PT_NOTE: u32 = 4;
pub(crate) const PT_TLS: u32 = 7;
pub(crate) const PT_GNU_EH_FRAME: u32 = 0x6474_e550;
pub(crate) const PT_GNU_STACK: u32 = 0x6474_e551;
pub(crate) const PT_GNU_RELRO: u32 = 0x6474_e552;
pub(crate) const PF_X: u32 = 1;
pub(crate) const PF_W: u32 = 2;
/// `e_phnum` when the count stands in the first section's `sh_info`.
const PN_XNUM: u16 = 0xffff;

/// One `Elf32_Phdr` or `Elf64_Phdr`, and where it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ProgramHeader {
    pub(crate) index: u64,
    /// Offset of the header itself.
    pub(crate) at: u64,
    pub(crate) kind: u32,
    pub(crate) flags: u32,
    pub(crate) offset: u64,
    pub(crate) address: u64,
    pub(crate) file_size: u64,
    pub(crate) memory_size: u64,
    pub(crate) align: u64,
}

/// Reads the program header table; entries past the end of the file are a problem.
pub(crate) fn parse(
    r: &Reader<'_>,
    header: &Header,
    extended_count: Option<u32>,
    problems: &mut Vec<Problem>,
) -> Vec<ProgramHeader> {
    if header.program_offset == 0 || header.program_count == 0 {
        return Vec::new();
    }
    let count = match extended_count {
        Some(count) if header.program_count == PN_XNUM => u64::from(count),
        _ => u64::from(header.program_count),
    };
    let size = entry_size(r, header, problems);
    let mut headers = r.list(header.program_offset, size, count);
    for index in 0..count {
        let at = size
            .checked_mul(index)
            .and_then(|into| header.program_offset.checked_add(into));
        let Some(one) = at.and_then(|at| parse_one(r, index, at)) else {
            problems.push(Problem::new(
                r.in_file(header.program_offset),
                format!(
                    "the program header table promises {count} entries, the file ends after {index}"
                ),
            ));
            break;
        };
        headers.push(one);
    }
    headers
}

fn entry_size(r: &Reader<'_>, header: &Header, problems: &mut Vec<Problem>) -> u64 {
    let natural: u16 = if r.wide { 56 } else { 32 };
    if header.program_size != natural {
        let found = header.program_size;
        problems.push(Problem::new(
            r.in_file(if r.wide { 54 } else { 42 }),
            format!("a program header has {natural} bytes, `e_phentsize` says {found}"),
        ));
    }
    u64::from(natural)
}

fn parse_one(r: &Reader<'_>, index: u64, at: u64) -> Option<ProgramHeader> {
    r.bytes(at, if r.wide { 56 } else { 32 })?;
    let flags = r.u32(at + if r.wide { 4 } else { 24 })?;
    let word = |nth: u64| {
        let first = if r.wide { at + 8 } else { at + 4 };
        r.word(first + nth * r.word_size())
    };
    Some(ProgramHeader {
        index,
        at,
        kind: r.u32(at)?,
        flags,
        offset: word(0)?,
        address: word(1)?,
        file_size: word(3)?,
        memory_size: word(4)?,
        align: r.word(at + if r.wide { 48 } else { 28 })?,
    })
}

/// The loaded ranges, sorted by address, cut to what the file holds.
pub(crate) fn loaded(
    r: &Reader<'_>,
    headers: &[ProgramHeader],
    problems: &mut Vec<Problem>,
) -> Vec<Segment> {
    let mut found = TableProblems::default();
    let mut segments: Vec<Segment> = headers
        .iter()
        .filter(|h| h.kind == PT_LOAD)
        .map(|h| load(r, h, &mut found))
        .collect();
    segments.sort_by_key(|s| (s.address, s.index));
    report_overlaps(r, headers, &segments, &mut found);
    found.report(problems);
    segments
}

fn load(r: &Reader<'_>, h: &ProgramHeader, found: &mut TableProblems) -> Segment {
    let backed = r.clipped(h.offset, h.file_size).len() as u64;
    let index = h.index;
    if backed < h.file_size {
        let promised = h.file_size;
        found.add(r.in_file(h.at), || {
            format!("program header {index} promises {promised:#x} bytes, the file holds {backed:#x} of them")
        });
    }
    if h.file_size > h.memory_size {
        let (file, memory) = (h.file_size, h.memory_size);
        found.add(r.in_file(h.at), || {
            format!(
                "program header {index} has {file:#x} bytes in the file for {memory:#x} in memory"
            )
        });
    }
    // A range that wraps around the address space ends where the space does.
    let memory_size = h.memory_size.min(u64::MAX - h.address);
    if memory_size < h.memory_size {
        found.add(r.in_file(h.at), || {
            format!("program header {index} wraps around the address space")
        });
    }
    Segment {
        index,
        address: h.address,
        memory_size,
        offset: h.offset,
        file_size: backed.min(memory_size),
        writable: h.flags & PF_W != 0,
        executable: h.flags & PF_X != 0,
    }
}

fn report_overlaps(
    r: &Reader<'_>,
    headers: &[ProgramHeader],
    segments: &[Segment],
    found: &mut TableProblems,
) {
    for pair in segments.windows(2) {
        let [first, second] = pair else { continue };
        if second.address - first.address >= first.memory_size || second.memory_size == 0 {
            continue;
        }
        let nth = usize::try_from(second.index).unwrap_or(usize::MAX);
        let at = headers.get(nth).map_or(0, |h| h.at);
        found.add(r.in_file(at), || {
            format!(
                "program headers {} and {} overlap in memory",
                first.index, second.index
            )
        });
    }
}

/// Offset in the image of the byte that `PT_LOAD` puts at an address, and how many follow it in the file.
pub(crate) fn file_range(segments: &[Segment], address: u64) -> Option<(u64, u64)> {
    segments.iter().find_map(|s| {
        let into = address.checked_sub(s.address)?;
        (into < s.file_size).then(|| (s.offset.saturating_add(into), s.file_size - into))
    })
}
