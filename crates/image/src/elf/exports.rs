//! Dynamic symbols that the file defines.

use crate::Symbol;

use super::Elf;
use super::dynsym::{Count, DynamicSymbols};
use super::reader::Reader;
use super::symbols;

/// The definitions of those names, by hash table; without one, by a walk over all symbols.
pub(crate) fn named<'d>(elf: &Elf<'d>, names: &[&str]) -> Vec<Option<Symbol<'d>>> {
    let Some(table) = &elf.symbols else {
        return vec![None; names.len()];
    };
    names.iter().map(|name| one(&elf.r, table, name)).collect()
}

fn one<'d>(r: &Reader<'d>, table: &DynamicSymbols<'d>, name: &str) -> Option<Symbol<'d>> {
    let bytes = name.as_bytes();
    if let Some(gnu) = &table.gnu {
        return defined(r, table, gnu.candidates(r, bytes), name);
    }
    if let Some(sysv) = &table.sysv {
        return defined(r, table, sysv.candidates(r, bytes), name);
    }
    defined(r, table, 1..table.readable(), name)
}

fn defined<'d>(
    r: &Reader<'d>,
    table: &DynamicSymbols<'d>,
    candidates: impl IntoIterator<Item = u64>,
    name: &str,
) -> Option<Symbol<'d>> {
    candidates.into_iter().find_map(|index| {
        let entry = table.entry(r, index).filter(|e| !e.is_undefined())?;
        if !symbols::is_named(table.strings(), entry.name, name.as_bytes()) {
            return None;
        }
        let at = table.offset(r, index);
        symbols::symbol(r, table.strings(), ".dynsym", (index, at), entry, 0)
    })
}

/// No more than this many dynamic symbols are defined: the hashed ones, or all.
pub(crate) fn count(elf: &Elf<'_>) -> Option<u64> {
    let Some(table) = &elf.symbols else {
        return Some(0);
    };
    match table.count {
        Count::Unknown => None,
        Count::AtMost(_) => Some(
            table
                .gnu
                .map_or_else(|| table.readable().saturating_sub(1), |_| 0),
        ),
        Count::Exact(count) => Some(count.saturating_sub(table.gnu.map_or(1, |gnu| gnu.first))),
    }
}
