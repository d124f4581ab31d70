//! One layer, read once from front to back.

use std::io::{self, Read};

use crate::name::{self, Name};
use crate::root::{Content, File, Kind, NotPlaced, Root};
use crate::tar::{self, Archive, Entry};
use crate::{Bytes, compression};

/// Says which files are kept, and keeps them.
pub trait Keeper {
    /// Whether a file is kept, by what is known before it is read: its absolute path as the archive writes it,
    /// its permission bits, its size, and its first bytes (up to 256).
    fn wants(&self, path: &str, mode: u32, size: u64, first: &[u8]) -> bool;

    /// Whether the first bytes of a file that is not kept are.
    fn wants_first(&self, path: &str, mode: u32) -> bool;

    /// Keeps a file, which may be as long as `size` says or break off.
    ///
    /// # Errors
    /// When the bytes cannot be read or stored.
    fn keep(&mut self, size: u64, bytes: &mut dyn Read) -> io::Result<Bytes>;
}

/// First bytes that decide what a file is.
pub(crate) const FIRST: usize = 256;
/// Names that start like this take something away (OCI image specification, layer.md).
const WHITEOUT: &str = ".wh.";
/// The rest of the name that takes everything in its folder away.
const OPAQUE: &str = ".wh..opq";
/// Other names that start like this belong to a union filesystem's own records.
const RECORDS: &str = ".wh.";
/// How many times what is stored a sparse file that is kept may be, and bytes that do not count.
const HOLES: (u64, u64) = (16, 64 << 20);

/// Reads a layer into a root; `number` counts layers from 0, the lowest. With `whiteouts` names that start with
/// `.wh.` take away what lower layers put there; a plain tarball has none.
///
/// What cannot be read makes the root incomplete; what was read before stays.
pub fn read_layer(
    root: &mut Root,
    layer: &str,
    number: u32,
    packed: &[u8],
    whiteouts: bool,
    keeper: &mut dyn Keeper,
) {
    let source = Bounded::new(packed, root);
    let mut archive = Archive::new(source);
    let mut reader = Reader {
        root,
        number,
        whiteouts,
        keeper,
    };
    if let Err(what) = reader.all(&mut archive) {
        root.cut(format!("the rest of {layer}: {what}"));
    }
}

struct Reader<'l> {
    root: &'l mut Root,
    number: u32,
    whiteouts: bool,
    keeper: &'l mut dyn Keeper,
}

