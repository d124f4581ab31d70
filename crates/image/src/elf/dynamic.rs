//! `PT_DYNAMIC`: the table that the dynamic loader works from.

use diagnostic::{Located, Place, Problem};

use crate::Segment;

use super::budget::Budget;
use super::reader::{Reader, c_string, text};
use super::segments::{PT_DYNAMIC, ProgramHeader, file_range};

/// Dynamic tags (gABI chapter 5 and its GNU additions) that this decoder reads.
pub(crate) mod tag {
    pub(crate) const NEEDED: u64 = 1;
    pub(crate) const PLTRELSZ: u64 = 2;
    pub(crate) const HASH: u64 = 4;
    pub(crate) const STRTAB: u64 = 5;
    pub(crate) const SYMTAB: u64 = 6;
    pub(crate) const RELA: u64 = 7;
    pub(crate) const RELASZ: u64 = 8;
    pub(crate) const STRSZ: u64 = 10;
    pub(crate) const INIT: u64 = 12;
    pub(crate) const SONAME: u64 = 14;
    pub(crate) const RPATH: u64 = 15;
    pub(crate) const REL: u64 = 17;
    pub(crate) const RELSZ: u64 = 18;
    pub(crate) const PLTREL: u64 = 20;
    pub(crate) const TEXTREL: u64 = 22;
    pub(crate) const JMPREL: u64 = 23;
    pub(crate) const BIND_NOW: u64 = 24;
    pub(crate) const INIT_ARRAY: u64 = 25;
    pub(crate) const RUNPATH: u64 = 29;
    pub(crate) const FLAGS: u64 = 30;
    /// `DT_ANDROID_REL` and `DT_ANDROID_RELA`: relocations in Android's packed form.
    pub(crate) const ANDROID_REL: u64 = 0x6000_000f;
    pub(crate) const ANDROID_RELA: u64 = 0x6000_0011;
    pub(crate) const RELR: u64 = 36;
    pub(crate) const GNU_HASH: u64 = 0x6fff_fef5;
    pub(crate) const VERSYM: u64 = 0x6fff_fff0;
    pub(crate) const RELACOUNT: u64 = 0x6fff_fff9;
    pub(crate) const FLAGS_1: u64 = 0x6fff_fffb;
    pub(crate) const VERDEF: u64 = 0x6fff_fffc;
    pub(crate) const VERNEED: u64 = 0x6fff_fffe;
    pub(crate) const VERNEEDNUM: u64 = 0x6fff_ffff;
    /// `DT_MIPS_SYMTABNO`: MIPS states the number of dynamic symbols.
    pub(crate) const MIPS_SYMTABNO: u64 = 0x7000_0011;
}

/// A table longer than this is no table that a linker wrote.
const MOST_ENTRIES: u64 = 1 << 16;
/// Longest library name or path list that is read.
const LONGEST_STRING: usize = 1 << 16;

/// One `Elf32_Dyn` or `Elf64_Dyn`, and where it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    pub(crate) index: u64,
    /// Offset of the entry itself.
    pub(crate) at: u64,
    pub(crate) tag: u64,
    pub(crate) value: u64,
}

/// The dynamic table up to its `DT_NULL`.
#[derive(Debug, Default)]
pub(crate) struct Dynamic {
    /// Has a `PT_DYNAMIC`.
    pub(crate) present: bool,
    pub(crate) entries: Vec<Entry>,
    /// Offset and size in the image of the string table.
    strings: Option<(u64, u64)>,
}

impl Dynamic {
    /// Reads the table that the first `PT_DYNAMIC` names.
    pub(crate) fn parse(
        r: &Reader<'_>,
        headers: &[ProgramHeader],
        segments: &[Segment],
        problems: &mut Vec<Problem>,
    ) -> Self {
        let mut all = headers.iter().filter(|h| h.kind == PT_DYNAMIC);
        let Some(header) = all.next() else {
            return Self::default();
        };
        if let Some(second) = all.next() {
            problems.push(Problem::new(
                r.in_file(second.at),
                "a second PT_DYNAMIC, only the first is read",
            ));
        }
        let mut dynamic = Self {
            present: true,
            entries: entries(r, header, problems),
            strings: None,
        };
        dynamic.strings = dynamic.string_table(r, header, segments, problems);
        dynamic
    }

    /// The value of the first entry with a tag.
    pub(crate) fn value(&self, tag: u64) -> Option<u64> {
        self.entry(tag).map(|e| e.value)
    }

