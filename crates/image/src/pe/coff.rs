//! The COFF file header, section table, symbol table and string table.

use crate::part::Part;
use crate::words::{MAX_NAME, Words};
use crate::{Image, Section, Segment, Symbol};

/// Bytes of one symbol.
pub(super) const SYMBOL: u64 = 18;
const SECTION: u64 = 40;

const UNINITIALIZED: u32 = 0x80;
const EXECUTE: u32 = 0x2000_0000;
const WRITE: u32 = 0x8000_0000;

/// `IMAGE_SYM_CLASS_FILE`: a source file's name, not a definition.
const CLASS_FILE: u8 = 103;

/// The file header: 20 bytes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Coff {
    /// Where the header stands in the image.
    at: u64,
    pub(super) machine: u16,
    pub(super) sections: u64,
    /// Offset of the symbol table; 0 if there is none.
    pub(super) symbols: u64,
    /// Symbols promised.
    pub(super) count: u64,
    pub(super) optional_size: u64,
    pub(super) characteristics: u16,
}

impl Coff {
    pub(super) fn read(words: Words<'_>, at: u64) -> Option<Self> {
        Some(Self {
            at,
            machine: words.u16(at)?,
            sections: words.uint(at + 2, 2)?,
            symbols: words.word(at + 8)?,
            count: words.word(at + 12)?,
            optional_size: words.uint(at + 16, 2)?,
            characteristics: words.u16(at + 18)?,
        })
    }

    /// Offset of the optional header.
    pub(super) const fn optional(&self) -> u64 {
        self.at + 20
    }

    /// Offset of the end of the section table.
    pub(super) const fn end_of_sections(&self) -> u64 {
        self.optional() + self.optional_size + self.sections * SECTION
    }

    /// The string table, its length word included: offsets in it count from there.
    fn strings<'d>(&self, words: Words<'d>) -> Words<'d> {
        if self.symbols == 0 {
            return words.part(0, 0);
        }
        let at = self.symbols + self.count * SYMBOL;
        let length = words.word(at).unwrap_or(0);
        words.part(at, length)
    }

    /// Takes the sections in, and those with an address as segments.
    pub(super) fn take_sections<'d>(
        &self,
        part: &Part<'d>,
        words: Words<'d>,
        base: u64,
        image: &mut Image<'d>,
    ) {
        let first = self.optional() + self.optional_size;
        let strings = self.strings(words);
        for index in 0..self.sections {
            let at = first + index * SECTION;
            let taken = self.take_section(words.part(at, SECTION), strings, (index, base), image);
            if taken.is_none() {
                let message = format!(
                    "section {index} of {} is past the end of the file",
                    self.sections
                );
                image.problems.push(part.problem(at, message));
                return;
            }
        }
    }

    fn take_section<'d>(
        &self,
        header: Words<'d>,
        strings: Words<'d>,
        (index, base): (u64, u64),
        image: &mut Image<'d>,
    ) -> Option<()> {
        let flags = header.u32(36)?;
        let (memory, address) = (header.word(8)?, header.word(12)?);
        let (raw, offset) = (header.word(16)?, header.word(20)?);
        let address = base.wrapping_add(address);
        // Objects, and very old linkers, leave the memory size 0.
        let memory = if memory == 0 { raw } else { memory };
        let has_bytes = raw != 0 && flags & UNINITIALIZED == 0;
        image.segments.push(Segment {
            index,
            address,
            memory_size: memory,
            offset,
            file_size: if has_bytes { raw.min(memory) } else { 0 },
            writable: flags & WRITE != 0,
            executable: flags & EXECUTE != 0,
        });
        image.sections.push(Section {
            index,
            name: section_name(header, strings),
            segment: "",
            address,
            offset,
            // Past the memory size stands padding.
            size: if has_bytes { raw.min(memory) } else { memory },
            has_bytes,
        });
        Some(())
    }

    /// Whether a symbol that a section defines stands in the table.
    pub(super) fn has_defined(&self, words: Words<'_>) -> bool {
        self.entries(words).any(|entry| entry.section > 0)
    }

    fn entries<'d>(&self, words: Words<'d>) -> impl Iterator<Item = Entry<'d>> + use<'d> {
        let (table, strings) = (self.symbols, self.strings(words));
        let count = if table == 0 { 0 } else { self.count };
        let mut index = 0;
        std::iter::from_fn(move || {
            let entry = (index < count).then(|| Entry::read(words, strings, table, index))??;
            index += 1 + entry.auxiliary;
            Some(entry)
        })
        .filter(|entry| entry.class != CLASS_FILE)
    }

    /// The first definition of each name, with or without the underscore that 386 puts before C names.
    pub(super) fn named<'d>(
        &self,
        image: &Image<'d>,
        words: Words<'d>,
        names: &[&str],
    ) -> Vec<Option<Symbol<'d>>> {
        let mut found = vec![None; names.len()];
        for entry in self.entries(words).filter(|entry| entry.section > 0) {
            let Some(wanted) = names.iter().position(|name| entry.is_named(name)) else {
                continue;
            };
            if let Some(slot @ None) = found.get_mut(wanted) {
                *slot = entry.symbol(image);
            }
        }
        found
    }
}

/// One symbol of the table.
#[derive(Clone, Copy, Debug)]
struct Entry<'d> {
    index: u64,
    offset: u64,
    /// The name, and perhaps a NUL and more behind it.
    name: &'d [u8],
    value: u64,
    /// Number of the section, from 1; 0: undefined; below: absolute, debugging.
    section: i16,
    class: u8,
    auxiliary: u64,
}

impl<'d> Entry<'d> {
    fn read(words: Words<'d>, strings: Words<'d>, table: u64, index: u64) -> Option<Self> {
        let offset = table + index * SYMBOL;
        let name = if words.u32(offset)? == 0 {
            strings.upto(words.word(offset + 4)?, MAX_NAME as u64)
        } else {
            words.bytes(offset, 8)?
        };
        Some(Self {
            index,
            offset,
            name,
            value: words.word(offset + 8)?,
            section: words.u16(offset + 12)?.cast_signed(),
            class: words.u8(offset + 16)?,
            auxiliary: words.u8(offset + 17)?.into(),
        })
    }

    fn is_named(&self, name: &str) -> bool {
        let is = |bytes: &[u8]| {
            let rest = bytes.strip_prefix(name.as_bytes());
            rest.is_some_and(|rest| rest.first().is_none_or(|&byte| byte == 0))
        };
        is(self.name) || self.name.strip_prefix(b"_").is_some_and(is)
    }

    fn symbol(&self, image: &Image<'d>) -> Option<Symbol<'d>> {
        let number = u64::try_from(self.section).ok()?.checked_sub(1)?;
        let section = image.sections.get(usize::try_from(number).ok()?)?;
        Some(Symbol {
            name: Words::new(self.name, true).fixed_name(0, MAX_NAME as u64),
            address: section.address.wrapping_add(self.value),
            size: 0,
            place: image.place_at("symbol", self.offset).index(self.index),
        })
    }
}

/// The name in a section header: `/123` counts into the string table.
fn section_name<'d>(header: Words<'d>, strings: Words<'d>) -> &'d str {
    let short = header.fixed_name(0, 8);
    let number = short.strip_prefix('/').and_then(|n| n.parse().ok());
    number.and_then(|at| strings.name(at)).unwrap_or(short)
}
