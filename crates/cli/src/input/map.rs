//! The one place with `unsafe`: mapping a file.

use std::fs::File;
use std::io;

use memmap2::{Mmap, MmapOptions};

/// Maps a whole file for reading.
///
/// Mapping is what makes an audit cheap: of a binary of 256 MB only a few hundred pages are ever touched, and
/// reading the rest costs fifty times the audit. The price: when another process *truncates* the file
/// while it is mapped, touching a page past the new end raises SIGBUS and ends cgone. Linkers, package managers and
/// `go build` replace binaries by rename or write a new file, which leaves a mapping intact; small files, where
/// reading costs nothing, are read (see `open.rs`). A file that is being written through the same inode
/// is better given as `cgone audit - < file`, which never maps.
pub(crate) fn map(file: &File) -> io::Result<Mmap> {
    mapped(file, MmapOptions::new())
}

/// Maps a part of a file.
pub(crate) fn map_part(file: &File, start: u64, length: u64) -> io::Result<Mmap> {
    let length = usize::try_from(length).map_err(io::Error::other)?;
    let mut options = MmapOptions::new();
    mapped(file, options.offset(start).len(length).clone())
}

#[expect(
    unsafe_code,
    reason = "memory maps cannot be made in safe Rust; this is the workspace's only use"
)]
#[expect(
    clippy::needless_pass_by_value,
    reason = "options are built for one map"
)]
fn mapped(file: &File, options: MmapOptions) -> io::Result<Mmap> {
    // SAFETY: the map is private and read-only, so nothing here can write through it. The bytes may change
    // if another process writes the file in the meantime; every decoder reads them as untrusted input, holds no
    // invariant across reads that memory safety depends on (no `str` is made without a check on the
    // bytes and kept past it as proof of anything but text), and bounds come from the map's own length. Truncation is described above.
    unsafe { options.map(file) }
}
