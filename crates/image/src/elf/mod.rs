//! ELF, 32 and 64 bits, both byte orders, with or without a section table.
//!
//! What the loader reads comes first: program headers and `PT_DYNAMIC`. The section table only adds to it.

mod asks;
mod budget;
mod core;
mod dynamic;
mod dynsym;
mod exports;
mod hash;
mod header;
mod imports;
mod library;
mod machine;
mod marks;
mod notes;
mod object_file;
mod pointers;
mod reader;
mod relocation_index;
mod relocations;
mod sections;
mod segments;
mod symbol_index;
mod symbols;
mod system;
mod tls;
mod undefined;
mod verdef;
mod version_users;
mod versions;

use crate::image::Tables;
use crate::{Format, Image, ImportCounts, Imports, OpenError, Symbol, VersionUsers};

use asks::Parts;
use dynamic::Dynamic;
use dynsym::DynamicSymbols;
use header::ET_REL;
use notes::Note;
use object_file::ObjectFile;
use reader::Reader;
use relocations::Relocations;
use sections::SectionTable;
use versions::Need;

pub use core::CoreFile;
pub use library::{Identity, Library, LibraryVersion, LoadFlags, NeededVersion, Tls};
pub use symbol_index::{Definition, SymbolIndex, symbol_hash};
pub use undefined::{Bound, Undefined, UndefinedSymbols, undefined_symbols};

/// The tables of one ELF image that are read on demand.
#[derive(Debug)]
pub(crate) struct Elf<'d> {
    r: Reader<'d>,
    table: SectionTable,
    dynamic: Dynamic,
    notes: Vec<Note<'d>>,
    needs: Vec<Need<'d>>,
    relocations: Relocations,
    symbols: Option<DynamicSymbols<'d>>,
    object: Option<ObjectFile>,
}

/// Decodes one ELF image whose bytes start at `base` in the file; the magic was checked.
pub(crate) fn decode(
    data: &[u8],
    base: u64,
    container: Option<String>,
) -> Result<Image<'_>, OpenError> {
    let (r, header) = header::parse(data, base, container)?;
    let mut problems = Vec::new();
    let extended = sections::extended_program_count(&r, &header);
    let programs = segments::parse(&r, &header, extended, &mut problems);
    let mut segments = segments::loaded(&r, &programs, &mut problems);
    let table = sections::parse(&r, &header, &mut problems);
    let mut sections = sections::named(&r, &table, &mut problems);
    let dynamic = Dynamic::parse(&r, &programs, &segments, &mut problems);
    let notes = notes::parse(&r, &programs, &table, &mut problems);
    let needs = versions::needs(&r, &dynamic, &segments, &mut problems);
    let relocations = Relocations::parse(&r, &header, &dynamic, &segments, &mut problems);
    let symbols = DynamicSymbols::parse(&r, &header, &dynamic, &segments, &table);
    let object =
        (header.file_type == ET_REL).then(|| ObjectFile::parse(&r, &header, &table, &mut problems));
    if let Some(object) = &object {
        segments = object.place(&r, &table, &mut sections);
    }
    let parts = Parts {
        r: &r,
        header: &header,
        programs: &programs,
        table: &table,
        sections: &sections,
        dynamic: &dynamic,
        notes: &notes,
        needs: &needs,
        relocations: &relocations,
    };
    let loading = asks::parse(&parts, &mut problems);
    let os = system::os(&parts, &loading);
    let kind = header::kind(&header, !asks::program_marks(&parts).is_empty());
    Ok(Image {
        data,
        base,
        container: r.container.clone(),
        format: Format::Elf,
        arch: header::arch(&r, &header),
        os,
        little_endian: r.little_endian,
        pointer_size: if r.wide { 8 } else { 4 },
        kind,
        entry: (header.entry != 0).then_some(header.entry),
        segments,
        sections,
        loading,
        problems,
        tables: Tables::Elf(Box::new(Elf {
            r,
            table,
            dynamic,
            notes,
            needs,
            relocations,
            symbols,
            object,
        })),
    })
}

impl<'d> Elf<'d> {
    pub(crate) fn pointer_at(&self, image: &Image<'d>, address: u64) -> Option<u64> {
        pointers::read(self, image, address)
    }

    pub(crate) fn symbols_named(&self, names: &[&str]) -> Vec<Option<Symbol<'d>>> {
        symbols::named(&self.r, &self.table, self.object.as_ref(), names)
    }

    /// How many symbols the loader must find elsewhere.
    pub(crate) fn import_counts(&self, image: &Image<'d>) -> ImportCounts {
        imports::count(self, image)
    }

    pub(crate) fn imports(&self, image: &Image<'d>) -> Imports<'d> {
        imports::read(self, image)
    }

    pub(crate) fn version_users(
        &self,
        wanted: &dyn Fn(&str) -> bool,
        most: usize,
    ) -> Vec<VersionUsers<'d>> {
        version_users::read(self, wanted, most)
    }

    pub(crate) fn exports_named(&self, names: &[&str]) -> Vec<Option<Symbol<'d>>> {
        exports::named(self, names)
    }

    pub(crate) fn exported_count(&self) -> Option<u64> {
        exports::count(self)
    }

    pub(crate) fn core_files(&self) -> Vec<CoreFile<'d>> {
        core::files(&self.r, &self.notes)
    }
}
