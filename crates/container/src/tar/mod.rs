//! Tar archives as a stream: ustar, GNU and PAX headers, sparse files of every format.
//!
//! Fields mean what Go's `archive/tar` takes them for, because the programs that unpack images use it.

mod body;
mod header;
mod number;
mod pax;
mod sparse;

use std::io::{self, Read};

pub(crate) use body::Body;
use header::{BLOCK, Header};
use pax::Records;
use sparse::Fragment;

use crate::limits::LONGEST_HEADER;

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    File,
    Hardlink,
    Symlink,
    Folder,
    Special,
    /// A type that no unpacker knows.
    Other(u8),
}

/// One entry, as its headers describe it.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) path: Vec<u8>,
    pub(crate) link: Vec<u8>,
    pub(crate) kind: Kind,
    /// Permission bits with set-user-ID, set-group-ID and sticky.
    pub(crate) mode: u32,
    /// Bytes of the file once unpacked.
    pub(crate) size: u64,
    /// Where its header stands in the expanded stream.
    pub(crate) offset: u64,
    fragments: Option<Vec<Fragment>>,
}

/// Why an archive cannot be read on.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Broken {
    /// The stream ends or fails.
    #[error("{error} at {offset:#x} of the expanded archive")]
    Stream { offset: u64, error: io::Error },
    /// A header says what cannot be.
    #[error("{what} at {offset:#x} of the expanded archive")]
    Header { offset: u64, what: &'static str },
}

/// An archive that is read from front to back.
pub(crate) struct Archive<R> {
    source: R,
    offset: u64,
    /// Bytes of the current entry that were not read.
    left: u64,
    /// Bytes behind it up to the next block.
    padding: u64,
}

/// What stands in front of an entry's own header.
#[derive(Default)]
struct Before {
    path: Option<Vec<u8>>,
    link: Option<Vec<u8>>,
    pax: Records,
}

impl<R: Read> Archive<R> {
    pub(crate) const fn new(source: R) -> Self {
        Self {
            source,
            offset: 0,
            left: 0,
            padding: 0,
        }
    }

    /// Where the next byte stands in the archive.
    pub(crate) const fn offset(&self) -> u64 {
        self.offset
    }

