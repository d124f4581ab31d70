//! Relocation tables: reading an entry, walking them, finding the one for an address.

use std::sync::OnceLock;

use diagnostic::Problem;

use crate::Segment;

use super::dynamic::{Dynamic, tag};
use super::header::Header;
use super::machine::{self, Meaning};
use super::reader::Reader;

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
    pub(crate) offset: u64,
    /// Entries that the file holds.
    pub(crate) count: u64,
    /// Leading entries that `DT_RELACOUNT` says are relative; linkers sort them by address.
    pub(crate) relative: u64,
    /// `Elf_Rela` rather than `Elf_Rel`.
    pub(crate) addends: bool,
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
        let held = r.clipped(at, size).len() as u64;
        Self {
            offset: at,
            count: held / entry_size(r, addends),
            relative: 0,
            addends,
            machine: header.machine,
        }
    }

    /// The entry at an index below `count`.
    pub(crate) fn entry(&self, r: &Reader<'_>, index: u64) -> Option<Relocation> {
        let at = self.offset + index * entry_size(r, self.addends);
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
    fn address(&self, r: &Reader<'_>, index: u64) -> Option<u64> {
        r.word(self.offset + index * entry_size(r, self.addends))
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

const fn entry_size(r: &Reader<'_>, addends: bool) -> u64 {
    r.word_size() * if addends { 3 } else { 2 }
}

/// The tables of a linked file.
#[derive(Debug, Default)]
pub(crate) struct Relocations {
    pub(crate) tables: Vec<Table>,
    /// Addresses of the entries that no binary search reaches, with their table and index, sorted.
    index: OnceLock<Vec<(u64, u32, u32)>>,
    /// The same for all entries, once a table broke its promise to be sorted.
    full: OnceLock<Vec<(u64, u32, u32)>>,
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
        for tag in [tag::ANDROID_REL, tag::ANDROID_RELA] {
            if let Some(entry) = dynamic.entry(tag) {
                problems.push(Problem::new(
                    r.in_file(entry.at),
                    "relocations in Android's packed form are not decoded, pointers may read as stored",
                ));
            }
        }
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
        Self {
            tables: rela.into_iter().chain(rel).chain(plt).collect(),
            ..Self::default()
        }
    }

    /// Tables given one by one: the relocation sections of an object file.
    pub(crate) fn of(tables: Vec<Table>) -> Self {
        Self {
            tables,
            ..Self::default()
        }
    }

    /// Every relocation past the leading relative ones, in table order.
    pub(crate) fn with_symbols<'s>(
        &'s self,
        r: &'s Reader<'_>,
    ) -> impl Iterator<Item = Relocation> + 's {
        self.tables
            .iter()
            .flat_map(move |t| (t.relative..t.count).map_while(move |index| t.entry(r, index)))
    }

    /// The relocation that writes an address.
    pub(crate) fn at(&self, r: &Reader<'_>, address: u64) -> Option<Relocation> {
        let mut sorted = true;
        for table in &self.tables {
            match search(r, table, address) {
                Probe::Found(index) => return table.entry(r, index),
                Probe::Absent => {}
                Probe::Unsorted => sorted = false,
            }
        }
        let index = if sorted && self.full.get().is_none() {
            self.index.get_or_init(|| self.build(r, |t| t.relative))
        } else {
            self.full.get_or_init(|| self.build(r, |_| 0))
        };
        let nth = index.binary_search_by_key(&address, |entry| entry.0).ok()?;
        let (_, table, entry) = index.get(nth)?;
        let table = self.tables.get(usize::try_from(*table).ok()?)?;
        table.entry(r, u64::from(*entry))
    }

    fn build(&self, r: &Reader<'_>, first: fn(&Table) -> u64) -> Vec<(u64, u32, u32)> {
        let mut index = Vec::new();
        for (nth, table) in (0u32..).zip(&self.tables) {
            for entry in first(table)..table.count {
                let (Some(address), Ok(entry)) = (table.address(r, entry), u32::try_from(entry))
                else {
                    break;
                };
                index.push((address, nth, entry));
            }
        }
        // The stable sort is quick on the long sorted runs that linkers write.
        index.sort_by_key(|entry| entry.0);
        index
    }
}

enum Probe {
    Found(u64),
    Absent,
    Unsorted,
}

/// Binary search among the leading relative entries; every probe must lie between the two around it.
fn search(r: &Reader<'_>, table: &Table, address: u64) -> Probe {
    let (mut low, mut high) = (0, table.relative);
    let (mut least, mut most) = (0, u64::MAX);
    while low < high {
        let middle = low + (high - low) / 2;
        let Some(found) = table.address(r, middle) else {
            return Probe::Unsorted;
        };
        if found < least || found > most {
            return Probe::Unsorted;
        }
        if found == address {
            return Probe::Found(middle);
        }
        if found < address {
            (low, least) = (middle + 1, found);
        } else {
            (high, most) = (middle, found);
        }
    }
    Probe::Absent
}
