//! The file header, the auxiliary header and the section table.

use crate::part::Part;
use crate::words::Words;
use crate::{Image, Section, Segment};

const STYP_DWARF: u32 = 0x10;
const STYP_TEXT: u32 = 0x20;
const STYP_DATA: u32 = 0x40;
const STYP_BSS: u32 = 0x80;
const STYP_TDATA: u32 = 0x400;
const STYP_TBSS: u32 = 0x800;
const STYP_LOADER: u32 = 0x1000;

/// Whether a magic is the 64-bit one; `None` if it is no magic of XCOFF.
pub(super) const fn wide_by(magic: u16) -> Option<bool> {
    match magic {
        0x01df => Some(false),
        0x01f7 => Some(true),
        _ => None,
    }
}

/// The file header: 20 or 24 bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Header {
    pub(super) wide: bool,
    pub(super) sections: u64,
    /// Offset of the symbol table; 0 if there is none.
    pub(super) symbols: u64,
    /// Symbols promised.
    pub(super) count: u64,
    auxiliary_size: u64,
    pub(super) flags: u16,
}

impl Header {
    pub(super) fn read(words: Words<'_>) -> Option<Self> {
        let wide = wide_by(words.u16(0)?)?;
        Some(Self {
            wide,
            sections: words.uint(2, 2)?,
            symbols: if wide { words.u64(8)? } else { words.word(8)? },
            count: words.word(if wide { 20 } else { 12 })?,
            auxiliary_size: words.uint(16, 2)?,
            flags: words.u16(18)?,
        })
    }

    const fn size(self) -> u64 {
        if self.wide { 24 } else { 20 }
    }

    /// The first instruction: the auxiliary header names a function descriptor, whose first word it is.
    pub(super) fn entry_code(&self, words: Words<'_>, image: &Image<'_>) -> Option<u64> {
        let header = words.part(self.size(), self.auxiliary_size);
        let descriptor = if self.wide {
            header.u64(80)?
        } else {
            header.word(16)?
        };
        image
            .stored_pointer_at(descriptor)
            .filter(|&code| code != 0)
    }

    /// Takes the sections in; the first loader section as well as an answer.
    pub(super) fn take_sections<'d>(
        &self,
        part: &Part<'d>,
        words: Words<'d>,
        image: &mut Image<'d>,
    ) -> Option<(u64, u64)> {
        let size = if self.wide { 72 } else { 40 };
        let first = self.size() + self.auxiliary_size;
        let mut loader = None;
        for index in 0..self.sections {
            let at = first + index * size;
            let Some((flags, section)) = self.section(words.part(at, size), index) else {
                let message = format!(
                    "section {index} of {} is past the end of the file",
                    self.sections
                );
                image.problems.push(part.problem(at, message));
                break;
            };
            if flags & STYP_LOADER != 0 && loader.is_none() {
                loader = Some((section.offset, section.size));
            }
            take_kind(flags, &section, image);
            image.sections.push(section);
        }
        loader
    }

    fn section<'d>(&self, header: Words<'d>, index: u64) -> Option<(u32, Section<'d>)> {
        let size = if self.wide { 8 } else { 4 };
        let word = |number: u64| header.uint(8 + number * size, size);
        let flags = header.u32(if self.wide { 64 } else { 36 })?;
        let section = Section {
            index,
            name: header.fixed_name(0, 8),
            segment: "",
            address: word(1)?,
            size: word(2)?,
            offset: word(3)?,
            has_bytes: flags & (STYP_BSS | STYP_TBSS) == 0,
        };
        Some((flags, section))
    }
}

fn take_kind(flags: u32, section: &Section<'_>, image: &mut Image<'_>) {
    image.loading.tls |= flags & (STYP_TDATA | STYP_TBSS) != 0;
    image.loading.dwarf |= flags & STYP_DWARF != 0;
    if flags & (STYP_TEXT | STYP_DATA | STYP_BSS) != 0 {
        image.segments.push(Segment {
            index: section.index,
            address: section.address,
            memory_size: section.size,
            offset: section.offset,
            file_size: if section.has_bytes { section.size } else { 0 },
            writable: flags & STYP_TEXT == 0,
            executable: flags & STYP_TEXT != 0,
        });
    }
}
