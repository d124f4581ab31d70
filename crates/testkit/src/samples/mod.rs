//! Small programs with something in every table: what tests read and fuzz targets start from.

pub mod elf;
pub mod go;
pub mod macho;
pub mod pe;
pub mod wasm;
pub mod xcoff;