    /// The first entry with a tag.
    pub(crate) fn entry(&self, tag: u64) -> Option<&Entry> {
        self.entries.iter().find(|e| e.tag == tag)
    }

    /// Offset and length in the image of the table at the address that a tag gives.
    pub(crate) fn table(&self, tag: u64, segments: &[Segment]) -> Option<(u64, u64)> {
        file_range(segments, self.value(tag)?)
    }

    /// The bytes from an offset in the string table to its end.
    pub(crate) fn string_bytes<'d>(&self, r: &Reader<'d>, at: u64) -> Option<&'d [u8]> {
        let (offset, size) = self.strings?;
        let rest = size.checked_sub(at).filter(|rest| *rest > 0)?;
        Some(r.clipped(offset.checked_add(at)?, rest))
    }

    /// Offset and size in the image of the string table.
    pub(crate) const fn string_table_range(&self) -> Option<(u64, u64)> {
        self.strings
    }

    /// The string at an offset in the string table.
    pub(crate) fn string<'d>(&self, r: &Reader<'d>, at: u64) -> Option<&'d str> {
        c_string(self.string_bytes(r, at)?, LONGEST_STRING).map(text)
    }

    /// The strings that all entries with a tag name.
    pub(crate) fn strings(
        &self,
        r: &Reader<'_>,
        tag: u64,
        name: &'static str,
        budget: &mut Budget,
        problems: &mut Vec<Problem>,
    ) -> Vec<Located<String>> {
        let mut found = Vec::new();
        for entry in self.entries.iter().filter(|e| e.tag == tag) {
            let at = r.in_file(entry.at);
            let Some(string) = self.string(r, entry.value) else {
                let (index, value) = (entry.index, entry.value);
                problems.push(Problem::new(
                    at,
                    format!("dynamic entry {index} ({name}) names string {value:#x}, where no string stands"),
                ));
                // The search for its end cost as much as a long string.
                if !budget.spend(LONGEST_STRING, at, problems) {
                    break;
                }
                continue;
            };
            if !budget.spend(string.len(), at, problems) {
                break;
            }
            found.push(Located::new(string.to_owned(), place(r, entry, name)));
        }
        found
    }

    fn string_table(
        &self,
        r: &Reader<'_>,
        header: &ProgramHeader,
        segments: &[Segment],
        problems: &mut Vec<Problem>,
    ) -> Option<(u64, u64)> {
        let address = self.value(tag::STRTAB)?;
        let Some((offset, rest)) = file_range(segments, address) else {
            problems.push(Problem::new(
                r.in_file(header.offset),
                format!("DT_STRTAB is {address:#x}, which no segment of the file holds"),
            ));
            return None;
        };
        let size = self.value(tag::STRSZ).unwrap_or(rest);
        if size > rest {
            problems.push(Problem::new(
                r.in_file(header.offset),
                format!(
                    "DT_STRSZ is {size:#x}, the segment holds {rest:#x} bytes from DT_STRTAB on"
                ),
            ));
        }
        Some((offset, size.min(rest)))
    }
}

/// The place of a dynamic entry.
pub(crate) fn place(r: &Reader<'_>, entry: &Entry, name: &'static str) -> Place {
    r.place("dynamic entry", entry.at)
        .index(entry.index)
        .name(name)
}

fn entries(r: &Reader<'_>, header: &ProgramHeader, problems: &mut Vec<Problem>) -> Vec<Entry> {
    let size = 2 * r.word_size();
    let count = (header.file_size / size).min(MOST_ENTRIES);
    let mut entries = Vec::new();
    for index in 0..count {
        let at = header.offset.saturating_add(index * size);
        let Some((tag, value)) = pair(r, at) else {
            problems.push(Problem::new(
                r.in_file(at),
                format!("the dynamic table promises {count} entries, the file ends after {index}"),
            ));
            return entries;
        };
        if tag == 0 {
            return entries;
        }
        entries.push(Entry {
            index,
            at,
            tag,
            value,
        });
    }
    problems.push(Problem::new(
        r.in_file(header.offset),
        "the dynamic table has no DT_NULL",
    ));
    entries
}

fn pair(r: &Reader<'_>, at: u64) -> Option<(u64, u64)> {
    let word = r.word_size();
    r.bytes(at, 2 * word)?;
    Some((r.word(at)?, r.word(at + word)?))
}
