//! Mach-O, PE, XCOFF, WASM, `ar` and Go objects on files built byte by byte, and files that lie.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test stops where its own file is not what it built"
)]

mod archive;
mod chained;
mod hostile;
mod macho;
mod pe;
mod sniff;
mod universal;
mod wasm;
mod xcoff;

use diagnostic::Located;
use image::{Image, Import, OpenError, Opened, open};

/// The one image of a file.
fn image(bytes: &[u8]) -> Image<'_> {
    match open(bytes) {
        Ok(Opened::One(image)) => *image,
        other => panic!("expected one image, got {other:?}"),
    }
}

/// The images of a universal file or an archive.
fn images(bytes: &[u8]) -> Vec<Image<'_>> {
    match open(bytes) {
        Ok(Opened::Universal(images) | Opened::Archive(images)) => images,
        other => panic!("expected several images, got {other:?}"),
    }
}

/// What `open` says against a file.
fn refusal(bytes: &[u8]) -> OpenError {
    match open(bytes) {
        Err(error) => error,
        Ok(opened) => panic!("expected an error, got {opened:?}"),
    }
}

fn values(located: &[Located<String>]) -> Vec<&str> {
    located.iter().map(|one| one.value.as_str()).collect()
}

fn value(located: Option<&Located<String>>) -> Option<&str> {
    located.map(|one| one.value.as_str())
}

/// Name, library, weak, lazy.
type Short<'d> = (&'d str, Option<&'d str>, bool, Option<bool>);

fn imported<'d>(image: &Image<'d>) -> Vec<Short<'d>> {
    let short = |i: &Import<'d>| (i.name, i.library, i.weak, i.lazy);
    image.imports().symbols.iter().map(short).collect()
}
