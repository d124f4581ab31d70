//! The section table: an extra that the loader never reads, and that may be missing, cut or lying.

use diagnostic::Problem;

use crate::Section;

use super::budget::TableProblems;
use super::header::Header;
use super::reader::{Reader, c_string, text};

pub(crate) const SHT_SYMTAB: u32 = 2;
pub(crate) const SHT_RELA: u32 = 4;
pub(crate) const SHT_NOTE: u32 = 7;
pub(crate) const SHT_NOBITS: u32 = 8;
pub(crate) const SHT_REL: u32 = 9;
pub(crate) const SHT_DYNSYM: u32 = 11;
pub(crate) const SHF_WRITE: u64 = 1;
pub(crate) const SHF_ALLOC: u64 = 2;
pub(crate) const SHF_EXECINSTR: u64 = 4;
/// `e_shstrndx` when the index stands in the first section's `sh_link`.
const SHN_XINDEX: u16 = 0xffff;
/// No linker writes longer section names; a table without a NUL must not be walked once a section.
const LONGEST_NAME: usize = 1024;

/// One `Elf32_Shdr` or `Elf64_Shdr`, and where it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SectionHeader {
    /// Offset of the header itself.
    pub(crate) at: u64,
    pub(crate) name: u32,
    pub(crate) kind: u32,
    pub(crate) flags: u64,
    pub(crate) address: u64,
    pub(crate) offset: u64,
    pub(crate) size: u64,
    pub(crate) link: u32,
    pub(crate) info: u32,
    pub(crate) align: u64,
}

impl SectionHeader {
    pub(crate) const fn is_loaded(&self) -> bool {
        self.flags & SHF_ALLOC != 0
    }
}

/// The section table as far as it can be read.
#[derive(Debug, Default)]
pub(crate) struct SectionTable {
    pub(crate) headers: Vec<SectionHeader>,
    /// Index of the section that holds the names.
    names: usize,
}

/// `sh_info` of the first section: the count of program headers when `e_phnum` overflows.
pub(crate) fn extended_program_count(r: &Reader<'_>, header: &Header) -> Option<u32> {
    (header.section_offset != 0)
        .then(|| parse_one(r, header.section_offset))?
        .map(|first| first.info)
}

/// Reads the section table; what the file does not hold is a problem.
pub(crate) fn parse(r: &Reader<'_>, header: &Header, problems: &mut Vec<Problem>) -> SectionTable {
    if header.section_offset == 0 {
        return SectionTable::default();
    }
    let at = header.section_offset;
    let Some(first) = parse_one(r, at) else {
        problems.push(Problem::new(
            r.in_file(if r.wide { 40 } else { 32 }),
            format!("`e_shoff` is {at:#x}, past the end of the file"),
        ));
        return SectionTable::default();
    };
    check_entry_size(r, header, problems);
    let count = match header.section_count {
        0 => first.size,
        count => u64::from(count),
    };
    let names = match header.section_names {
        SHN_XINDEX => usize::try_from(first.link).unwrap_or(usize::MAX),
        index => usize::from(index),
    };
    let headers = entries(r, at, count, problems);
    SectionTable { headers, names }
}

fn check_entry_size(r: &Reader<'_>, header: &Header, problems: &mut Vec<Problem>) {
    let natural = if r.wide { 64 } else { 40 };
    let found = header.section_size;
    if found != natural {
        problems.push(Problem::new(
            r.in_file(if r.wide { 58 } else { 46 }),
            format!("a section header has {natural} bytes, `e_shentsize` says {found}"),
        ));
    }
}

fn entries(r: &Reader<'_>, at: u64, count: u64, problems: &mut Vec<Problem>) -> Vec<SectionHeader> {
    let size = if r.wide { 64 } else { 40 };
    let mut headers = r.list(at, size, count);
    for index in 0..count {
        let one = index
            .checked_mul(size)
            .and_then(|into| at.checked_add(into));
        let Some(one) = one.and_then(|at| parse_one(r, at)) else {
            problems.push(Problem::new(
                r.in_file(at),
                format!("the section table promises {count} entries, the file ends after {index}"),
            ));
            break;
        };
        headers.push(one);
    }
    headers
}

