//! Undefined dynamic symbols, without walking the exported ones.
//!
//! A GNU hash table divides the dynamic symbols: those below its first symbol are not exported, the others
//! are, and linkers put undefined symbols below. The exception is a function whose address a program takes:
//! it is undefined and hashed. Such a symbol has a version need of its own or a relocation, so the hashed
//! range is searched by `.gnu.version` (2 bytes a symbol rather than 24) and by the relocations' symbols.

use crate::{Image, Import, ImportCounts, Imports};

use super::Elf;
use super::dynsym::{Count, DynamicSymbols};
use super::machine::Meaning;
use super::reader::Reader;
use super::symbols::{self, Entry};
use super::versions::Need;

/// Symbols whose versions are compared at once.
const AT_ONCE: usize = 64;
/// `.gnu.version` of so many symbols that all have version index 1, as most exported ones have.
const ALL_GLOBAL: [[[u8; 2]; AT_ONCE]; 2] = [[[0, 1]; AT_ONCE], [[1, 0]; AT_ONCE]];

/// How symbols are bound, by their relocations.
#[derive(Debug, Default)]
struct Bound {
    /// Symbols with a `JUMP_SLOT` relocation, sorted.
    at_call: Vec<u64>,
    /// Symbols with any other relocation, sorted.
    at_start: Vec<u64>,
}

impl Bound {
    fn read(elf: &Elf<'_>) -> Self {
        let mut bound = Self::default();
        for relocation in elf.relocations.others(&elf.r) {
            if relocation.symbol == 0 {
                continue;
            }
            match relocation.meaning {
                Meaning::JumpSlot => bound.at_call.push(u64::from(relocation.symbol)),
                _ => bound.at_start.push(u64::from(relocation.symbol)),
            }
        }
        for symbols in [&mut bound.at_call, &mut bound.at_start] {
            symbols.sort_unstable();
            symbols.dedup();
        }
        bound
    }

    /// Whether a symbol is bound at its first call. A symbol that is also needed at start is not.
    fn is_lazy(&self, symbol: u64, bind_now: bool) -> Option<bool> {
        if self.at_start.binary_search(&symbol).is_ok() {
            return Some(false);
        }
        self.is_called(symbol).then_some(!bind_now)
    }

    fn is_called(&self, symbol: u64) -> bool {
        self.at_call.binary_search(&symbol).is_ok()
    }
}

/// Every undefined dynamic symbol, in table order.
pub(crate) fn read<'d>(elf: &Elf<'d>, image: &Image<'d>) -> Imports<'d> {
    let Some(symbols) = &elf.symbols else {
        return without_table(elf);
    };
    let bound = Bound::read(elf);
    let bind_now = image.loading.bind_now.is(&true);
    let versions = by_index(&elf.needs);
    let (candidates, incomplete) = candidates(elf, symbols, &bound, &versions);
    let mut imports = Imports {
        symbols: Vec::new(),
        incomplete,
    };
    // Names share nothing but tails: together they are no longer than the file.
    let mut left = elf.r.data.len().max(1 << 16);
    for index in candidates {
        let (found, cost) = match import(elf, symbols, index, &versions) {
            Found::Nothing => continue,
            Found::Import(import) => {
                let cost = import.name.len();
                (Some(import), cost)
            }
            Found::Broken => (None, symbols::LONGEST_NAME),
        };
        if let Some(mut import) = found {
            import.lazy = bound.is_lazy(index, bind_now);
            // Go's own linker marks every import as data; a slot of the PLT is only ever called.
            if bound.is_called(index) {
                import.function = Some(true);
            }
            imports.symbols.push(import);
        } else {
            let reason = format!("dynamic symbol {index} cannot be read");
            imports.incomplete.get_or_insert(reason);
        }
        let Some(rest) = left.checked_sub(cost) else {
            let reason =
                format!("the names of dynamic symbols up to {index} are longer than the file");
            imports.incomplete.get_or_insert(reason);
            break;
        };
        left = rest;
    }
    imports
}

/// Dynamic symbols up to which the count is exact: they are 1.5 MB.
const FEW: u64 = 1 << 16;

/// How many symbols [`read`] would give, without reading a name.
///
/// In a program that exports more symbols, those that only the GOT refers to are not looked at: they are
/// scattered over all of the table, and nearly all of them are the program's own.
pub(crate) fn count(elf: &Elf<'_>, image: &Image<'_>) -> ImportCounts {
    let Some(symbols) = &elf.symbols else {
        return ImportCounts::default();
    };
    let mut looked_at = Bound::read(elf);
    let bind_now = image.loading.bind_now.is(&true);
    let versions = by_index(&elf.needs);
    let many = matches!(symbols.count, Count::Exact(count) if count > FEW);
    let at_start = if many {
        std::mem::take(&mut looked_at.at_start)
    } else {
        Vec::new()
    };
    let (candidates, _) = candidates(elf, symbols, &looked_at, &versions);
    let mut counts = ImportCounts {
        at_least: many,
        ..ImportCounts::default()
    };
    for index in candidates {
        let entry = symbols.entry(&elf.r, index);
        if entry.is_some_and(|e| e.is_undefined() && !e.is_local() && e.name != 0) {
            let also_at_start = at_start.binary_search(&index).is_ok();
            let lazy = looked_at.is_lazy(index, bind_now) == Some(true) && !also_at_start;
            counts.symbols += 1;
            counts.lazy += usize::from(lazy);
        }
    }
    counts
}

