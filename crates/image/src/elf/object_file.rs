//! Relocatable objects: addresses for sections that have none yet, and relocations by section.

use diagnostic::Problem;

use crate::{Section, Segment};

use super::header::Header;
use super::reader::Reader;
use super::relocations::{Relocation, Relocations, Table};
use super::sections::{
    SHF_EXECINSTR, SHF_WRITE, SHT_NOBITS, SHT_REL, SHT_RELA, SHT_SYMTAB, SectionHeader,
    SectionTable,
};
use super::symbols;

/// Where the first section goes: not 0, which would read as a null pointer.
const FIRST_ADDRESS: u64 = 0x1_0000;
/// No section asks for more.
const LARGEST_ALIGN: u64 = 1 << 16;
/// `SHN_ABS`.
const SHN_ABS: u16 = 0xfff1;

/// The layout given to an object file.
#[derive(Debug)]
pub(crate) struct ObjectFile {
    /// The synthetic address of each section, in table order; `None` if it is not loaded.
    addresses: Vec<Option<u64>>,
    /// Offset and count of the symbol table.
    symbols: (u64, u64),
    /// Relocation tables with the section that each applies to.
    relocations: Vec<(usize, Relocations)>,
    /// Size of each section, in table order.
    sizes: Vec<u64>,
}

impl ObjectFile {
    /// Lays the loaded sections one behind the other.
    pub(crate) fn parse(
        r: &Reader<'_>,
        header: &Header,
        table: &SectionTable,
        problems: &mut Vec<Problem>,
    ) -> Self {
        let symtab = table.headers.iter().find(|h| h.kind == SHT_SYMTAB);
        let symbols = symtab.map_or((0, 0), |h| {
            let held = r.clipped(h.offset, h.size).len() as u64;
            (h.offset, held / symbols::entry_size(r))
        });
        Self {
            addresses: lay_out(r, table, problems),
            symbols,
            relocations: relocations(r, header, table),
            sizes: table.headers.iter().map(|h| h.size).collect(),
        }
    }

    /// The address given to a section.
    pub(crate) fn address(&self, section: u16) -> Option<u64> {
        *self.addresses.get(usize::from(section))?
    }

    /// The loaded sections as segments, and the sections with the addresses given to them.
    pub(crate) fn place(
        &self,
        r: &Reader<'_>,
        table: &SectionTable,
        sections: &mut [Section<'_>],
    ) -> Vec<Segment> {
        let mut segments = Vec::new();
        for ((h, section), address) in table.headers.iter().zip(sections).zip(&self.addresses) {
            let Some(address) = *address else { continue };
            section.address = address;
            segments.push(segment(r, h, section.index, address));
        }
        segments
    }

    /// The relocation that writes an address, with its own address in place of the section's offset.
    pub(crate) fn relocation_at(&self, r: &Reader<'_>, address: u64) -> Option<Relocation> {
        let (section, into) = self.section_at(address)?;
        let found = self
            .relocations
            .iter()
            .filter(|(target, _)| *target == section)
            .find_map(|(_, relocations)| relocations.at(r, into))?;
        Some(Relocation { address, ..found })
    }

    fn section_at(&self, address: u64) -> Option<(usize, u64)> {
        self.addresses
            .iter()
            .zip(&self.sizes)
            .position(|(start, size)| {
                start.is_some_and(|start| {
                    address.checked_sub(start).is_some_and(|into| into < *size)
                })
            })
            .and_then(|nth| Some((nth, address - (*self.addresses.get(nth)?)?)))
    }

    /// The address of a symbol that the object defines.
    pub(crate) fn symbol_address(&self, r: &Reader<'_>, index: u64) -> Option<u64> {
        let (at, count) = self.symbols;
        let in_table = index < count;
        let entry = in_table.then(|| symbols::entry(r, at + index * symbols::entry_size(r)))??;
        if entry.section == SHN_ABS {
            return Some(entry.value);
        }
        Some(self.address(entry.section)?.wrapping_add(entry.value))
    }
}

fn lay_out(r: &Reader<'_>, table: &SectionTable, problems: &mut Vec<Problem>) -> Vec<Option<u64>> {
    let mut next = FIRST_ADDRESS;
    let mut addresses = Vec::with_capacity(table.headers.len());
    for h in &table.headers {
        let align = h.align.clamp(16, LARGEST_ALIGN).next_power_of_two();
        let start = next.next_multiple_of(align);
        let end = start.checked_add(h.size).filter(|end| *end < 1 << 62);
        let address = match end {
            Some(end) if h.is_loaded() => {
                next = end;
                Some(start)
            }
            None if h.is_loaded() => {
                let size = h.size;
                problems.push(Problem::new(
                    r.in_file(h.at),
                    format!("a section of {size:#x} bytes has no room in memory"),
                ));
                None
            }
            _ => None,
        };
        addresses.push(address);
    }
    addresses
}

fn segment(r: &Reader<'_>, h: &SectionHeader, index: u64, address: u64) -> Segment {
    let held = if h.kind == SHT_NOBITS {
        0
    } else {
        r.clipped(h.offset, h.size).len() as u64
    };
    Segment {
        index,
        address,
        memory_size: h.size,
        offset: h.offset,
        file_size: held,
        writable: h.flags & SHF_WRITE != 0,
        executable: h.flags & SHF_EXECINSTR != 0,
    }
}

/// The relocation sections, as long as together they are no longer than the file.
fn relocations(r: &Reader<'_>, header: &Header, table: &SectionTable) -> Vec<(usize, Relocations)> {
    let mut left = r.data.len() as u64;
    table
        .headers
        .iter()
        .filter(|h| matches!(h.kind, SHT_RELA | SHT_REL))
        .map_while(|h| {
            left = left.checked_sub(r.clipped(h.offset, h.size).len() as u64)?;
            let target = usize::try_from(h.info).ok()?;
            let one = Table::new(r, header, (h.offset, h.size), h.kind == SHT_RELA);
            Some((target, Relocations::of(vec![one])))
        })
        .collect()
}
