//! One candidate to its bytes: opened without waiting, looked at, mapped or read or expanded.

use std::fmt;
use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::ops::Deref;
use std::path::Path;
use std::sync::Arc;

use memmap2::Mmap;

use super::expand::{self, NotExpanded};
use super::map::map;
use crate::contained::Inside;

/// Files up to here are read: cheaper than a map and its page faults, and safe from truncation.
const READ_WHOLE: u64 = 64 << 10;

/// Standard input ends here.
const MOST_PIPED: u64 = 4 << 30;

/// Bytes that decide whether a file is a binary at all.
const FIRST: usize = 64;

/// Where bytes come from.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Source<'p> {
    /// A regular file.
    File(&'p Path),
    /// A file of a container image.
    Inside(&'p Inside),
    /// Standard input.
    Standard,
}

/// The bytes of one input; unmapped when dropped.
pub(crate) enum Bytes {
    /// Read or expanded.
    Owned(Vec<u8>),
    /// Mapped.
    Mapped(Mmap),
    /// Kept with the image that they lie in.
    Shared(container::Bytes),
}

impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Bytes({})", self.len())
    }
}

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Owned(bytes) => bytes,
            Self::Mapped(map) => map,
            Self::Shared(bytes) => (**bytes).as_ref(),
        }
    }
}

/// One opened input.
#[derive(Debug)]
pub(crate) struct Opened {
    /// The binary's bytes, expanded if the file is compressed.
    pub(crate) bytes: Bytes,
    /// The compressed bytes as stored, if they were expanded.
    pub(crate) stored: Option<Bytes>,
}

/// Why there are no bytes to audit.
#[derive(Debug)]
pub(crate) enum NotOpened {
    /// The first bytes are those of no binary.
    NotBinary(Vec<u8>),
    /// Said by the system, or by the decompressor.
    Failed(String),
}

impl From<io::Error> for NotOpened {
    fn from(error: io::Error) -> Self {
        Self::Failed(plain(&error))
    }
}

/// Opens an input, and expands it if it is compressed.
pub(crate) fn open(source: Source<'_>) -> Result<Opened, NotOpened> {
    let bytes = match source {
        Source::File(path) => read_file(path)?,
        Source::Inside(file) => Bytes::Shared(Arc::clone(&file.bytes)),
        Source::Standard => Bytes::Owned(read_standard()?),
    };
    let start = bytes.get(..FIRST).unwrap_or(&bytes);
    if is_binary(start) {
        return Ok(Opened {
            bytes,
            stored: None,
        });
    }
    let Some(compression) = expand::sniff(start) else {
        return Err(NotOpened::NotBinary(start.to_vec()));
    };
    let start = expand::first(compression, &bytes, FIRST);
    if !start.is_empty() && !is_binary(&start) {
        return Err(NotOpened::NotBinary(start));
    }
    let expanded = expand::all(compression, &bytes).map_err(|error| {
        NotOpened::Failed(match error {
            NotExpanded::Broken(error) => format!("the compressed stream is broken: {error}"),
            NotExpanded::TooBig(limit) => format!(
                "it expands past {} MiB, the limit for its size; expand it and audit the result",
                limit >> 20
            ),
        })
    })?;
    Ok(Opened {
        bytes: Bytes::Owned(expanded),
        stored: Some(bytes),
    })
}

fn is_binary(first: &[u8]) -> bool {
    image::sniff(first).is_some() || first.starts_with(b"!<arch>\n")
}

/// Reads or maps a regular file whose first bytes are worth it.
fn read_file(path: &Path) -> Result<Bytes, NotOpened> {
    let file = open_at_once(path)?;
    let metadata = file.metadata()?;
    if let Some(kind) = irregular(&metadata) {
        return Err(NotOpened::Failed(format!("is {kind}, not a file")));
    }
    // Also the endless files of /proc, which say 0.
    if metadata.len() == 0 {
        return Err(NotOpened::NotBinary(Vec::new()));
    }
    let mut start = Vec::with_capacity(FIRST);
    (&file).take(FIRST as u64).read_to_end(&mut start)?;
    if !is_binary(&start) && expand::sniff(&start).is_none() {
        return Err(NotOpened::NotBinary(start));
    }
    if metadata.len() > READ_WHOLE {
        return Ok(Bytes::Mapped(map(&file)?));
    }
    file.take(READ_WHOLE).read_to_end(&mut start)?;
    Ok(Bytes::Owned(start))
}

/// Opens for reading and never waits: a FIFO without a writer or a device would.
pub(crate) fn open_at_once(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.custom_flags(libc::O_NONBLOCK | libc::O_NOCTTY);
    }
    options.open(path)
}

fn read_standard() -> Result<Vec<u8>, NotOpened> {
    let mut bytes = Vec::new();
    let stdin = io::stdin().lock();
    stdin.take(MOST_PIPED + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST_PIPED {
        return Err(NotOpened::Failed("more than 4 GiB were piped".to_owned()));
    }
    Ok(bytes)
}

/// What a path is, if it is no regular file.
pub(crate) fn irregular(metadata: &Metadata) -> Option<&'static str> {
    let kind = metadata.file_type();
    if kind.is_file() {
        return None;
    }
    if kind.is_dir() {
        return Some("a folder");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        if kind.is_fifo() {
            return Some("a FIFO");
        }
        if kind.is_socket() {
            return Some("a socket");
        }
        if kind.is_char_device() || kind.is_block_device() {
            return Some("a device");
        }
    }
    Some("a special file")
}

/// The system's words without the number behind them.
pub(crate) fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_lowercase().chain(chars).collect(),
        None => String::new(),
    }
}