fn without_table<'d>(elf: &Elf<'d>) -> Imports<'d> {
    let lost = elf.dynamic.value(super::dynamic::tag::SYMTAB).is_some();
    Imports {
        symbols: Vec::new(),
        incomplete: lost.then(|| "DT_SYMTAB points to no segment of the file".to_owned()),
    }
}

/// The symbols that may be undefined, sorted, and why some may be missing.
fn candidates(
    elf: &Elf<'_>,
    symbols: &DynamicSymbols<'_>,
    bound: &Bound,
    versions: &[Option<Need<'_>>],
) -> (Vec<u64>, Option<String>) {
    let count = symbols.readable();
    let (hashed, incomplete) = match symbols.count {
        Count::Exact(_) => (symbols.gnu.map_or(count, |gnu| gnu.first.min(count)), None),
        Count::AtMost(_) => (count, None),
        Count::Unknown => (
            0,
            Some("the number of dynamic symbols is not recorded, only those with a relocation are listed".to_owned()),
        ),
    };
    let mut found: Vec<u64> = (1..hashed).collect();
    if let Some((at, entries)) = symbols.versions {
        let scanned = (hashed, count.min(entries));
        scan_versions(&elf.r, at, scanned, versions, &mut found);
    }
    let relocated = bound.at_call.iter().chain(&bound.at_start);
    let limit = if incomplete.is_some() {
        u64::MAX
    } else {
        count
    };
    found.extend(relocated.filter(|s| **s >= hashed.max(1) && **s < limit));
    found.sort_unstable();
    found.dedup();
    let incomplete = incomplete.or_else(|| cut(symbols));
    (found, incomplete)
}

fn cut(symbols: &DynamicSymbols<'_>) -> Option<String> {
    let (Count::Exact(count), readable) = (symbols.count, symbols.readable()) else {
        return None;
    };
    (readable < count).then(|| format!("the file holds {readable} of {count} dynamic symbols"))
}

/// Adds the symbols in a range whose version index is that of a version need.
pub(super) fn scan_versions(
    r: &Reader<'_>,
    at: u64,
    (first, end): (u64, u64),
    versions: &[Option<Need<'_>>],
    found: &mut Vec<u64>,
) {
    let Some(length) = end.checked_sub(first) else {
        return;
    };
    let bytes = r.clipped(at + first * 2, length * 2);
    let [big, little] = &ALL_GLOBAL;
    let plain = (if r.little_endian { little } else { big }).as_flattened();
    for (nth, many) in (0u64..).zip(bytes.chunks(plain.len())) {
        if many == plain {
            continue;
        }
        for (into, version) in (0u64..).zip(many.as_chunks().0) {
            let version = usize::from(r.u16_of(*version) & 0x7fff);
            if versions.get(version).is_some_and(Option::is_some) {
                found.push(first + nth * AT_ONCE as u64 + into);
            }
        }
    }
}

/// The version needs by the index that `.gnu.version` uses.
pub(super) fn by_index<'d>(needs: &[Need<'d>]) -> Vec<Option<Need<'d>>> {
    let length = needs.iter().map(|n| usize::from(n.index) + 1).max();
    let mut versions = vec![None; length.unwrap_or(0)];
    for need in needs {
        if let Some(slot) = versions.get_mut(usize::from(need.index)) {
            *slot = Some(*need);
        }
    }
    versions
}

/// What an entry of the table turned out to be.
pub(super) enum Found<'d> {
    Import(Import<'d>),
    Nothing,
    Broken,
}

fn import<'d>(
    elf: &Elf<'d>,
    symbols: &DynamicSymbols<'d>,
    index: u64,
    versions: &[Option<Need<'d>>],
) -> Found<'d> {
    let r = &elf.r;
    let Some(entry) = symbols.entry(r, index) else {
        return Found::Broken;
    };
    if !entry.is_undefined() {
        return Found::Nothing;
    }
    described(elf, symbols, (index, entry), versions)
}

/// An entry as an import, whether it is undefined or a copy of a library's data.
pub(super) fn described<'d>(
    elf: &Elf<'d>,
    symbols: &DynamicSymbols<'d>,
    (index, entry): (u64, Entry),
    versions: &[Option<Need<'d>>],
) -> Found<'d> {
    let r = &elf.r;
    let Some(name) = symbols::name(symbols.strings(), entry.name) else {
        return Found::Broken;
    };
    // The local symbols of sections have no name, and nobody looks them up.
    if name.is_empty() || entry.is_local() {
        return Found::Nothing;
    }
    let need = symbols
        .version(r, index)
        .and_then(|version| versions.get(usize::from(version)).copied().flatten());
    Found::Import(Import {
        name,
        version: need.map(|n| n.version),
        library: need.map(|n| n.library),
        weak: entry.is_weak(),
        function: entry.is_function(),
        lazy: None,
        place: r.place(".dynsym", symbols.offset(r, index)).index(index),
    })
}
