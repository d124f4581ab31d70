//! The linker's description of a module, of which only the start of the text is read.
//!
//! The words up to `text` have had the same order from Go 1.20 to 1.27 (`runtime/symtab.go`); that is
//! enough, since the pclntab header says the start of the text in every release before 1.26.

use image::{Image, Kind, Segment};

use crate::pclntab::Pclntab;

/// Sections that hold nothing else (Go 1.26 and newer).
const SECTIONS: [&str; 3] = [".go.module", ".data.rel.ro.go.module", "__go_module"];
/// Words before `text`: pcHeader, six slices, findfunctab, minpc, maxpc.
const TEXT_WORD: u64 = 22;
/// Places with the table's address that a hostile file may make us try.
const MOST_CANDIDATES: usize = 4096;

/// Virtual address of the first Go function: from the table's header, else from moduledata.
pub(crate) fn text_start(image: &Image<'_>, table: &Pclntab<'_>) -> Option<u64> {
    table
        .text_start
        .or_else(|| in_sections(image, table).or_else(|| in_data(image, table)))
}

fn in_sections(image: &Image<'_>, table: &Pclntab<'_>) -> Option<u64> {
    SECTIONS
        .iter()
        .filter_map(|name| image.section(name))
        .find_map(|section| text_of(image, table, section.address))
}

/// Looks for the table's address, as the file stores it, in writable memory.
fn in_data(image: &Image<'_>, table: &Pclntab<'_>) -> Option<u64> {
    let word = pointer_bytes(image, table.address);
    let writable = |s: &&Segment| s.writable && s.file_size > 0;
    image.segments.iter().filter(writable).find_map(|segment| {
        let bytes = image.bytes_from(segment.address)?;
        memchr::memmem::find_iter(bytes, &word)
            .take(MOST_CANDIDATES)
            .filter_map(|at| segment.address.checked_add(u64::try_from(at).ok()?))
            .filter(|at| at % u64::from(image.pointer_size) == 0)
            .find_map(|at| text_of(image, table, at))
    })
}

fn pointer_bytes(image: &Image<'_>, address: u64) -> Vec<u8> {
    let mut bytes = address.to_le_bytes().to_vec();
    bytes.truncate(usize::from(image.pointer_size));
    if !image.little_endian {
        bytes.reverse();
    }
    bytes
}

/// The text's start, if moduledata stands at `address`: its first words name the table and its names,
/// and its code range is not empty.
fn text_of(image: &Image<'_>, table: &Pclntab<'_>, address: u64) -> Option<u64> {
    let word = |index: u64| {
        stored_or_relocated(
            image,
            address.checked_add(index * u64::from(image.pointer_size))?,
        )
    };
    let agrees = word(0)? == table.address && word(1)? == table.names_address();
    let (minimum, maximum, text) = (word(TEXT_WORD - 2)?, word(TEXT_WORD - 1)?, word(TEXT_WORD)?);
    (agrees && text <= minimum && minimum < maximum).then_some(text)
}

/// A pointer that the linker stored or the loader fills in.
///
/// In a program at a fixed address what is stored is final, and needs no search among the relocations.
pub(crate) fn stored_or_relocated(image: &Image<'_>, address: u64) -> Option<u64> {
    let fixed = image.kind == Kind::Executable;
    let stored = image
        .stored_pointer_at(address)
        .filter(|stored| fixed && *stored != 0);
    stored.or_else(|| image.pointer_at(address))
}
