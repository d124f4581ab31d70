//! Symbol tables: reading an entry, finding static symbols by name.

use crate::Symbol;

use super::object_file::ObjectFile;
use super::reader::{Reader, c_string, text};
use super::sections::{SHT_SYMTAB, SectionTable};

/// `SHN_UNDEF`.
pub(crate) const SHN_UNDEF: u16 = 0;
/// Longer names are cut: a table without a NUL must not be walked once a symbol.
pub(crate) const LONGEST_NAME: usize = 1 << 15;

/// One `Elf32_Sym` or `Elf64_Sym`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    pub(crate) name: u32,
    pub(crate) info: u8,
    pub(crate) other: u8,
    pub(crate) section: u16,
    pub(crate) value: u64,
    pub(crate) size: u64,
}

impl Entry {
    pub(crate) const fn is_undefined(&self) -> bool {
        self.section == SHN_UNDEF
    }

    /// `STB_WEAK`.
    pub(crate) const fn is_weak(&self) -> bool {
        self.info >> 4 == 2
    }

    /// `STB_LOCAL`.
    pub(crate) const fn is_local(&self) -> bool {
        self.info >> 4 == 0
    }

    /// `STT_FUNC` and `STT_GNU_IFUNC`; `None` for `STT_NOTYPE`.
    pub(crate) const fn is_function(&self) -> Option<bool> {
        match self.info & 15 {
            0 => None,
            2 | 10 => Some(true),
            _ => Some(false),
        }
    }
}

/// Bytes of one entry.
pub(crate) const fn entry_size(r: &Reader<'_>) -> u64 {
    if r.wide { 24 } else { 16 }
}

/// The entry at an offset in the image.
pub(crate) fn entry(r: &Reader<'_>, at: u64) -> Option<Entry> {
    let byte = |into: u64| r.bytes(at.checked_add(into)?, 1)?.first().copied();
    r.bytes(at, entry_size(r))?;
    let name = r.u32(at)?;
    Some(if r.wide {
        Entry {
            name,
            info: byte(4)?,
            other: byte(5)?,
            section: r.u16(at + 6)?,
            value: r.u64(at + 8)?,
            size: r.u64(at + 16)?,
        }
    } else {
        Entry {
            name,
            info: byte(12)?,
            other: byte(13)?,
            section: r.u16(at + 14)?,
            value: r.word(at + 4)?,
            size: r.word(at + 8)?,
        }
    })
}

/// The name at an offset in a string table.
pub(crate) fn name(strings: &[u8], at: u32) -> Option<&str> {
    let rest = strings.get(usize::try_from(at).ok()?..)?;
    c_string(rest, LONGEST_NAME).map(text)
}

/// Whether the name at an offset in a string table is `wanted`.
pub(crate) fn is_named(strings: &[u8], at: u32, wanted: &[u8]) -> bool {
    usize::try_from(at)
        .ok()
        .and_then(|at| strings.get(at..)?.strip_prefix(wanted))
        .is_some_and(|rest| rest.first() == Some(&0))
}

/// The static symbols of those names: one walk over the table, no name is copied. A definition wins over
/// an undefined symbol, the first over later ones.
pub(crate) fn named<'d>(
    r: &Reader<'d>,
    table: &SectionTable,
    object: Option<&ObjectFile>,
    names: &[&str],
) -> Vec<Option<Symbol<'d>>> {
    let Some(symtab) = table.headers.iter().find(|h| h.kind == SHT_SYMTAB) else {
        return vec![None; names.len()];
    };
    let strings = usize::try_from(symtab.link)
        .ok()
        .and_then(|link| table.headers.get(link))
        .map(|h| r.clipped(h.offset, h.size))
        .unwrap_or_default();
    let shown = |(at, entry): (u64, Entry)| {
        let index = (at - symtab.offset) / entry_size(r);
        let base = object.and_then(|o| o.address(entry.section)).unwrap_or(0);
        symbol(r, strings, ".symtab", (index, at), entry, base)
    };
    find(r, (symtab.offset, symtab.size), strings, names)
        .into_iter()
        .map(|found| found.and_then(shown))
        .collect()
}

/// The offset and entry of each name in the table at an offset, of a size.
fn find(
    r: &Reader<'_>,
    (at, size): (u64, u64),
    strings: &[u8],
    names: &[&str],
) -> Vec<Option<(u64, Entry)>> {
    let mut found: Vec<Option<(u64, Entry)>> = vec![None; names.len()];
    let first_bytes = first_bytes(names);
    let size = r.clipped(at, size).len() as u64;
    let mut missing = names.len();
    for index in 1..size / entry_size(r) {
        if missing == 0 {
            break;
        }
        let at = at + index * entry_size(r);
        let Some(name) = r
            .u32(at)
            .filter(|name| may_start(strings, *name, &first_bytes))
        else {
            continue;
        };
        let Some(entry) = entry(r, at) else { break };
        for (wanted, slot) in names.iter().zip(&mut found) {
            let better = slot.is_none_or(|(_, e)| e.is_undefined() && !entry.is_undefined());
            if better && is_named(strings, name, wanted.as_bytes()) {
                missing -= usize::from(!entry.is_undefined());
                *slot = Some((at, entry));
            }
        }
    }
    found
}

fn may_start(strings: &[u8], name: u32, first_bytes: &[bool; 256]) -> bool {
    usize::try_from(name)
        .ok()
        .and_then(|at| strings.get(at))
        .is_some_and(|b| first_bytes.get(usize::from(*b)) == Some(&true))
}

/// Which bytes may start one of the names.
fn first_bytes(names: &[&str]) -> [bool; 256] {
    let mut bytes = [false; 256];
    for name in names {
        let first = name.as_bytes().first().copied().unwrap_or(0);
        if let Some(slot) = bytes.get_mut(usize::from(first)) {
            *slot = true;
        }
    }
    bytes
}

/// An entry with its name and place.
pub(crate) fn symbol<'d>(
    r: &Reader<'_>,
    strings: &'d [u8],
    table: &'static str,
    (index, at): (u64, u64),
    entry: Entry,
    base: u64,
) -> Option<Symbol<'d>> {
    Some(Symbol {
        name: name(strings, entry.name)?,
        address: if entry.is_undefined() {
            0
        } else {
            entry.value.wrapping_add(base)
        },
        size: entry.size,
        place: r.place(table, at).index(index),
    })
}
