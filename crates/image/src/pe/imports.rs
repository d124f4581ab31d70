//! The import directory and the delay-load import directory.

use std::sync::OnceLock;

use diagnostic::Located;

use crate::part::Part;
use crate::words::{MAX_NAME, Words};
use crate::{Image, Import, Imports};

/// Bytes of one descriptor.
const IMPORT: u64 = 20;
const DELAYED: u64 = 32;

/// Longest name of a library.
const MAX_LIBRARY: usize = 512;

/// An honest import takes a thunk, a second thunk, a hint and a name: more imports than one for so many
/// bytes of the file are descriptors that share their thunks.
const BYTES_OF_IMPORT: usize = 16;

/// Where the directories stand.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Directories {
    /// Preferred base address.
    pub(super) base: u64,
    /// 8-byte thunks.
    pub(super) wide: bool,
    /// Offset in the image of the list of directories.
    pub(super) table: u64,
    /// Address of the import directory, from the base.
    pub(super) imports: Option<u64>,
    /// Address of the delay-load import directory, from the base.
    pub(super) delayed: Option<u64>,
}

/// One library that symbols are imported from.
#[derive(Clone, Copy, Debug)]
struct Descriptor<'d> {
    index: u64,
    /// Offset in the image.
    offset: u64,
    library: Option<&'d str>,
    /// Address of the list of names, from `base`.
    thunks: u64,
    /// What the addresses count from: the image's base, or 0 in delay-load tables of old compilers.
    base: u64,
    lazy: bool,
}

