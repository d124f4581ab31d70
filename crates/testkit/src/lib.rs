//! Builders of small binaries for tests: each format's own file, byte by byte, sound or broken on purpose.

pub mod archive;
pub mod buildinfo;
pub mod bytes;
pub mod elf;
pub mod macho;
pub mod pclntab;
pub mod pe;
pub mod samples;
pub mod tar;
pub mod wasm;
pub mod xcoff;
