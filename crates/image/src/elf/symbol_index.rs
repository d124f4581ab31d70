//! Looking up definitions by name in a file that was read before, through the hash table that the loader uses.

use super::dynsym::DynamicSymbols;
use super::hash;
use super::reader::Reader;
use super::symbols::{self, Entry};

/// Where the dynamic symbols of one ELF file stand. Holds no bytes: every look-up takes those of the file.
#[derive(Clone, Copy, Debug)]
pub struct SymbolIndex {
    pub(super) little_endian: bool,
    pub(super) wide: bool,
    /// Offset and size of the string table.
    pub(super) strings: (u64, u64),
    pub(super) table: DynamicSymbols<'static>,
}

/// One entry of a dynamic symbol table with the name that was looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Definition {
    /// `st_value`.
    pub value: u64,
    /// `st_shndx`: 0 is undefined, 0xfff1 absolute.
    pub section: u16,
    /// `STT_*`: 0 none, 1 object, 2 function, 5 common, 6 TLS, 10 indirect function.
    pub kind: u8,
    /// `STB_*`: 0 local, 1 global, 2 weak, 10 unique.
    pub binding: u8,
    /// `STV_*`: 0 default, 1 internal, 2 hidden, 3 protected.
    pub visibility: u8,
    /// The entry of `.gnu.version`: a version's index, and 0x8000 where the version is not the default one.
    /// `None` in a file without versions.
    pub version: Option<u16>,
}

/// The hash by which a name is looked up in `DT_GNU_HASH`.
#[must_use]
pub fn symbol_hash(name: &str) -> u32 {
    hash::gnu_hash(name.as_bytes())
}

impl SymbolIndex {
    /// Every entry of that name, in the order in which the loader meets them; `hash` is [`symbol_hash`]'s.
    ///
    /// A file without a hash table defines nothing: its loader finds nothing either.
    #[must_use]
    pub fn entries(&self, data: &[u8], name: &str, hash: u32) -> Vec<Definition> {
        let r = Reader {
            data,
            base: 0,
            container: None,
            little_endian: self.little_endian,
            wide: self.wide,
        };
        let candidates = match (&self.table.gnu, &self.table.sysv) {
            (Some(gnu), _) => gnu.hashed(&r, hash),
            (None, Some(sysv)) => sysv.candidates(&r, name.as_bytes()),
            (None, None) => Vec::new(),
        };
        if candidates.is_empty() {
            return Vec::new();
        }
        let strings = r.clipped(self.strings.0, self.strings.1);
        let named = |index: u64| {
            let entry = self.table.entry(&r, index)?;
            symbols::is_named(strings, entry.name, name.as_bytes())
                .then(|| definition(entry, self.table.raw_version(&r, index)))
        };
        candidates.into_iter().filter_map(named).collect()
    }
}

const fn definition(entry: Entry, version: Option<u16>) -> Definition {
    Definition {
        value: entry.value,
        section: entry.section,
        kind: entry.info & 15,
        binding: entry.info >> 4,
        visibility: entry.other & 3,
        version,
    }
}