    /// The next entry; what is left of the one before is skipped. `None` at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Entry>, Broken> {
        let mut before = Before::default();
        loop {
            self.skip()?;
            let offset = self.offset;
            let Some(header) = self.header()? else {
                return Ok(None);
            };
            self.left = header.stored;
            self.padding = padding(header.stored);
            match header.flag {
                b'L' => before.path = Some(self.long_name(offset)?),
                b'K' => before.link = Some(self.long_name(offset)?),
                b'x' => before.pax = Records::parse(&self.extended(offset)?, offset)?,
                // Go hands a global header out and applies it to nothing.
                b'g' => {}
                _ => return self.entry(header, before, offset).map(Some),
            }
        }
    }

    /// Reads what stands behind the last entry, so that the stream's own checksum is verified.
    pub(crate) fn finish(&mut self) -> Result<(), Broken> {
        let copied = io::copy(&mut self.source, &mut io::sink());
        self.offset += copied.map_err(|error| self.failed(error))?;
        Ok(())
    }

    /// The bytes of the entry that [`Archive::next`] gave.
    pub(crate) fn body<'a>(&'a mut self, entry: &'a Entry) -> Body<'a, R> {
        Body::new(self, entry.size, entry.fragments.as_deref())
    }

    /// A header; `None` at two zero blocks or where the stream ends between entries.
    fn header(&mut self) -> Result<Option<Header>, Broken> {
        let offset = self.offset;
        let Some(block) = self.block()? else {
            return Ok(None);
        };
        if block.iter().any(|byte| *byte != 0) {
            return Header::parse(&block, offset).map(Some);
        }
        match self.block()? {
            Some(second) if second.iter().any(|byte| *byte != 0) => Err(Broken::Header {
                offset,
                what: "a single zero block, which ends nothing,",
            }),
            _ => Ok(None),
        }
    }

    /// The whole entry, with what other headers say of it.
    fn entry(&mut self, header: Header, before: Before, offset: u64) -> Result<Entry, Broken> {
        let pax = before.pax;
        let path = pax.path.clone().or(before.path).unwrap_or(header.path);
        let mut kind = header.kind;
        if header.flag == 0 && path.ends_with(b"/") {
            kind = Kind::Folder;
        }
        let has_body = matches!(kind, Kind::File | Kind::Other(_));
        let stored = if has_body {
            pax.size.unwrap_or(header.stored)
        } else {
            0
        };
        self.left = stored;
        self.padding = padding(stored);
        let mut entry = Entry {
            path,
            link: pax.link.clone().or(before.link).unwrap_or(header.link),
            kind,
            mode: header.mode,
            size: stored,
            offset,
            fragments: None,
        };
        if header.flag == b'S' {
            let (size, fragments) = self.old_sparse(header.sparse, offset)?;
            (entry.size, entry.fragments) = (size, Some(fragments));
        } else if has_body && pax.is_sparse() {
            entry.fragments = Some(self.pax_sparse(&pax, offset)?);
            entry.size = pax.real_size.unwrap_or(stored);
        }
        if let Some(fragments) = &entry.fragments {
            sparse::check(fragments, entry.size, self.left, offset)?;
        }
        Ok(entry)
    }

    fn long_name(&mut self, offset: u64) -> Result<Vec<u8>, Broken> {
        let mut name = self.extended(offset)?;
        let end = name.iter().position(|byte| *byte == 0);
        name.truncate(end.unwrap_or(name.len()));
        Ok(name)
    }

    /// The whole body of a header that describes the next entry.
    fn extended(&mut self, offset: u64) -> Result<Vec<u8>, Broken> {
        if self.left > LONGEST_HEADER {
            return Err(Broken::Header {
                offset,
                what: "an extended header of more than 1 MiB",
            });
        }
        let mut bytes = Vec::new();
        let left = self.left;
        let at = self.offset;
        let read = (&mut self.source).take(left).read_to_end(&mut bytes);
        read.map_err(|error| Broken::Stream { offset: at, error })?;
        self.took(bytes.len() as u64);
        if self.left > 0 {
            return Err(self.ended());
        }
        Ok(bytes)
    }

    /// One block; `None` where the stream ends in front of it.
    fn block(&mut self) -> Result<Option<[u8; BLOCK]>, Broken> {
        let mut block = [0; BLOCK];
        let mut filled = 0;
        while let Some(rest) = block.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            match self.source.read(rest) {
                Ok(0) if filled == 0 => return Ok(None),
                Ok(0) => return Err(self.ended()),
                Ok(read) => filled += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(self.failed(error)),
            }
        }
        self.offset += BLOCK as u64;
        Ok(Some(block))
    }

    /// A block inside the current body.
    fn body_block(&mut self) -> Result<[u8; BLOCK], Broken> {
        if self.left < BLOCK as u64 {
            return Err(Broken::Header {
                offset: self.offset,
                what: "a sparse map that its entry does not hold",
            });
        }
        let block = self.block()?.ok_or_else(|| self.ended())?;
        self.left -= BLOCK as u64;
        Ok(block)
    }

    fn skip(&mut self) -> Result<(), Broken> {
        let wanted = self.left.saturating_add(self.padding);
        let copied = io::copy(&mut (&mut self.source).take(wanted), &mut io::sink());
        let copied = copied.map_err(|error| self.failed(error))?;
        self.offset += copied;
        // Padding may be missing at the very end.
        if copied < self.left {
            return Err(self.ended());
        }
        (self.left, self.padding) = (0, 0);
        Ok(())
    }

    fn took(&mut self, count: u64) {
        self.offset += count;
        self.left = self.left.saturating_sub(count);
    }

    fn ended(&self) -> Broken {
        self.failed(io::Error::new(
            io::ErrorKind::UnexpectedEof,
            "the archive ends too early",
        ))
    }

    const fn failed(&self, error: io::Error) -> Broken {
        Broken::Stream {
            offset: self.offset,
            error,
        }
    }
}

const fn padding(stored: u64) -> u64 {
    stored.wrapping_neg() % BLOCK as u64
}

impl Entry {
    /// Bytes that the archive holds of the file.
    pub(crate) fn stored(&self) -> u64 {
        match &self.fragments {
            Some(fragments) => fragments.iter().map(|fragment| fragment.length).sum(),
            None => self.size,
        }
    }
}
