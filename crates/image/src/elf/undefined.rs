//! Every symbol that the loader must find in other objects, with when it looks for it.

use super::machine::Meaning;
use super::{Elf, decode, symbols};
use crate::image::Tables;
use crate::{Image, OpenError};

use super::symbol_index::symbol_hash;

/// When the loader looks for a symbol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bound {
    /// At start.
    Start,
    /// At its first call, unless everything is bound at start.
    Call,
}

/// One symbol that the loader must find in another object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undefined {
    /// Name without version.
    pub name: String,
    /// [`symbol_hash`] of the name.
    pub hash: u32,
    /// The version asked for and the library that should have it.
    pub version: Option<(String, String)>,
    /// May be missing.
    pub weak: bool,
    /// When it is looked for.
    pub bound: Bound,
    /// A copy relocation: the program's own definition does not count.
    pub copy: bool,
}

/// What [`undefined_symbols`] read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UndefinedSymbols {
    /// In table order, then copied variables. Symbols without a relocation are left out: no loader looks
    /// for them.
    pub symbols: Vec<Undefined>,
    /// Why some may be missing here.
    pub incomplete: Option<String>,
}

/// The symbols that the loader must find elsewhere when it relocates this ELF file.
///
/// # Errors
/// When the header cannot be read.
pub fn undefined_symbols(data: &[u8]) -> Result<UndefinedSymbols, OpenError> {
    let image = decode(data, 0, None)?;
    let imports = image.imports();
    let mut found = UndefinedSymbols {
        symbols: Vec::new(),
        incomplete: imports.incomplete,
    };
    for import in imports.symbols {
        let Some(lazy) = import.lazy else { continue };
        found.symbols.push(Undefined {
            name: import.name.to_owned(),
            hash: symbol_hash(import.name),
            version: version(import.version, import.library),
            weak: import.weak,
            bound: if lazy { Bound::Call } else { Bound::Start },
            copy: false,
        });
    }
    if let Tables::Elf(elf) = &image.tables {
        found.symbols.extend(copied(elf, &image));
    }
    Ok(found)
}

fn version(version: Option<&str>, library: Option<&str>) -> Option<(String, String)> {
    Some((version?.to_owned(), library?.to_owned()))
}

/// Variables that a copy relocation takes from a library: the program defines them, the loader skips that.
fn copied(elf: &Elf<'_>, image: &Image<'_>) -> Vec<Undefined> {
    let Some(table) = &elf.symbols else {
        return Vec::new();
    };
    let mut left = image.data.len().max(1 << 16);
    let copies = elf.relocations.others(&elf.r);
    let copies = copies.filter(|relocation| relocation.meaning == Meaning::Copy);
    copies
        .filter_map(|relocation| {
            let index = u64::from(relocation.symbol);
            let entry = table.entry(&elf.r, index)?;
            let name = symbols::name(table.strings(), entry.name)?;
            left = left.checked_sub(name.len())?;
            let wanted = table.version(&elf.r, index);
            let need = elf.needs.iter().find(|need| Some(need.index) == wanted);
            Some(Undefined {
                name: name.to_owned(),
                hash: symbol_hash(name),
                version: need.map(|need| (need.version.to_owned(), need.library.to_owned())),
                weak: entry.is_weak(),
                bound: Bound::Start,
                copy: true,
            })
        })
        .collect()
}
