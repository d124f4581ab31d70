//! The view that all formats share: memory as the loader would lay it out.

use diagnostic::{Located, Place, Problem};

use crate::elf::{CoreFile, Elf};
use crate::macho::MachO;
use crate::pe::Pe;
use crate::wasm::Wasm;
use crate::xcoff::Xcoff;
use crate::{Arch, ImportCounts, Imports, Loading, VersionUsers};

/// The container format of one image.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// Executable and Linking Format.
    Elf,
    /// Mach-O, or one slice of a universal file.
    MachO,
    /// Portable Executable.
    Pe,
    /// AIX's XCOFF.
    Xcoff,
    /// WebAssembly.
    Wasm,
    /// A Go object file (`go object …`), as found in a Go `.a` archive.
    GoObject,
    /// An `ar` archive. No image has this format: its members have theirs.
    Archive,
}

impl Format {
    /// The name in machine output: `elf`, `macho`, `pe`, `xcoff`, `wasm`, `goobj`, `ar`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Elf => "elf",
            Self::MachO => "macho",
            Self::Pe => "pe",
            Self::Xcoff => "xcoff",
            Self::Wasm => "wasm",
            Self::GoObject => "goobj",
            Self::Archive => "ar",
        }
    }
}

/// What the header says the image is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `ET_EXEC`, `MH_EXECUTE`, an EXE, a WASM module.
    Executable,
    /// `ET_DYN` that is a program: it has an interpreter or `DF_1_PIE`.
    PositionIndependentExecutable,
    /// A shared library, a dylib, a bundle, a DLL.
    SharedLibrary,
    /// A relocatable object.
    Object,
    /// A core dump.
    Core,
}

/// One range of memory that the loader fills from the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Index in the program header, load command or section table it comes from.
    pub index: u64,
    /// Virtual address of the first byte, before any load bias.
    pub address: u64,
    /// Bytes in memory; those past `file_size` are zero.
    pub memory_size: u64,
    /// Offset of the first byte in [`Image::data`].
    pub offset: u64,
    /// Bytes backed by [`Image::data`]; already cut to what the file holds.
    pub file_size: u64,
    /// May be written.
    pub writable: bool,
    /// May be executed.
    pub executable: bool,
}

/// One section, where the file still has a section table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section<'d> {
    /// Index in the section table.
    pub index: u64,
    /// Name as written: `.gopclntab`, `__gopclntab`, `.text`.
    pub name: &'d str,
    /// Segment name (Mach-O), empty elsewhere.
    pub segment: &'d str,
    /// Virtual address; 0 if not loaded.
    pub address: u64,
    /// Offset in [`Image::data`].
    pub offset: u64,
    /// Bytes.
    pub size: u64,
    /// Has bytes in the file (`false` for `.bss` and the like).
    pub has_bytes: bool,
}

/// One symbol of a static or dynamic symbol table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbol<'d> {
    /// Name without version.
    pub name: &'d str,
    /// Virtual address; 0 if undefined.
    pub address: u64,
    /// Bytes; 0 where the format does not say.
    pub size: u64,
    /// The table, index and offset it was read from.
    pub place: Place,
}

/// One program, library or object: its memory, its tables, and how it asks to be loaded.
#[derive(Debug)]
pub struct Image<'d> {
    /// The bytes of this image: the whole file, one slice of a universal file, one archive member.
    pub data: &'d [u8],
    /// Offset of `data` in the file.
    pub base: u64,
    /// `slice arm64`, `member go.o`; `None` when the image is the whole file.
    pub container: Option<String>,
    /// The format.
    pub format: Format,
    /// The machine.
    pub arch: Arch,
    /// The operating system that the container names, as a `GOOS` name, where it names one.
    pub os: Option<Located<&'static str>>,
    /// Byte order.
    pub little_endian: bool,
    /// 4 or 8.
    pub pointer_size: u8,
    /// What the header says it is.
    pub kind: Kind,
    /// Where the first instruction stands, as a virtual address.
    pub entry: Option<u64>,
    /// Loaded ranges, sorted by address; overlapping ones are a problem and kept.
    pub segments: Vec<Segment>,
    /// Sections in table order; empty if the table was removed.
    pub sections: Vec<Section<'d>>,
    /// How it asks to be loaded.
    pub loading: Loading,
    /// What could not be read; offsets are from the start of the file.
    pub problems: Vec<Problem>,
    /// The format's own tables, read on demand.
    pub(crate) tables: Tables<'d>,
}

