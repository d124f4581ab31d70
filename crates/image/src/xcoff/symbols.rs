//! The symbol table. The code of a function is named with a dot before it (`.runtime.main`), its descriptor
//! without.

use crate::words::{MAX_NAME, Words};
use crate::{Image, Symbol};

use super::Header;

const SYMBOL: u64 = 18;
const C_EXT: u8 = 2;
const C_HIDEXT: u8 = 107;
const C_WEAKEXT: u8 = 111;

/// One symbol.
#[derive(Clone, Copy, Debug)]
struct Entry<'d> {
    index: u64,
    offset: u64,
    name: &'d [u8],
    value: u64,
    section: i16,
    class: u8,
    auxiliary: u64,
}

impl Entry<'_> {
    const fn defined(&self) -> bool {
        self.section > 0 && matches!(self.class, C_EXT | C_HIDEXT | C_WEAKEXT)
    }

    fn is_named(&self, name: &str) -> bool {
        let rest = self.name.strip_prefix(name.as_bytes());
        rest.is_some_and(|rest| rest.first().is_none_or(|&byte| byte == 0))
    }
}

fn entries<'d>(words: Words<'d>, header: &Header) -> impl Iterator<Item = Entry<'d>> + use<'d> {
    let header = *header;
    let count = if header.symbols == 0 { 0 } else { header.count };
    let end = header.symbols.saturating_add(header.count * SYMBOL);
    let strings = words.part(end, words.word(end).unwrap_or(0));
    let mut index = 0;
    std::iter::from_fn(move || {
        let entry = (index < count).then(|| read(words, strings, &header, index))??;
        index += 1 + entry.auxiliary;
        Some(entry)
    })
}

fn read<'d>(
    words: Words<'d>,
    strings: Words<'d>,
    header: &Header,
    index: u64,
) -> Option<Entry<'d>> {
    let offset = header.symbols.checked_add(index * SYMBOL)?;
    let entry = words.part(offset, SYMBOL);
    let long = |at| Some(strings.upto(entry.word(at)?, MAX_NAME as u64));
    let (name, value) = if header.wide {
        (long(8)?, entry.u64(0)?)
    } else if entry.u32(0)? == 0 {
        (long(4)?, entry.word(8)?)
    } else {
        (entry.bytes(0, 8)?, entry.word(8)?)
    };
    Some(Entry {
        index,
        offset,
        name,
        value,
        section: entry.u16(12)?.cast_signed(),
        class: entry.u8(16)?,
        auxiliary: entry.u8(17)?.into(),
    })
}

/// Whether a definition stands in the table.
pub(super) fn has_defined(words: Words<'_>, header: &Header) -> bool {
    entries(words, header).any(|entry| entry.defined())
}

/// The first definition of each name.
pub(super) fn named<'d>(
    image: &Image<'d>,
    words: Words<'d>,
    header: &Header,
    names: &[&str],
) -> Vec<Option<Symbol<'d>>> {
    let mut found = vec![None; names.len()];
    for entry in entries(words, header).filter(Entry::defined) {
        let Some(wanted) = names.iter().position(|name| entry.is_named(name)) else {
            continue;
        };
        if let Some(slot @ None) = found.get_mut(wanted) {
            *slot = Some(Symbol {
                name: Words::new(entry.name, false).fixed_name(0, MAX_NAME as u64),
                address: entry.value,
                size: 0,
                place: image.place_at("symbol", entry.offset).index(entry.index),
            });
        }
    }
    found
}
