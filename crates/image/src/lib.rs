//! Bytes to [`Image`]: one view over ELF, Mach-O, PE, XCOFF, WASM and `ar`, with relocations applied
//! where values are read.
//!
//! Nothing here opens a file. Every decoder keeps what it could read and lists the rest as problems;
//! no decoder panics, and none allocates more than a small multiple of its input.

mod arch;
mod archive;
mod elf;
mod goobj;
mod image;
mod import;
mod loading;
mod macho;
mod open;
mod part;
mod pe;
mod text_build_id;
mod wasm;
mod words;
mod xcoff;

pub use arch::Arch;
pub use elf::{
    Bound, CoreFile, Definition, Identity, Library, LibraryVersion, LoadFlags, NeededVersion,
    SymbolIndex, Tls, Undefined, UndefinedSymbols, symbol_hash, undefined_symbols,
};
pub use image::{Format, Image, Kind, Section, Segment, Symbol};
pub use import::{Import, ImportCounts, Imports, VersionUsers};
pub use loading::{Loading, Relro, TlsModel, VersionNeed};
pub use open::{OpenError, Opened, open, sniff};