/// The tables of one format that are read only when asked for.
#[derive(Debug)]
pub(crate) enum Tables<'d> {
    /// ELF: dynamic symbols, versions, relocations.
    Elf(Box<Elf<'d>>),
    /// Mach-O: symbols, binds, chained fixups.
    MachO(Box<MachO<'d>>),
    /// PE: import directories, COFF symbols.
    Pe(Box<Pe<'d>>),
    /// XCOFF: the loader section, symbols.
    Xcoff(Box<Xcoff<'d>>),
    /// WASM: imports, data segments.
    Wasm(Box<Wasm<'d>>),
    /// A Go object: its header line.
    GoObject(Located<String>),
    /// A format without tables of its own.
    None,
}

/// How many segments may start between the start of a segment and an address in it. Segments of a sound
/// file do not overlap.
const MOST_OVERLAPPING: usize = 64;

impl<'d> Image<'d> {
    /// The segment that holds a virtual address; of several, the one that starts last.
    #[must_use]
    pub fn segment_at(&self, address: u64) -> Option<&Segment> {
        let behind = self.segments.partition_point(|s| s.address <= address);
        let before = self.segments.get(..behind)?.iter().rev();
        before
            .take(MOST_OVERLAPPING)
            .find(|s| address - s.address < s.memory_size)
    }

    /// Offset in the file (not in [`Image::data`]) of the byte at a virtual address.
    #[must_use]
    pub fn offset_of(&self, address: u64) -> Option<u64> {
        if let Tables::Wasm(wasm) = &self.tables
            && !wasm.mapping.is_empty()
        {
            return wasm.mapping.offset_of(address);
        }
        let segment = self.segment_at(address)?;
        let into = address - segment.address;
        (into < segment.file_size).then(|| self.base + segment.offset + into)
    }

    /// Virtual address of a byte of [`Image::data`].
    #[must_use]
    pub fn address_of(&self, offset: u64) -> Option<u64> {
        self.segments.iter().find_map(|s| {
            let into = offset.checked_sub(s.offset)?;
            (into < s.file_size).then(|| s.address.wrapping_add(into))
        })
    }

    /// The file's bytes from a virtual address to the end of its segment, before relocation.
    #[must_use]
    pub fn bytes_from(&self, address: u64) -> Option<&'d [u8]> {
        let segment = self.segment_at(address)?;
        let into = address - segment.address;
        let start = usize::try_from(segment.offset.checked_add(into)?).ok()?;
        let end = usize::try_from(segment.offset.checked_add(segment.file_size)?).ok()?;
        self.data.get(start..end)
    }

    /// `length` bytes at a virtual address, before relocation.
    #[must_use]
    pub fn bytes_at(&self, address: u64, length: usize) -> Option<&'d [u8]> {
        self.bytes_from(address)?.get(..length)
    }

    /// The unsigned integer of `size` bytes (1, 2, 4 or 8) that starts `bytes`, in the image's byte order.
    #[must_use]
    pub fn uint(&self, bytes: &[u8], size: usize) -> Option<u64> {
        let bytes = bytes.get(..size)?;
        let fold = |value: u64, byte: &u8| value << 8 | u64::from(*byte);
        Some(if self.little_endian {
            bytes.iter().rev().fold(0, fold)
        } else {
            bytes.iter().fold(0, fold)
        })
    }

    /// The pointer stored at a virtual address, as the loader would leave it at load bias 0:
    /// RELA, REL, RELR and chained fixups applied. PE and XCOFF store what holds at the preferred base, and
    /// so does Mach-O without chained fixups.
    #[must_use]
    pub fn pointer_at(&self, address: u64) -> Option<u64> {
        match &self.tables {
            Tables::Elf(elf) => elf.pointer_at(self, address),
            Tables::MachO(macho) => macho.pointer_at(self, address),
            Tables::Pe(_)
            | Tables::Xcoff(_)
            | Tables::Wasm(_)
            | Tables::GoObject(_)
            | Tables::None => self.stored_pointer_at(address),
        }
    }

    /// The pointer-sized integer stored in the file at a virtual address, before relocation;
    /// 0 in the part of a segment that the file does not back.
    #[must_use]
    pub fn stored_pointer_at(&self, address: u64) -> Option<u64> {
        let size = usize::from(self.pointer_size);
        if let Some(bytes) = self.bytes_at(address, size) {
            return self.uint(bytes, size);
        }
        let segment = self.segment_at(address)?;
        (address - segment.address >= segment.file_size).then_some(0)
    }

    /// The first section of that name.
    #[must_use]
    pub fn section(&self, name: &str) -> Option<&Section<'d>> {
        self.sections.iter().find(|s| s.name == name)
    }

    /// The bytes of a section, cut to what the file holds.
    #[must_use]
    pub fn section_bytes(&self, section: &Section<'_>) -> &'d [u8] {
        if !section.has_bytes {
            return &[];
        }
        let start = usize::try_from(section.offset).unwrap_or(usize::MAX);
        let size = usize::try_from(section.size).unwrap_or(usize::MAX);
        let rest = self.data.get(start..).unwrap_or_default();
        rest.get(..size).unwrap_or(rest)
    }

    /// The static symbols of those names, in the order asked; one walk over the table.
    ///
    /// `None` for each name that the table lacks, and for all where it was stripped.
    #[must_use]
    pub fn symbols_named(&self, names: &[&str]) -> Vec<Option<Symbol<'d>>> {
        match &self.tables {
            Tables::Elf(elf) => elf.symbols_named(names),
            Tables::MachO(macho) => macho.symbols_named(self, names),
            Tables::Pe(pe) => pe.symbols_named(self, names),
            Tables::Xcoff(xcoff) => xcoff.symbols_named(self, names),
            Tables::Wasm(_) | Tables::GoObject(_) | Tables::None => vec![None; names.len()],
        }
    }

    /// Every symbol that the loader must find elsewhere: the undefined ones. Data that a copy relocation
    /// takes from a library is defined here and not among them; its version is among the version needs.
    #[must_use]
    pub fn imports(&self) -> Imports<'d> {
        match &self.tables {
            Tables::Elf(elf) => elf.imports(self),
            Tables::MachO(macho) => macho.imports(self),
            Tables::Pe(pe) => pe.imports(self),
            Tables::Xcoff(xcoff) => xcoff.imports(self),
            Tables::Wasm(wasm) => wasm.imports(self),
            Tables::GoObject(_) | Tables::None => Imports::default(),
        }
    }

    /// How many symbols [`Image::imports`] would give, and how many of them are bound at their first call.
    ///
    /// The names of half a million dynamic symbols are scattered over dozens of megabytes; this reads
    /// none of them.
    #[must_use]
    pub fn import_counts(&self) -> ImportCounts {
        if let Tables::Elf(elf) = &self.tables {
            return elf.import_counts(self);
        }
        let symbols = self.imports().symbols;
        let lazy = symbols
            .iter()
            .filter(|import| import.lazy == Some(true))
            .count();
        ImportCounts {
            symbols: symbols.len(),
            lazy,
            at_least: false,
        }
    }

    /// The dynamic symbols that ask for the versions that `wanted` chooses (`GLIBC_2.34`), version by version in
    /// the order of [`Loading::version_needs`]; of each the first `most` by name. Empty in formats without
    /// symbol versions.
    #[must_use]
    pub fn version_users(
        &self,
        wanted: &dyn Fn(&str) -> bool,
        most: usize,
    ) -> Vec<VersionUsers<'d>> {
        match &self.tables {
            Tables::Elf(elf) => elf.version_users(wanted, most),
            _ => Vec::new(),
        }
    }

    /// The dynamic symbols of those names that the image defines, in the order asked; by hash table
    /// where there is one.
    #[must_use]
    pub fn exports_named(&self, names: &[&str]) -> Vec<Option<Symbol<'d>>> {
        match &self.tables {
            Tables::Elf(elf) => elf.exports_named(names),
            _ => vec![None; names.len()],
        }
    }

    /// No more than this many dynamic symbols are defined here; `None` where the tables do not tell.
    #[must_use]
    pub fn exported_count(&self) -> Option<u64> {
        match &self.tables {
            Tables::Elf(elf) => elf.exported_count(),
            _ => None,
        }
    }

    /// The files that the process of a core dump had mapped (`NT_FILE`); empty for other images.
    #[must_use]
    pub fn core_files(&self) -> Vec<CoreFile<'d>> {
        match &self.tables {
            Tables::Elf(elf) => elf.core_files(),
            _ => Vec::new(),
        }
    }

    /// The first line of a Go object: `go object GOOS GOARCH VERSION …`. `None` in other formats.
    #[must_use]
    pub const fn go_object_header(&self) -> Option<&Located<String>> {
        match &self.tables {
            Tables::GoObject(header) => Some(header),
            _ => None,
        }
    }

    /// The Go version that the container itself states: a Go object's header, the `producers` section of a
    /// WASM module. `None` in other formats, which have no such place.
    #[must_use]
    pub fn stated_go_version(&self) -> Option<Located<String>> {
        match &self.tables {
            Tables::GoObject(header) => {
                let version = crate::goobj::version(&header.value)?;
                Some(Located::new(version.to_owned(), header.place.clone()))
            }
            Tables::Wasm(wasm) => wasm.go_version(self),
            _ => None,
        }
    }

    /// A place in a table, `offset` bytes from the start of this image.
    pub(crate) fn place_at(&self, table: &'static str, offset: u64) -> Place {
        self.place(Place::new(table).at(self.base.saturating_add(offset)))
    }

    /// A place in this image: adds the container's name.
    #[must_use]
    pub fn place(&self, mut place: Place) -> Place {
        place.container.clone_from(&self.container);
        place
    }
}
