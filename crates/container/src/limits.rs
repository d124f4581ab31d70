//! How much of an image is read: what goes beyond is cut, and the cut is said.

/// Bounds against images that are made to exhaust their reader.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Files, folders and links of one root.
    pub nodes: usize,
    /// Bytes of all names and link targets of one root.
    pub names: u64,
    /// Bytes that one layer may expand to.
    pub layer: u64,
    /// Bytes that a layer may expand to whatever its own size.
    pub free: u64,
    /// Beyond [`Limits::free`], how many times its own size a layer may expand to.
    pub ratio: u64,
    /// Bytes of one file that is kept.
    pub file: u64,
    /// Bytes of all files that are kept of one root.
    pub kept: u64,
    /// Steps through folders and links, over all entries of one root.
    pub steps: u64,
    /// Layers of one image.
    pub layers: usize,
    /// Bytes of an index, manifest or configuration.
    pub document: u64,
}

impl Default for Limits {
    /// Twice and more of what the largest public images hold.
    fn default() -> Self {
        Self {
            nodes: 2 << 20,
            names: 512 << 20,
            layer: 128 << 30,
            free: 1 << 30,
            ratio: 200,
            file: 2 << 30,
            kept: 16 << 30,
            steps: 1 << 27,
            layers: 1024,
            document: 16 << 20,
        }
    }
}

/// `PATH_MAX`: a longer path cannot be opened.
pub(crate) const LONGEST_PATH: usize = 4096;
/// Folders in folders; no path can be deeper.
pub(crate) const DEEPEST: usize = LONGEST_PATH / 2;
/// Symbolic links on one path before the kernel gives up (`MAXSYMLINKS`).
pub(crate) const MOST_LINKS: usize = 40;
/// Bytes of an extended header of a tar entry; Go's `archive/tar` refuses more.
pub(crate) const LONGEST_HEADER: u64 = 1 << 20;
/// Fragments of a sparse file.
pub(crate) const MOST_FRAGMENTS: usize = 1 << 16;
