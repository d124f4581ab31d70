//! Portable Executable, 32 and 64 bits, and the COFF objects that PE files are linked from: "PE Format" in
//! Microsoft's documentation.
//!
//! Addresses are at the preferred base. The base relocations only move a file away from it, so stored
//! pointers already say what they say there.

mod coff;
mod imports;
mod optional;

use diagnostic::Located;

use crate::image::{Format, Tables};
use crate::part::{Part, Word, settle_segments};
use crate::words::Words;
use crate::{Arch, Image, Imports, Kind, OpenError, Symbol, text_build_id};
use coff::Coff;
use imports::Directories;

/// `IMAGE_FILE_DLL`.
const DLL: u16 = 0x2000;

/// The tables of one PE file or COFF object that are read on demand.
#[derive(Debug)]
pub(crate) struct Pe<'d> {
    words: Words<'d>,
    coff: Coff,
    directories: Directories,
}

impl<'d> Pe<'d> {
    pub(crate) fn symbols_named(
        &self,
        image: &Image<'d>,
        names: &[&str],
    ) -> Vec<Option<Symbol<'d>>> {
        self.coff.named(image, self.words, names)
    }

    pub(crate) fn imports(&self, image: &Image<'d>) -> Imports<'d> {
        self.directories.imports(image, self.words)
    }
}

/// Machine and pointer size by the number in the file header.
const fn machine(number: u16) -> Option<(&'static str, u8)> {
    Some(match number {
        0x14c => ("386", 4),
        0x8664 => ("amd64", 8),
        0x1c0 | 0x1c4 => ("arm", 4),
        0xaa64 => ("arm64", 8),
        _ => return None,
    })
}

fn word_of(number: u16) -> (Arch, Word) {
    let (arch, size) = match machine(number) {
        Some((name, size)) => (Arch::Go(name), size),
        None => (Arch::Other(number.into()), 4),
    };
    (arch, Word { little: true, size })
}

/// Decodes one PE file.
///
/// # Errors
/// When there is no PE header where the DOS header says, or it is cut off.
pub(crate) fn decode<'d>(part: &Part<'d>) -> Result<Image<'d>, OpenError> {
    let words = part.words(true);
    let broken = |offset, message: &str| part.broken(Format::Pe, offset, message);
    let header = words
        .word(0x3c)
        .ok_or_else(|| broken(0x3c, "the file ends within the DOS header"))?;
    if words.bytes(header, 4) != Some(b"PE\0\0") {
        return Err(broken(
            header,
            "no `PE` where the DOS header says: a DOS program, or cut off",
        ));
    }
    let coff = Coff::read(words, header + 4)
        .ok_or_else(|| broken(header + 4, "the file ends within the COFF header"))?;
    let (arch, word) = word_of(coff.machine);
    let mut image = part.image(Format::Pe, arch, word);
    let place = part.place("header", header).name("PE");
    image.os = Some(Located::new("windows", place));
    if coff.characteristics & DLL != 0 {
        image.kind = Kind::SharedLibrary;
    }
    let optional = optional::read(part, words, &coff, &mut image);
    coff.take_sections(part, words, optional.base, &mut image);
    settle_segments(part, &mut image);
    facts(part, words, &coff, &mut image);
    let directories = optional.directories;
    directories.take_needed(part, words, &mut image);
    image.tables = Tables::Pe(Box::new(Pe {
        words,
        coff,
        directories,
    }));
    Ok(image)
}

fn facts(part: &Part<'_>, words: Words<'_>, coff: &Coff, image: &mut Image<'_>) {
    image.loading.symtab = coff.has_defined(words);
    let debug = |name: &str| name.starts_with(".debug_") || name.starts_with(".zdebug_");
    image.loading.dwarf = image.sections.iter().any(|s| debug(s.name));
    let text = image.section(".text");
    image.loading.go_build_id = text.and_then(|text| text_build_id::find(part, text));
}

/// Whether bytes begin like a COFF object of a machine that Go targets: the format has no magic, so the
/// whole header must be plausible.
pub(crate) fn is_object(data: &[u8]) -> bool {
    let words = Words::new(data, true);
    Coff::read(words, 0).is_some_and(|coff| {
        machine(coff.machine).is_some()
            && coff.optional_size == 0
            && (1..=0x1000).contains(&coff.sections)
            && coff.symbols + coff.count * coff::SYMBOL <= words.len()
            && coff.end_of_sections() <= words.len()
    })
}

/// Decodes one COFF object.
///
/// # Errors
/// When the file ends within the header.
pub(crate) fn decode_object<'d>(part: &Part<'d>) -> Result<Image<'d>, OpenError> {
    let words = part.words(true);
    let coff = Coff::read(words, 0)
        .ok_or_else(|| part.broken(Format::Pe, 0, "the file ends within the COFF header"))?;
    let (arch, word) = word_of(coff.machine);
    let mut image = part.image(Format::Pe, arch, word);
    image.kind = Kind::Object;
    let place = part.place("header", 0).name("COFF");
    image.os = Some(Located::new("windows", place));
    coff.take_sections(part, words, 0, &mut image);
    // An object's sections stand at no address yet.
    image.segments.clear();
    facts(part, words, &coff, &mut image);
    image.tables = Tables::Pe(Box::new(Pe {
        words,
        coff,
        directories: Directories::default(),
    }));
    Ok(image)
}
