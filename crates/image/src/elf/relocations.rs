//! Relocation tables: reading an entry, walking them.

use diagnostic::Problem;

use crate::Segment;

use super::dynamic::{Dynamic, tag};
use super::header::Header;
use super::machine::{self, Meaning};
use super::reader::Reader;
use super::relocation_index::RelocationIndex;

/// One `Elf_Rel` or `Elf_Rela`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Relocation {
    /// The address that is written.
    pub(crate) address: u64,
    pub(crate) meaning: Meaning,
    /// Index in the symbol table; 0 for none.
    pub(crate) symbol: u32,
    /// `r_addend`; `None` where the addend stands in place (`Elf_Rel`).
    pub(crate) addend: Option<u64>,
}

/// One table of relocations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Table {
    /// Offset in the image.
    offset: u64,
    /// Entries that the file holds.
    pub(crate) count: u64,
    /// Leading entries that `DT_RELACOUNT` says are relative; linkers sort them by address.
    pub(crate) relative: u64,
    /// `Elf_Rela` rather than `Elf_Rel`.
    addends: bool,
    machine: u16,
}

impl Table {
    /// A table of `size` bytes, cut to what the file holds.
    pub(crate) fn new(
        r: &Reader<'_>,
        header: &Header,
        (at, size): (u64, u64),
        addends: bool,
    ) -> Self {
        let mut table = Self {
            offset: at,
            count: 0,
            relative: 0,
            addends,
            machine: header.machine,
        };
        table.count = r.clipped(at, size).len() as u64 / table.entry_size(r);
        table
    }

    /// The entry at an index below `count`.
    pub(crate) fn entry(&self, r: &Reader<'_>, index: u64) -> Option<Relocation> {
        let at = self.offset + index * self.entry_size(r);
        let word = r.word_size();
        let (symbol, kind) = self.info(r, r.word(at + word)?);
        Some(Relocation {
            address: r.word(at)?,
            meaning: machine::meaning(self.machine, r.wide, kind),
            symbol,
            addend: if self.addends {
                Some(r.word(at + 2 * word)?)
            } else {
                None
            },
        })
    }

    /// The address that the entry at an index writes.
    pub(crate) fn address(&self, r: &Reader<'_>, index: u64) -> Option<u64> {
        r.word(self.offset + index * self.entry_size(r))
    }

    /// The addresses that the entries from an index on write.
    pub(crate) fn addresses<'s>(
        &'s self,
        r: &'s Reader<'_>,
        first: u64,
    ) -> impl Iterator<Item = u64> + 's {
        self.words(r, first, 0)
    }

    /// The entries from an index on that are not plainly relative.
    fn others<'s>(
        &'s self,
        r: &'s Reader<'_>,
        first: u64,
    ) -> impl Iterator<Item = Relocation> + 's {
        let relative = machine::relative(self.machine).map(u64::from);
        (first..)
            .zip(self.words(r, first, r.word_size()))
            .filter(move |(_, info)| Some(*info) != relative)
            .filter_map(move |(index, _)| self.entry(r, index))
    }

    /// One word of each entry from an index on. Tables have hundreds of thousands of entries: this is read
    /// without a search for each.
    fn words<'s>(
        &'s self,
        r: &'s Reader<'_>,
        first: u64,
        into: u64,
    ) -> impl Iterator<Item = u64> + 's {
        let size = self.entry_size(r);
        let first = first.min(self.count);
        let bytes = r.clipped(self.offset + first * size, (self.count - first) * size);
        let into = usize::try_from(into).unwrap_or(usize::MAX);
        bytes
            .chunks_exact(usize::try_from(size).unwrap_or(usize::MAX))
            .filter_map(move |entry| r.word_of(entry.get(into..)?))
    }

    const fn entry_size(&self, r: &Reader<'_>) -> u64 {
        r.word_size() * if self.addends { 3 } else { 2 }
    }

    /// Symbol and type of an `r_info`. 64-bit MIPS has three types in one word, whose bytes keep their
    /// order in memory whatever the byte order of the word.
    fn info(&self, r: &Reader<'_>, info: u64) -> (u32, u32) {
        let low = |word: u64| u32::try_from(word & 0xffff_ffff).unwrap_or(u32::MAX);
        match (r.wide, machine::is_mips(self.machine)) {
            (false, _) => (low(info >> 8), low(info & 0xff)),
            (true, false) => (low(info >> 32), low(info)),
            (true, true) if r.little_endian => (low(info), low(info >> 56)),
            (true, true) => (low(info >> 32), low(info & 0xff)),
        }
    }
}

/// The tables of one file, or of one section of an object.
#[derive(Debug, Default)]
pub(crate) struct Relocations {
    tables: Vec<Table>,
    index: RelocationIndex,
}

impl Relocations {
    /// The tables that the dynamic table names: `DT_RELA`, `DT_REL`, `DT_JMPREL`.
    ///
    /// `DT_RELR` is not among them: it adds the load bias to what stands in the file, which at load bias 0
    /// changes nothing.
    pub(crate) fn parse(
        r: &Reader<'_>,
        header: &Header,
        dynamic: &Dynamic,
        segments: &[Segment],
        problems: &mut Vec<Problem>,
    ) -> Self {
        report_packed(r, dynamic, problems);
        let table = |at: u64, size: u64, addends: bool| {
            let (offset, rest) = dynamic.table(at, segments)?;
            let size = dynamic.value(size)?.min(rest);
            Some(Table::new(r, header, (offset, size), addends))
        };
        let mut rela = table(tag::RELA, tag::RELASZ, true);
        if let Some(rela) = &mut rela {
            rela.relative = dynamic.value(tag::RELACOUNT).unwrap_or(0).min(rela.count);
        }
        let rel = table(tag::REL, tag::RELSZ, false);
        let addends = dynamic.value(tag::PLTREL) == Some(tag::RELA);
        let plt = table(tag::JMPREL, tag::PLTRELSZ, addends);
        Self::of(rela.into_iter().chain(rel).chain(plt).collect())
    }

    /// Tables given one by one: the relocation sections of an object file.
    pub(crate) fn of(tables: Vec<Table>) -> Self {
        Self {
            tables,
            ..Self::default()
        }
    }

    /// Every relocation that is not plainly relative, in table order. Nothing is kept: each walk reads anew.
    pub(crate) fn others<'s>(&'s self, r: &'s Reader<'_>) -> impl Iterator<Item = Relocation> + 's {
        self.tables
            .iter()
            .flat_map(move |table| table.others(r, table.relative))
    }

    /// The relocation that writes an address.
    pub(crate) fn at(&self, r: &Reader<'_>, address: u64) -> Option<Relocation> {
        self.index.find(r, &self.tables, address)
    }
}

fn report_packed(r: &Reader<'_>, dynamic: &Dynamic, problems: &mut Vec<Problem>) {
    for tag in [tag::ANDROID_REL, tag::ANDROID_RELA] {
        if let Some(entry) = dynamic.entry(tag) {
            problems.push(Problem::new(
                r.in_file(entry.at),
                "relocations in Android's packed form are not decoded, pointers may read as stored",
            ));
        }
    }
}
