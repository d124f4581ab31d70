//! ELF, 32 and 64 bits, both byte orders, with or without a section table.
//!
//! What the loader reads comes first: program headers and `PT_DYNAMIC`. The section table only adds to it.

mod asks;
mod budget;
mod dynamic;
mod header;
mod marks;
mod notes;
mod reader;
mod sections;
mod segments;
mod system;
mod versions;

use crate::image::Tables;
use crate::{Format, Image, Imports, OpenError, Symbol};

use asks::Parts;
use dynamic::Dynamic;
use header::Header;
use reader::Reader;
use sections::SectionTable;

/// The tables of one ELF image that are read on demand.
#[derive(Debug)]
pub(crate) struct Elf<'d> {
    r: Reader<'d>,
    header: Header,
    table: SectionTable,
    dynamic: Dynamic,
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
    let segments = segments::loaded(&r, &programs, &mut problems);
    let table = sections::parse(&r, &header, &mut problems);
    let sections = sections::named(&r, &table, &mut problems);
    let dynamic = Dynamic::parse(&r, &programs, &segments, &mut problems);
    let notes = notes::parse(&r, &programs, &table, &mut problems);
    let parts = Parts {
        r: &r,
        header: &header,
        programs: &programs,
        segments: &segments,
        table: &table,
        sections: &sections,
        dynamic: &dynamic,
        notes: &notes,
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
            header,
            table,
            dynamic,
        })),
    })
}

impl<'d> Elf<'d> {
    pub(crate) fn pointer_at(&self, image: &Image<'d>, address: u64) -> Option<u64> {
        image.stored_pointer_at(address)
    }

    pub(crate) fn symbols_named(
        &self,
        _image: &Image<'d>,
        names: &[&str],
    ) -> Vec<Option<Symbol<'d>>> {
        vec![None; names.len()]
    }

    pub(crate) fn imports(&self, _image: &Image<'d>) -> Imports<'d> {
        Imports::default()
    }
}
