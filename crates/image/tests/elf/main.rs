//! The ELF decoder on files built byte by byte: every table in 32 and 64 bits and both byte orders, and
//! files that lie.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test stops where its own file is not what it built"
)]

mod hostile;
mod imports;
mod loading;
mod notes;
mod objects;
mod pointers;
// Only Linux maps ELF files into a test program.
#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
mod real;

use image::{Image, Opened, open};

/// The one image of a file.
fn image(bytes: &[u8]) -> Image<'_> {
    match open(bytes) {
        Ok(Opened::One(image)) => *image,
        other => panic!("expected one image, got {other:?}"),
    }
}
