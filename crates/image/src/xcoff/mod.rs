//! XCOFF, 32 and 64 bits, big-endian: "XCOFF Object File Format" in IBM's AIX documentation.

mod header;
mod loader;
mod symbols;

use diagnostic::Located;

use crate::image::{Format, Tables};
use crate::part::{Part, Word, settle_segments};
use crate::words::Words;
use crate::{Arch, Image, Imports, Kind, OpenError, Symbol, text_build_id};
use header::Header;
use loader::Loader;

const F_EXEC: u16 = 0x2;
const F_SHROBJ: u16 = 0x2000;

/// The tables of one XCOFF image that are read on demand.
#[derive(Debug)]
pub(crate) struct Xcoff<'d> {
    words: Words<'d>,
    header: Header,
    loader: Option<Loader<'d>>,
}

impl<'d> Xcoff<'d> {
    pub(crate) fn symbols_named(
        &self,
        image: &Image<'d>,
        names: &[&str],
    ) -> Vec<Option<Symbol<'d>>> {
        symbols::named(image, self.words, &self.header, names)
    }

    pub(crate) fn imports(&self, image: &Image<'d>) -> Imports<'d> {
        match &self.loader {
            Some(loader) => loader.imports(image),
            None => Imports::default(),
        }
    }
}

/// Whether the first bytes are XCOFF's: one of two magics, and no more sections than an object has.
pub(crate) fn announced(first: &[u8]) -> bool {
    let words = Words::new(first, false);
    let sections = words.u16(2).unwrap_or(0);
    words.u16(0).and_then(header::wide_by).is_some() && (1..=4096).contains(&sections)
}

/// Decodes one XCOFF image.
///
/// # Errors
/// When the magic is wrong or the file ends within the header.
pub(crate) fn decode<'d>(part: &Part<'d>) -> Result<Image<'d>, OpenError> {
    let words = part.words(false);
    let header = Header::read(words)
        .ok_or_else(|| part.broken(Format::Xcoff, 0, "the file ends within the header"))?;
    let (arch, size) = if header.wide {
        ("ppc64", 8)
    } else {
        ("ppc", 4)
    };
    // Go has no 32-bit port to AIX: 0x1df is that machine's number.
    let arch = if header.wide {
        Arch::Go(arch)
    } else {
        Arch::Other(0x1df)
    };
    let word = Word {
        little: false,
        size,
    };
    let mut image = part.image(Format::Xcoff, arch, word);
    image.kind = match header.flags {
        flags if flags & F_SHROBJ != 0 => Kind::SharedLibrary,
        flags if flags & F_EXEC != 0 => Kind::Executable,
        _ => Kind::Object,
    };
    let place = part.place("header", 0).name("magic");
    image.os = Some(Located::new("aix", place));
    let section = header.take_sections(part, words, &mut image);
    settle_segments(part, &mut image);
    image.entry = header.entry_code(words, &image);
    image.loading.symtab = symbols::has_defined(words, &header);
    let text = image.section(".text");
    image.loading.go_build_id = text.and_then(|text| text_build_id::find(part, text));
    let loader =
        section.and_then(|section| loader::read(part, words, header.wide, section, &mut image));
    image.loading.dynamic = loader.is_some();
    image.loading.dynsym = loader.as_ref().is_some_and(|loader| loader.symbols > 0);
    image.tables = Tables::Xcoff(Box::new(Xcoff {
        words,
        header,
        loader,
    }));
    Ok(image)
}
