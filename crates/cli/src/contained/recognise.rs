//! What a path holds, told by its content.

use std::fs;
use std::io::Read;
use std::path::Path;

use container::{Compression, TAR_FIRST, is_archive, is_tar};

use crate::input::open_at_once;

/// How an image is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// A folder with an OCI layout.
    Layout,
    /// A tar archive: of an OCI layout, of `docker save`, or of a root filesystem.
    Archive,
}

/// Compressed bytes in which the first of an archive surely are: a block of Zstandard has up to 128 KiB.
const PACKED_FIRST: u64 = 256 << 10;

/// The form of the image at a path; `None` if it is something else, or cannot be read.
pub(crate) fn recognise(path: &Path) -> Option<Form> {
    let metadata = fs::metadata(path).ok()?;
    if metadata.is_dir() {
        let holds = |name: &str| path.join(name).is_file();
        let is_layout = is_archive(holds) && path.join("blobs").is_dir();
        return is_layout.then_some(Form::Layout);
    }
    if !metadata.is_file() {
        return None;
    }
    let mut file = open_at_once(path).ok()?;
    let mut first = Vec::new();
    let most = TAR_FIRST as u64;
    (&mut file).take(most).read_to_end(&mut first).ok()?;
    if is_tar(&first) {
        return Some(Form::Archive);
    }
    let compression = Compression::sniff(&first)?;
    file.take(PACKED_FIRST).read_to_end(&mut first).ok()?;
    let mut expanded = Vec::new();
    let reader = compression.reader(&first);
    // The stream was cut: what came before that is enough.
    drop(reader.take(most).read_to_end(&mut expanded));
    is_tar(&expanded).then_some(Form::Archive)
}