fn parse_one(r: &Reader<'_>, at: u64) -> Option<SectionHeader> {
    let word = r.word_size();
    r.bytes(at, 16 + 6 * word)?;
    let words = at + 8;
    let after = words + 4 * word;
    Some(SectionHeader {
        at,
        name: r.u32(at)?,
        kind: r.u32(at + 4)?,
        flags: r.word(words)?,
        address: r.word(words + word)?,
        offset: r.word(words + 2 * word)?,
        size: r.word(words + 3 * word)?,
        link: r.u32(after)?,
        info: r.u32(after + 4)?,
        align: r.word(after + 8)?,
    })
}

/// The sections by name, in table order.
pub(crate) fn named<'d>(
    r: &Reader<'d>,
    table: &SectionTable,
    problems: &mut Vec<Problem>,
) -> Vec<Section<'d>> {
    let names = table
        .headers
        .get(table.names)
        .filter(|h| h.kind != SHT_NOBITS)
        .map(|h| r.clipped(h.offset, h.size))
        .unwrap_or_default();
    let mut sections = Vec::with_capacity(table.headers.len());
    let mut found = TableProblems::default();
    for (index, h) in (0u64..).zip(&table.headers) {
        let name = name_of(names, h.name);
        if name.is_none() && index != 0 {
            found.add(r.in_file(h.at), || {
                format!(
                    "section {index} has its name at {:#x}, where no name stands",
                    h.name
                )
            });
        }
        report_truncation(r, index, h, &mut found);
        sections.push(Section {
            index,
            name: name.unwrap_or_default(),
            segment: "",
            address: h.address,
            offset: h.offset,
            size: h.size,
            has_bytes: h.kind != SHT_NOBITS && h.kind != 0,
        });
    }
    found.report(problems);
    sections
}

fn name_of(names: &[u8], at: u32) -> Option<&str> {
    let rest = names.get(usize::try_from(at).ok()?..)?;
    c_string(rest, LONGEST_NAME).map(text)
}

fn report_truncation(r: &Reader<'_>, index: u64, h: &SectionHeader, found: &mut TableProblems) {
    if h.kind == SHT_NOBITS || h.kind == 0 || h.size == 0 {
        return;
    }
    if r.bytes(h.offset, h.size).is_none() {
        let (size, offset) = (h.size, h.offset);
        found.add(r.in_file(h.at), || {
            format!(
                "section {index} promises {size:#x} bytes at {offset:#x}, past the end of the file"
            )
        });
    }
}

#[cfg(test)]
mod tests {
    use testkit::elf::{File, SHAPES, Section};

    use super::*;
    use crate::elf::{header, segments};

    /// Room of the lists of sections and program headers, and what is in them, where the header says `count`.
    fn room(count: u16) -> [(usize, usize); 2] {
        let mut file = File::new(SHAPES[0], 62);
        for _ in 0..100 {
            file.section(Section::default());
            file.program(4, 4, testkit::elf::BASE, 0);
        }
        let mut bytes = file.build();
        for at in [56, 60] {
            bytes[at..at + 2].copy_from_slice(&count.to_le_bytes());
        }
        let (r, header) = header::parse(&bytes, 0, None).unwrap();
        let sections = parse(&r, &header, &mut Vec::new()).headers;
        let programs = segments::parse(&r, &header, None, &mut Vec::new());
        [
            (sections.capacity(), sections.len()),
            (programs.capacity(), programs.len()),
        ]
    }

    #[test]
    fn tables_take_what_the_file_holds_of_them() {
        for (room, length) in room(100) {
            assert_eq!((room, length), (100, 100));
        }
        for (room, length) in room(0xfff0) {
            assert_eq!(room, length);
            assert!(length < 0xfff0);
        }
    }
}
