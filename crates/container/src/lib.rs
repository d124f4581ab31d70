//! Container images and root filesystem tarballs to one tree of files: OCI layouts, `docker save` archives,
//! and plain tarballs.
//!
//! Every layer is read once, from front to back, and nothing is unpacked. The caller hands bytes in
//! ([`Files`]) and says which files are kept ([`Keeper`]); of all others the tree knows type, mode and size.
//! What is beyond the [`Limits`] is cut, and a root that was cut says so ([`Root::incomplete`]).

mod archive;
mod compression;
mod layer;
mod limits;
mod manifest;
mod name;
mod read;
mod root;
mod tar;

use std::sync::Arc;

pub use archive::Members;
pub use compression::{Compression, expanded};
pub use layer::{Keeper, read_layer};
pub use limits::Limits;
pub use manifest::{Config, Image, Platform, Unlisted, images, is_archive};
pub use read::read_root;
pub use root::{Content, File, Found, Kind, Listed, Root};

/// Bytes that are kept as long as anybody looks at them.
pub type Bytes = Arc<dyn AsRef<[u8]> + Send + Sync>;

/// The files of an OCI layout or of an archive, by the name that manifests use (`blobs/sha256/…`).
pub trait Files {
    /// A file; `None` if there is none of that name.
    ///
    /// # Errors
    /// When it is there and cannot be read, as a clause.
    fn file(&self, name: &str) -> Result<Option<Bytes>, String>;
}

/// Whether the first bytes are those of a tar archive: the magic of POSIX and GNU stands at 257.
#[must_use]
pub fn is_tar(first: &[u8]) -> bool {
    first.get(257..262).is_some_and(|magic| magic == b"ustar")
}

/// How many first bytes [`is_tar`] looks at.
pub const TAR_FIRST: usize = 262;
