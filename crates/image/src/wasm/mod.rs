//! WebAssembly modules: sections, imports, and the linear memory that the data segments fill ("WebAssembly
//! Core Specification", binary format).
//!
//! Go keeps 8-byte pointers in its tables although addresses of linear memory have 32 bits; that is the
//! pointer size said here. Its linker leaves runs of zeros out, so that pclntab lies in thousands of data
//! segments: [`Image::linear_memory`] puts them together.

mod data;
mod leb;
mod memory;
mod producers;
mod section;

use diagnostic::Located;

use crate::image::{Format, Tables};
use crate::part::{Part, Word};
use crate::words::Words;
use crate::{Arch, Image, Import, Imports, OpenError};
use leb::Cursor;

pub(crate) use memory::Mapping;

/// `\0asm` and version 1. Version 13 with layer 1 is a component, which Go does not link.
pub(crate) const MAGIC: &[u8] = b"\0asm\x01\0\0\0";

/// Imports that are listed, if there are 16 bytes of the file for each: an import may take four bytes, and
/// takes fifty times as many here. JavaScript engines refuse modules with more.
const MOST_IMPORTS: u64 = 100_000;

/// The tables of one module that are read on demand.
#[derive(Debug)]
pub(crate) struct Wasm<'d> {
    words: Words<'d>,
    /// Offset and end of the import section's content.
    imports: Option<(u64, u64)>,
    /// Offset and end of the content of the custom section `producers`.
    producers: Option<(u64, u64)>,
    /// Where bytes of a memory that was put together stand in the file; empty for the module itself.
    pub(crate) mapping: Mapping,
}

/// One entry of the import section.
#[derive(Clone, Copy, Debug)]
struct WasmImport<'d> {
    index: u64,
    at: u64,
    module: &'d str,
    name: &'d str,
    /// 0: function, 1: table, 2: memory, 3: global, 4: tag.
    kind: u8,
}

/// Decodes one module.
///
/// # Errors
/// When the magic or the version is wrong.
pub(crate) fn decode<'d>(part: &Part<'d>) -> Result<Image<'d>, OpenError> {
    if !part.data.starts_with(MAGIC) {
        return Err(part.broken(Format::Wasm, 0, "no module of version 1"));
    }
    let words = part.words(true);
    let word = Word {
        little: true,
        size: 8,
    };
    let mut image = part.image(Format::Wasm, Arch::Go("wasm"), word);
    let tables = section::read(part, words, &mut image);
    data::take(part, words, &tables, &mut image);
    let wasm = Wasm {
        words,
        imports: tables.imports,
        producers: tables.producers,
        mapping: Mapping::default(),
    };
    image.os = wasm.os(part);
    image.loading.dwarf = image.sections.iter().any(|s| s.name.starts_with(".debug_"));
    image.loading.symtab = image.section("name").is_some();
    image.loading.go_build_id = build_id(part, &image);
    image.tables = Tables::Wasm(Box::new(wasm));
    Ok(image)
}

/// The custom section `go:buildid` holds what stands at the start of the text elsewhere.
fn build_id(part: &Part<'_>, image: &Image<'_>) -> Option<Located<String>> {
    crate::text_build_id::find(part, image.section("go:buildid")?)
}

impl<'d> Wasm<'d> {
    /// The same module over a memory that was put together.
    fn over<'m>(&self, mapping: Mapping) -> Wasm<'m>
    where
        'd: 'm,
    {
        Wasm {
            words: self.words,
            imports: self.imports,
            producers: self.producers,
            mapping,
        }
    }

    /// By the module that Go imports the system's functions from: `gojs` (`go` before Go 1.21) in a
    /// JavaScript host, `wasi_snapshot_preview1` in a WASI host.
    fn os(&self, part: &Part<'d>) -> Option<Located<&'static str>> {
        self.entries().0.into_iter().find_map(|import| {
            let os = match import.module {
                "gojs" | "go" => "js",
                "wasi_snapshot_preview1" => "wasip1",
                _ => return None,
            };
            let place = part.place("import", import.at).index(import.index);
            Some(Located::new(os, place.name(import.module)))
        })
    }

    /// The entries of the import section, and whether all of them could be read.
    fn entries(&self) -> (Vec<WasmImport<'d>>, bool) {
        let Some((start, end)) = self.imports else {
            return (Vec::new(), true);
        };
        let mut cursor = Cursor::new(self.words, start, end);
        let mut imports = Vec::new();
        let most = MOST_IMPORTS.min(self.words.len() / 16);
        for index in 0..cursor.unsigned().unwrap_or(0) {
            if index > most {
                return (imports, false);
            }
            let Some(import) = entry(&mut cursor, index) else {
                return (imports, false);
            };
            imports.push(import);
        }
        (imports, true)
    }

    /// The Go version that the module says it was made by.
    pub(crate) fn go_version(&self, image: &Image<'d>) -> Option<Located<String>> {
        producers::go_version(image, self.words, self.producers?)
    }

    pub(crate) fn imports(&self, image: &Image<'d>) -> Imports<'d> {
        let (entries, complete) = self.entries();
        let import = |entry: WasmImport<'d>| Import {
            name: entry.name,
            version: None,
            library: Some(entry.module),
            weak: false,
            function: Some(entry.kind == 0),
            lazy: Some(false),
            place: image.place_at("import", entry.at).index(entry.index),
        };
        Imports {
            symbols: entries.into_iter().map(import).collect(),
            incomplete: (!complete).then(|| {
                "the import section is cut off, or longer than such a file needs".to_owned()
            }),
        }
    }
}

fn entry<'d>(cursor: &mut Cursor<'d>, index: u64) -> Option<WasmImport<'d>> {
    let at = cursor.at;
    let (module, name) = (cursor.name()?, cursor.name()?);
    let kind = cursor.byte()?;
    match kind {
        // function: its type.
        0 => drop(cursor.unsigned()?),
        // table: the type of its elements, its limits.
        1 => {
            cursor.byte()?;
            limits(cursor)?;
        }
        2 => drop(limits(cursor)?),
        // global: its type, whether it changes; tag: attribute, type.
        3 | 4 => {
            cursor.byte()?;
            cursor.unsigned()?;
        }
        _ => return None,
    }
    Some(WasmImport {
        index,
        at,
        module,
        name,
        kind,
    })
}

/// The least size that limits ask for, in pages of 64 KiB.
fn limits(cursor: &mut Cursor<'_>) -> Option<u64> {
    let flags = cursor.byte()?;
    let least = cursor.unsigned()?;
    if flags & 1 != 0 {
        cursor.unsigned()?;
    }
    Some(least)
}