impl Reader<'_> {
    fn all<R: Read>(&mut self, archive: &mut Archive<R>) -> Result<(), String> {
        while let Some(entry) = archive.next().map_err(|error| error.to_string())? {
            match self.entry(archive, &entry) {
                Ok(()) => {}
                Err(Stop::Entry(what)) => {
                    let path = name::text(&entry.path);
                    let offset = entry.offset;
                    // Unpackers fail here; what stands at that path nobody knows.
                    self.root
                        .cut(format!("`{path}` at {offset:#x} of the layer: {what}"));
                }
                Err(Stop::Layer(what)) => return Err(what),
            }
        }
        archive.finish().map_err(|error| error.to_string())
    }

    fn entry<R: Read>(&mut self, archive: &mut Archive<R>, entry: &Entry) -> Result<(), Stop> {
        let name = name::parse(&entry.path).ok_or(Stop::Entry("a path that no system opens"))?;
        if name.leads_out {
            let path = name::text(&entry.path);
            let inside = name.parts.join("/");
            self.root.remark(format!(
                "`{path}` leads out of the root: taken as `/{inside}`"
            ));
        }
        if self.whiteouts && self.whiteout(&name)? {
            return Ok(());
        }
        let kind = match entry.kind {
            tar::Kind::Hardlink => return self.hardlink(&name, entry),
            tar::Kind::Folder => Kind::Folder(std::collections::BTreeMap::new()),
            tar::Kind::Symlink => Kind::Link(name::text(&entry.link).into()),
            tar::Kind::Special => Kind::Special,
            tar::Kind::File => Kind::File(self.file(archive, &name, entry)?),
            tar::Kind::Other(_) => {
                return Err(Stop::Entry("an entry of a type that no unpacker knows"));
            }
        };
        self.root.put(&name.parts, kind, entry.mode, self.number)?;
        Ok(())
    }

    /// Whether the name was a whiteout.
    fn whiteout(&mut self, name: &Name) -> Result<bool, Stop> {
        let Some((last, folders)) = name.parts.split_last() else {
            return Ok(false);
        };
        let Some(hidden) = last.strip_prefix(WHITEOUT) else {
            return Ok(false);
        };
        if hidden == OPAQUE {
            self.root.hide_all(folders, self.number)?;
        } else if hidden.is_empty() || hidden == "." || hidden == ".." {
            return Err(Stop::Entry("a whiteout of no name"));
        } else if !hidden.starts_with(RECORDS) {
            let mut parts = folders.to_vec();
            parts.push(hidden.to_owned());
            self.root.hide(&parts, self.number)?;
        }
        Ok(true)
    }

    fn hardlink(&mut self, name: &Name, entry: &Entry) -> Result<(), Stop> {
        let target = name::parse(&entry.link);
        let target = target.ok_or(Stop::Entry("a hard link to a path that no system opens"))?;
        self.root.link(&name.parts, &target.parts, self.number)?;
        Ok(())
    }

    fn file<R: Read>(
        &mut self,
        archive: &mut Archive<R>,
        name: &Name,
        entry: &Entry,
    ) -> Result<File, Stop> {
        let path = format!("/{}", name.parts.join("/"));
        let mut body = archive.body(entry);
        let mut first = Vec::new();
        (&mut body)
            .take(FIRST as u64)
            .read_to_end(&mut first)
            .map_err(|error| Stop::Layer(error.to_string()))?;
        let content = if self.keeper.wants(&path, entry.mode, entry.size, &first) {
            self.keep(&mut body, entry, &first)?
        } else if self.keeper.wants_first(&path, entry.mode) {
            Content::First(first.into())
        } else {
            Content::Nothing
        };
        Ok(File {
            size: entry.size,
            content,
        })
    }

    fn keep(&mut self, body: &mut impl Read, entry: &Entry, first: &[u8]) -> Result<Content, Stop> {
        let limits = *self.root.limits();
        let (ratio, free) = HOLES;
        if entry.size > entry.stored().saturating_mul(ratio).saturating_add(free) {
            return Ok(Content::Cut("it is little more than a hole".into()));
        }
        if entry.size > limits.file {
            let most = limits.file >> 20;
            return Ok(Content::Cut(format!("it is larger than {most} MiB").into()));
        }
        self.root.kept = self.root.kept.saturating_add(entry.size);
        if self.root.kept > limits.kept {
            let most = limits.kept >> 20;
            return Err(Stop::Layer(format!(
                "programs and libraries of more than {most} MiB"
            )));
        }
        let bytes = self.keeper.keep(entry.size, &mut first.chain(body));
        let bytes = bytes.map_err(|error| Stop::Layer(error.to_string()))?;
        Ok(Content::Whole(bytes))
    }
}

enum Stop {
    /// One entry is wrong.
    Entry(&'static str),
    /// The layer cannot be read on.
    Layer(String),
}

impl From<NotPlaced> for Stop {
    fn from(error: NotPlaced) -> Self {
        match error {
            NotPlaced::Entry(what) => Self::Entry(what),
            NotPlaced::Limit(what) => Self::Layer(what),
        }
    }
}

/// A stream that ends with an error where it expands too much.
struct Bounded<'d> {
    source: Box<dyn Read + 'd>,
    left: u64,
    most: u64,
}

impl<'d> Bounded<'d> {
    fn new(packed: &'d [u8], root: &Root) -> Self {
        let limits = root.limits();
        let by_size = limits.ratio.saturating_mul(packed.len() as u64);
        let most = limits.layer.min(limits.free.max(by_size));
        Self {
            source: compression::expanded(packed),
            left: most,
            most,
        }
    }
}

impl Read for Bounded<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(buffer)?;
        self.left = self.left.checked_sub(read as u64).ok_or_else(|| {
            let most = self.most >> 20;
            io::Error::other(format!(
                "it expands past {most} MiB, the limit for its size"
            ))
        })?;
        Ok(read)
    }
}
