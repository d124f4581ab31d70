//! The dynamic symbol table: where it is, how long it is, what its symbols are called.

use crate::Segment;

use super::dynamic::{Dynamic, tag};
use super::hash::{GnuHash, SysvHash};
use super::header::Header;
use super::machine;
use super::reader::Reader;
use super::sections::{SHT_DYNSYM, SectionTable};
use super::symbols::{self, Entry};

/// How the number of symbols is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Count {
    /// A hash table or the machine's own tag gives it.
    Exact(u64),
    /// No more than this: there the next table begins.
    AtMost(u64),
    /// Nothing gives it.
    Unknown,
}

/// The dynamic symbol table of a linked file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DynamicSymbols<'d> {
    /// Offset in the image of the first entry.
    at: u64,
    /// Entries that the segment could hold.
    room: u64,
    strings: &'d [u8],
    pub(crate) gnu: Option<GnuHash>,
    pub(crate) sysv: Option<SysvHash>,
    pub(crate) count: Count,
    /// Offset and entry count of `.gnu.version`, one `u16` a symbol.
    pub(crate) versions: Option<(u64, u64)>,
}

impl<'d> DynamicSymbols<'d> {
    /// The table that `DT_SYMTAB` names.
    pub(crate) fn parse(
        r: &Reader<'d>,
        header: &Header,
        dynamic: &Dynamic,
        segments: &[Segment],
        sections: &SectionTable,
    ) -> Option<Self> {
        let (at, rest) = dynamic.table(tag::SYMTAB, segments)?;
        let wide_hash = machine::has_wide_hash(header.machine, r.wide);
        let gnu = dynamic
            .table(tag::GNU_HASH, segments)
            .and_then(|range| GnuHash::parse(r, range));
        let sysv = dynamic
            .table(tag::HASH, segments)
            .and_then(|range| SysvHash::parse(r, range, wide_hash));
        let mut symbols = Self {
            at,
            room: rest / symbols::entry_size(r),
            strings: dynamic.string_bytes(r, 0).unwrap_or_default(),
            gnu,
            sysv,
            count: Count::Unknown,
            versions: dynamic
                .table(tag::VERSYM, segments)
                .map(|(at, rest)| (at, rest / 2)),
        };
        symbols.count = symbols.count(r, header, dynamic, sections);
        Some(symbols)
    }

    fn count(
        &self,
        r: &Reader<'_>,
        header: &Header,
        dynamic: &Dynamic,
        sections: &SectionTable,
    ) -> Count {
        let mips = machine::is_mips(header.machine)
            .then(|| dynamic.value(tag::MIPS_SYMTABNO))
            .flatten();
        let hashed = self.gnu.and_then(|gnu| gnu.symbol_count(r));
        let sysv = self.sysv.map(|sysv| sysv.symbol_count);
        if let Some(count) = [mips, hashed, sysv].into_iter().flatten().max() {
            return Count::Exact(count);
        }
        match self
            .next_table(r, dynamic)
            .or_else(|| self.section(r, dynamic, sections))
        {
            Some(count) => Count::AtMost(count),
            None => Count::Unknown,
        }
    }

    /// Entries up to the nearest table behind this one: tables do not overlap.
    fn next_table(&self, r: &Reader<'_>, dynamic: &Dynamic) -> Option<u64> {
        const TABLES: [u64; 9] = [
            tag::STRTAB,
            tag::HASH,
            tag::GNU_HASH,
            tag::VERSYM,
            tag::VERNEED,
            tag::RELA,
            tag::REL,
            tag::JMPREL,
            tag::INIT,
        ];
        let start = dynamic.value(tag::SYMTAB)?;
        let bytes = TABLES
            .iter()
            .filter_map(|tag| dynamic.value(*tag)?.checked_sub(start))
            .filter(|distance| *distance > 0)
            .min()?;
        let count = bytes / symbols::entry_size(r);
        (count <= self.room).then_some(count)
    }

    /// Entries of the section that stands at the same address.
    fn section(&self, r: &Reader<'_>, dynamic: &Dynamic, sections: &SectionTable) -> Option<u64> {
        let start = dynamic.value(tag::SYMTAB)?;
        let section = sections
            .headers
            .iter()
            .find(|h| h.kind == SHT_DYNSYM && h.address == start)?;
        Some((section.size / symbols::entry_size(r)).min(self.room))
    }

    /// Entries to read, cut to what the segment holds.
    pub(crate) fn readable(&self) -> u64 {
        match self.count {
            Count::Exact(count) | Count::AtMost(count) => count.min(self.room),
            Count::Unknown => 0,
        }
    }

    /// The same table without the bytes of its strings.
    pub(crate) const fn without_strings(&self) -> DynamicSymbols<'static> {
        DynamicSymbols {
            at: self.at,
            room: self.room,
            strings: &[],
            gnu: self.gnu,
            sysv: self.sysv,
            count: self.count,
            versions: self.versions,
        }
    }

    /// The entry of `.gnu.version` for a symbol, with its hidden bit.
    pub(crate) fn raw_version(&self, r: &Reader<'_>, index: u64) -> Option<u16> {
        let (at, count) = self.versions?;
        (index < count).then(|| r.u16(at + index * 2))?
    }

    /// Offset of an entry in the image.
    pub(crate) fn offset(&self, r: &Reader<'_>, index: u64) -> u64 {
        self.at + index * symbols::entry_size(r)
    }

    /// The entry at an index.
    pub(crate) fn entry(&self, r: &Reader<'_>, index: u64) -> Option<Entry> {
        (index < self.room).then(|| symbols::entry(r, self.offset(r, index)))?
    }

    /// The string table.
    pub(crate) const fn strings(&self) -> &'d [u8] {
        self.strings
    }

    /// The version index of a symbol, without its hidden bit.
    pub(crate) fn version(&self, r: &Reader<'_>, index: u64) -> Option<u16> {
        let (at, count) = self.versions?;
        (index < count)
            .then(|| r.u16(at + index * 2))?
            .map(|v| v & 0x7fff)
    }
}
