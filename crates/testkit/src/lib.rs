//! Builders of small binaries for tests: each format's own file, byte by byte, sound or broken on purpose.

pub mod elf;
