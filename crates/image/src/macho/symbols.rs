//! The symbol table (`LC_SYMTAB`): names, definitions, and what is undefined.

use crate::words::Words;
use crate::{Image, Import, Imports, Symbol};

use super::MachO;

const N_STAB: u8 = 0xe0;
const N_TYPE: u8 = 0x0e;
const N_UNDF: u8 = 0x00;
const N_PBUD: u8 = 0x0c;
const N_WEAK_REF: u16 = 0x40;

/// Where the table stands in the image.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct SymbolTable {
    offset: u64,
    /// Entries promised.
    pub(super) count: u64,
    names: u64,
    names_size: u64,
    /// 16-byte entries.
    wide: bool,
    /// First and count of the undefined ones, as `LC_DYSYMTAB` says.
    pub(super) undefined: Option<(u64, u64)>,
}

/// One entry.
#[derive(Clone, Copy, Debug)]
struct Entry<'d> {
    index: u64,
    offset: u64,
    name: Words<'d>,
    kind: u8,
    description: u16,
    value: u64,
}

impl<'d> Entry<'d> {
    const fn debugging(&self) -> bool {
        self.kind & N_STAB != 0
    }

    /// Undefined, and not a common symbol of an object (those have a size in place of an address).
    const fn undefined(&self) -> bool {
        !self.debugging() && matches!(self.kind & N_TYPE, N_UNDF | N_PBUD) && self.value == 0
    }

    const fn defined(&self) -> bool {
        !self.debugging() && !matches!(self.kind & N_TYPE, N_UNDF | N_PBUD)
    }

    /// Whether the name is `name`, with or without the underscore of C.
    fn is_named(&self, name: &str) -> bool {
        let bytes = self.name.data;
        let is = |bytes: &[u8]| {
            let rest = bytes.strip_prefix(name.as_bytes());
            rest.is_some_and(|rest| rest.first().is_none_or(|&byte| byte == 0))
        };
        is(bytes) || bytes.strip_prefix(b"_").is_some_and(is)
    }
}

impl SymbolTable {
    /// From the words of `LC_SYMTAB`.
    pub(super) fn read(words: Words<'_>, wide: bool) -> Option<Self> {
        Some(Self {
            offset: words.word(8)?,
            count: words.word(12)?,
            names: words.word(16)?,
            names_size: words.word(20)?,
            wide,
            undefined: None,
        })
    }

    const fn entry_size(&self) -> u64 {
        if self.wide { 16 } else { 12 }
    }

    /// Entries that the file holds.
    fn held(&self, words: Words<'_>) -> u64 {
        let room = words.len().saturating_sub(self.offset);
        self.count.min(room / self.entry_size())
    }

    fn entry<'d>(&self, words: Words<'d>, index: u64) -> Option<Entry<'d>> {
        let offset = self.offset + index * self.entry_size();
        let names = words.part(self.names, self.names_size);
        let name = words.word(offset)?;
        Some(Entry {
            index,
            offset,
            name: names.part(name, names.len()),
            kind: words.u8(offset + 4)?,
            description: words.u16(offset + 6)?,
            value: words.uint(offset + 8, self.entry_size() - 8)?,
        })
    }

    fn entries<'d>(
        self,
        words: Words<'d>,
        range: std::ops::Range<u64>,
    ) -> impl Iterator<Item = Entry<'d>> {
        range.map_while(move |index| self.entry(words, index))
    }

    /// Whether a symbol that is neither undefined nor for debuggers stands in the table.
    pub(super) fn has_defined(self, words: Words<'_>) -> bool {
        self.entries(words, 0..self.held(words))
            .any(|entry| entry.defined())
    }

    /// The first definition of each name; a leading underscore in the table is passed over.
    pub(super) fn named<'d>(
        self,
        image: &Image<'d>,
        words: Words<'d>,
        names: &[&str],
    ) -> Vec<Option<Symbol<'d>>> {
        let mut found = vec![None; names.len()];
        for entry in self.entries(words, 0..self.held(words)) {
            let Some(wanted) = names.iter().position(|name| entry.is_named(name)) else {
                continue;
            };
            if let (Some(slot @ None), true) = (found.get_mut(wanted), entry.defined()) {
                *slot = entry.name.name(0).map(|name| symbol(image, &entry, name));
            }
        }
        found
    }

    /// Indexes that may be undefined: as `LC_DYSYMTAB` says if that can be, else all.
    fn undefined_range(&self, words: Words<'_>) -> std::ops::Range<u64> {
        let held = self.held(words);
        match self.undefined {
            Some((first, count)) if first + count <= held => first..first + count,
            _ => 0..held,
        }
    }
}

fn symbol<'d>(image: &Image<'d>, entry: &Entry<'d>, name: &'d str) -> Symbol<'d> {
    Symbol {
        name,
        address: entry.value,
        size: 0,
        place: image.place_at("symbol", entry.offset).index(entry.index),
    }
}

/// Every undefined symbol. Its library is the one that the loader's bind list names (Go's linker leaves the
/// header flag for two-level names unset), else the two-level ordinal.
pub(super) fn imports<'d>(macho: &MachO<'d>, image: &Image<'d>) -> Imports<'d> {
    let table = macho.symbols;
    let binding = macho.binds.names(macho.words);
    let mut imports = Imports::default();
    for entry in table.entries(macho.words, table.undefined_range(macho.words)) {
        if !entry.undefined() {
            continue;
        }
        let Some(name) = entry.name.name(0) else {
            let place = image.place_at("symbol", entry.offset).index(entry.index);
            imports.incomplete = Some(format!("the name of {place} cannot be read"));
            continue;
        };
        let two_level = macho.two_level.then_some(u64::from(entry.description >> 8));
        let ordinal = binding.ordinal(name).or(two_level);
        imports.symbols.push(Import {
            name,
            version: None,
            library: ordinal.and_then(|ordinal| macho.library(ordinal)),
            weak: entry.description & N_WEAK_REF != 0,
            function: None,
            lazy: binding.lazy(name),
            place: image.place_at("symbol", entry.offset).index(entry.index),
        });
    }
    if table.held(macho.words) < table.count {
        imports.incomplete = Some("the symbol table is cut off".to_owned());
    }
    imports
}