impl Directories {
    /// Takes the libraries in that the loader needs at start. Delay-loaded ones are not among them.
    pub(super) fn take_needed<'d>(&self, part: &Part<'d>, words: Words<'d>, image: &mut Image<'d>) {
        let mut needed: Vec<Located<String>> = Vec::new();
        let mut problems = Vec::new();
        for descriptor in self.eager(image, words) {
            match descriptor.library {
                Some(name) => {
                    let place = part.place("import descriptor", descriptor.offset);
                    needed.push(Located::new(name.to_owned(), place.index(descriptor.index)));
                }
                None => {
                    let message = format!(
                        "import descriptor {} has no readable library name",
                        descriptor.index
                    );
                    problems.push(part.problem(descriptor.offset, message));
                    break;
                }
            }
        }
        if self
            .imports
            .is_some_and(|rva| self.offset(image, rva).is_none())
        {
            let message = "the import directory lies in no section";
            problems.push(part.problem(self.table + 8, message));
        }
        image.loading.needed = needed;
        image.problems.extend(problems);
    }

    /// Offset in the image of what stands `rva` behind the base.
    fn offset(&self, image: &Image<'_>, rva: u64) -> Option<u64> {
        offset_of(image, self.base.checked_add(rva)?)
    }

    /// The import descriptors, up to the first that names no library.
    fn eager<'i, 'd>(
        &self,
        image: &'i Image<'d>,
        words: Words<'d>,
    ) -> impl Iterator<Item = Descriptor<'d>> + use<'i, 'd> {
        let base = self.base;
        let start = self.imports.and_then(|rva| self.offset(image, rva));
        let descriptors = (0..).map_while(move |index| {
            let offset = start? + index * IMPORT;
            let name = words.word(offset + 12).filter(|&rva| rva != 0)?;
            let (names, bound) = (words.word(offset)?, words.word(offset + 16)?);
            Some(Descriptor {
                index,
                offset,
                library: library(image, words, base.wrapping_add(name)),
                thunks: if names == 0 { bound } else { names },
                base,
                lazy: false,
            })
        });
        // No more libraries than the file could name, one after the other.
        descriptors.take(words.data.len() / 64)
    }

    fn lazy<'i, 'd>(
        &self,
        image: &'i Image<'d>,
        words: Words<'d>,
    ) -> impl Iterator<Item = Descriptor<'d>> + use<'i, 'd> {
        let image_base = self.base;
        let start = self.delayed.and_then(|rva| self.offset(image, rva));
        let descriptors = (0..).map_while(move |index| {
            let offset = start? + index * DELAYED;
            let name = words.word(offset + 4).filter(|&rva| rva != 0)?;
            let counted = words.u32(offset)? & 1 != 0;
            let base = if counted { image_base } else { 0 };
            Some(Descriptor {
                index,
                offset,
                library: library(image, words, base.wrapping_add(name)),
                thunks: words.word(offset + 16)?,
                base,
                lazy: true,
            })
        });
        descriptors.take(words.data.len() / 64)
    }

    /// Every imported symbol.
    pub(super) fn imports<'d>(&self, image: &Image<'d>, words: Words<'d>) -> Imports<'d> {
        let mut imports = Imports::default();
        let most = words.data.len() / BYTES_OF_IMPORT;
        let all = self.eager(image, words).chain(self.lazy(image, words));
        for descriptor in all {
            self.take(descriptor, image, words, most, &mut imports);
            if imports.symbols.len() >= most {
                imports.incomplete = Some("the import descriptors share their names".to_owned());
                break;
            }
        }
        imports
    }

    fn take<'d>(
        &self,
        descriptor: Descriptor<'d>,
        image: &Image<'d>,
        words: Words<'d>,
        most: usize,
        imports: &mut Imports<'d>,
    ) {
        let size = if self.wide { 8 } else { 4 };
        let start = descriptor.base.checked_add(descriptor.thunks);
        let Some(start) = start.and_then(|address| offset_of(image, address)) else {
            let message = format!(
                "the names of import descriptor {} lie in no section",
                descriptor.index
            );
            imports.incomplete = Some(message);
            return;
        };
        for index in 0.. {
            let at = start + index * size;
            let Some(thunk) = words.uint(at, size).filter(|&thunk| thunk != 0) else {
                return;
            };
            let ordinal = thunk >> (size * 8 - 1) == 1;
            let name = if ordinal {
                Some(ordinal_name(thunk & 0xffff))
            } else {
                // A hint of two bytes stands before the name.
                let address = descriptor.base.checked_add((thunk & 0x7fff_ffff) + 2);
                address.and_then(|address| words.name(offset_of(image, address)?))
            };
            let Some(name) = name.filter(|_| imports.symbols.len() < most) else {
                let message = format!(
                    "import {index} of descriptor {} has no readable name",
                    descriptor.index
                );
                imports.incomplete = Some(message);
                return;
            };
            imports.symbols.push(Import {
                name,
                version: None,
                library: descriptor.library,
                weak: false,
                function: None,
                lazy: Some(descriptor.lazy),
                place: image.place_at("import", at).index(index),
            });
        }
    }
}

/// Offset in the image of the byte at a virtual address.
fn offset_of(image: &Image<'_>, address: u64) -> Option<u64> {
    image.offset_of(address)?.checked_sub(image.base)
}

fn library<'d>(image: &Image<'d>, words: Words<'d>, address: u64) -> Option<&'d str> {
    let name = words.name(offset_of(image, address)?)?;
    (1..=MAX_LIBRARY.min(MAX_NAME))
        .contains(&name.len())
        .then_some(name)
}

/// Bytes of one name in [`ordinal_name`]'s table.
const STEP: usize = 6;

/// `#12` for ordinal 12. Names are borrowed, and no file holds these: they come from one table, made when
/// the first import by ordinal is met.
fn ordinal_name(ordinal: u64) -> &'static str {
    static NAMES: OnceLock<String> = OnceLock::new();
    let number = |ordinal: u32| format!("{:<STEP$}", format!("#{ordinal}"));
    let names = NAMES.get_or_init(|| (0..=0xffff).map(number).collect());
    let start = usize::try_from(ordinal).unwrap_or(0) * STEP;
    names.get(start..start + STEP).unwrap_or("#").trim_end()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ordinal_is_named_by_its_number() {
        assert_eq!(ordinal_name(0), "#0");
        assert_eq!(ordinal_name(12), "#12");
        assert_eq!(ordinal_name(65535), "#65535");
    }
}
