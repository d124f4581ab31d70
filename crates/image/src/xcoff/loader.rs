//! The loader section: the libraries that are asked for, and the symbols imported from them.

use diagnostic::Located;

use crate::part::Part;
use crate::words::Words;
use crate::{Image, Import, Imports};

const L_WEAK: u8 = 0x08;
const L_IMPORT: u8 = 0x40;
/// Storage-mapping class of a function descriptor.
const XMC_DS: u8 = 10;

/// Bytes of one symbol, both widths.
const SYMBOL: u64 = 24;

/// The loader section of one image.
#[derive(Debug)]
pub(super) struct Loader<'d> {
    /// The section's bytes: every offset counts from its start.
    words: Words<'d>,
    /// Offset of the section in the image.
    at: u64,
    wide: bool,
    /// Symbols promised.
    pub(super) symbols: u64,
    first_symbol: u64,
    strings: u64,
    /// Archive or object by import file number; number 0 is the search path.
    files: Vec<&'d str>,
}

/// Reads the section's header and import files, and what they say of loading.
pub(super) fn read<'d>(
    part: &Part<'d>,
    words: Words<'d>,
    wide: bool,
    (at, size): (u64, u64),
    image: &mut Image<'d>,
) -> Option<Loader<'d>> {
    let section = words.part(at, size);
    let Some((mut loader, files)) = header(section, at, wide) else {
        let message = "the loader section is cut off";
        image.problems.push(part.problem(at, message));
        return None;
    };
    if loader.take_files(part, files, image).is_none() {
        let message = "the loader section's import files are cut off or too many";
        image
            .problems
            .push(part.problem(at.saturating_add(files.0), message));
    }
    Some(loader)
}

/// The header, and offset and count of the import files.
fn header(words: Words<'_>, at: u64, wide: bool) -> Option<(Loader<'_>, (u64, u64))> {
    let offset = |narrow, broad| {
        if wide {
            words.u64(broad)
        } else {
            words.word(narrow)
        }
    };
    let loader = Loader {
        words,
        at,
        wide,
        symbols: words.word(4)?,
        first_symbol: if wide { words.u64(40)? } else { 32 },
        strings: offset(28, 32)?,
        files: Vec::new(),
    };
    Some((loader, (offset(20, 24)?, words.word(16)?)))
}

impl<'d> Loader<'d> {
    /// Each import file is three names: path, file, archive member. The first one's path is the search path.
    fn take_files(
        &mut self,
        part: &Part<'d>,
        (start, count): (u64, u64),
        image: &mut Image<'d>,
    ) -> Option<()> {
        let mut at = start;
        // The three names may be empty: three bytes, which take fifty times as many here.
        let most = 64 + self.words.len() / 64;
        for index in 0..count {
            if index > most {
                return None;
            }
            let place = part
                .place("import file", self.at.saturating_add(at))
                .index(index);
            let path = self.name(&mut at)?;
            let file = self.name(&mut at)?;
            let member = self.name(&mut at)?;
            self.files.push(file);
            if index == 0 {
                image
                    .loading
                    .runpath
                    .push(Located::new(path.to_owned(), place));
                continue;
            }
            let directory = if path.is_empty() {
                String::new()
            } else {
                format!("{path}/")
            };
            let member = if member.is_empty() {
                String::new()
            } else {
                format!("({member})")
            };
            let library = format!("{directory}{file}{member}");
            image.loading.needed.push(Located::new(library, place));
        }
        Some(())
    }

    /// The name at `at`, which moves behind its NUL.
    fn name(&self, at: &mut u64) -> Option<&'d str> {
        let name = self.words.name(*at)?;
        *at += name.len() as u64 + 1;
        Some(name)
    }

    /// Every symbol that the loader must find elsewhere.
    pub(super) fn imports(&self, image: &Image<'d>) -> Imports<'d> {
        let mut imports = Imports::default();
        for index in 0..self.symbols {
            let at = self.first_symbol.saturating_add(index * SYMBOL);
            let entry = self.words.part(at, SYMBOL);
            let Some(kind) = entry.u8(14) else {
                imports.incomplete = Some("the loader section's symbols are cut off".to_owned());
                break;
            };
            if kind & L_IMPORT == 0 {
                continue;
            }
            match self.import((at, entry), index, image) {
                Some(import) => imports.symbols.push(import),
                None => {
                    let message = format!("the name of loader symbol {index} cannot be read");
                    imports.incomplete = Some(message);
                }
            }
        }
        imports
    }

    fn import(
        &self,
        (at, entry): (u64, Words<'d>),
        index: u64,
        image: &Image<'d>,
    ) -> Option<Import<'d>> {
        let file = usize::try_from(entry.word(16)?).ok()?;
        Some(Import {
            name: self.symbol_name(entry)?,
            version: None,
            library: self.files.get(file).copied().filter(|_| file > 0),
            weak: entry.u8(14)? & L_WEAK != 0,
            function: (entry.u8(15)? == XMC_DS).then_some(true),
            // The system loader resolves every import when it loads the image, but for lazily linked
            // modules, which the linker marks outside of this table.
            lazy: None,
            place: image
                .place_at("loader symbol", self.at.saturating_add(at))
                .index(index),
        })
    }

    fn symbol_name(&self, entry: Words<'d>) -> Option<&'d str> {
        let long = |field| {
            let offset = entry.word(field)?;
            self.words.name(self.strings.checked_add(offset)?)
        };
        if self.wide {
            return long(8);
        }
        if entry.u32(0)? == 0 {
            return long(4);
        }
        Some(entry.fixed_name(0, 8))
    }
}
