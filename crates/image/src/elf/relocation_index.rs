//! The relocation that writes an address.
//!
//! GNU ld and lld put the relative relocations first, sorted by address, and say how many there are
//! (`DT_RELACOUNT`): a binary search finds those, and touches few pages. Go's own linker does neither: its
//! tables, and the rest of every other, are indexed once, by ranges of addresses rather than by a full sort.

use std::sync::OnceLock;

use super::reader::Reader;
use super::relocations::{Relocation, Table};

/// Address bits of the smallest range: 512 bytes, 64 pointers.
const LEAST_SHIFT: u32 = 9;
/// Ranges with more entries are sorted.
const MOST_UNSORTED: usize = 256;

/// The indices that were asked for.
#[derive(Debug, Default)]
pub(crate) struct RelocationIndex {
    /// The entries behind the leading relative ones.
    rest: OnceLock<Ranges>,
    /// All entries, once a table broke its promise to be sorted.
    all: OnceLock<Ranges>,
}

impl RelocationIndex {
    pub(crate) fn find(
        &self,
        r: &Reader<'_>,
        tables: &[Table],
        address: u64,
    ) -> Option<Relocation> {
        let mut sorted = true;
        for table in tables {
            match search(r, table, address) {
                Probe::Found(index) => return table.entry(r, index),
                Probe::Absent => {}
                Probe::Unsorted => sorted = false,
            }
        }
        let ranges = if sorted && self.all.get().is_none() {
            self.rest
                .get_or_init(|| Ranges::of(r, tables, |t| t.relative))
        } else {
            self.all.get_or_init(|| Ranges::of(r, tables, |_| 0))
        };
        ranges.find(r, tables, address)
    }
}

/// Table and index of an entry.
type Key = (u32, u32);

/// Entries grouped by the range of addresses they write in.
#[derive(Debug, Default)]
struct Ranges {
    /// Lowest address.
    base: u64,
    /// Address bits of a range.
    shift: u32,
    /// Where each range begins in `keys`; one more at the end.
    starts: Vec<u32>,
    keys: Vec<Key>,
}

impl Ranges {
    fn of(r: &Reader<'_>, tables: &[Table], first: fn(&Table) -> u64) -> Self {
        let addresses = || tables.iter().flat_map(|t| t.addresses(r, first(t)));
        let (mut base, mut last, mut count) = (u64::MAX, 0, 0_u64);
        for address in addresses() {
            (base, last, count) = (base.min(address), last.max(address), count + 1);
        }
        if count == 0 {
            return Self::default();
        }
        let mut shift = LEAST_SHIFT;
        while (last - base) >> shift > count {
            shift += 1;
        }
        let mut ranges = Self {
            base,
            shift,
            starts: Vec::new(),
            keys: Vec::new(),
        };
        let length = usize::try_from(((last - base) >> shift) + 2).unwrap_or(0);
        ranges.starts = vec![0; length];
        for address in addresses() {
            if let Some(start) = ranges.start_mut(address, 1) {
                *start += 1;
            }
        }
        ranges.fill(r, tables, first);
        ranges
    }

    /// Turns the counts into positions and puts every key at its own.
    fn fill(&mut self, r: &Reader<'_>, tables: &[Table], first: fn(&Table) -> u64) {
        let mut sum = 0;
        for start in &mut self.starts {
            sum += *start;
            *start = sum;
        }
        self.keys = vec![(0, 0); usize::try_from(sum).unwrap_or(0)];
        let mut next = self.starts.clone();
        for (nth, table) in (0_u32..).zip(tables) {
            let from = first(table);
            let entries = u32::try_from(from).unwrap_or(u32::MAX)..;
            for (entry, address) in entries.zip(table.addresses(r, from)) {
                let Some(slot) = self.range(address).and_then(|range| next.get_mut(range)) else {
                    continue;
                };
                if let Some(key) = usize::try_from(*slot)
                    .ok()
                    .and_then(|at| self.keys.get_mut(at))
                {
                    *key = (nth, entry);
                }
                *slot += 1;
            }
        }
        self.sort_crowded(r, tables);
    }

    fn sort_crowded(&mut self, r: &Reader<'_>, tables: &[Table]) {
        for pair in self.starts.windows(2) {
            let [from, to] = pair else { continue };
            let span = usize::try_from(*from).unwrap_or(0)..usize::try_from(*to).unwrap_or(0);
            if span.len() > MOST_UNSORTED
                && let Some(keys) = self.keys.get_mut(span)
            {
                keys.sort_by_key(|key| address_of(r, tables, *key));
            }
        }
    }

    fn range(&self, address: u64) -> Option<usize> {
        usize::try_from(address.checked_sub(self.base)? >> self.shift).ok()
    }

    fn start_mut(&mut self, address: u64, behind: usize) -> Option<&mut u32> {
        let range = self.range(address)?;
        self.starts.get_mut(range + behind)
    }

    fn find(&self, r: &Reader<'_>, tables: &[Table], address: u64) -> Option<Relocation> {
        let range = self.range(address)?;
        let from = usize::try_from(*self.starts.get(range)?).ok()?;
        let to = usize::try_from(*self.starts.get(range + 1)?).ok()?;
        let keys = self.keys.get(from..to)?;
        let of = |key: &Key| address_of(r, tables, *key);
        let nth = if keys.len() > MOST_UNSORTED {
            keys.binary_search_by_key(&Some(address), of).ok()?
        } else {
            keys.iter().position(|key| of(key) == Some(address))?
        };
        let (table, entry) = keys.get(nth)?;
        let table = tables.get(usize::try_from(*table).ok()?)?;
        table.entry(r, u64::from(*entry))
    }
}

fn address_of(r: &Reader<'_>, tables: &[Table], (table, entry): Key) -> Option<u64> {
    let table = tables.get(usize::try_from(table).ok()?)?;
    table.address(r, u64::from(entry))
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
