//! Where binaries out of layers are kept: small ones in memory, others in a temporary file without a name.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;

use container::{Bytes, Keeper};
use memmap2::Mmap;
use target::Contained;

use crate::input::map_part;

/// Smaller files cost less in memory than a map of their own.
const SMALL: u64 = 256 << 10;
/// Memory that small files may take together.
const MOST_SMALL: u64 = 32 << 20;

/// One image's binaries.
#[derive(Debug, Default)]
pub(super) struct Store {
    file: Option<File>,
    end: u64,
    small: u64,
}

/// A mapped part of the temporary file.
struct Stored(Mmap);

impl AsRef<[u8]> for Stored {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Store {
    fn write(&mut self, bytes: &mut dyn Read) -> io::Result<Bytes> {
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(tempfile::tempfile()?),
        };
        file.seek(SeekFrom::Start(self.end))?;
        let length = io::copy(bytes, file)?;
        if length == 0 {
            return Ok(Arc::new(Vec::new()));
        }
        let map = map_part(file, self.end, length)?;
        // Maps start at page boundaries, whatever the page.
        self.end = (self.end + length).next_multiple_of(64 << 10);
        Ok(Arc::new(Stored(map)))
    }
}

impl Keeper for Store {
    fn wants(&self, path: &str, _mode: u32, size: u64, first: &[u8]) -> bool {
        Contained::wants(path, size, first)
    }

    fn wants_first(&self, path: &str, mode: u32) -> bool {
        Contained::wants_first(path, mode)
    }

    fn keep(&mut self, size: u64, bytes: &mut dyn Read) -> io::Result<Bytes> {
        if size > SMALL || self.small >= MOST_SMALL {
            return self.write(bytes);
        }
        let mut whole = Vec::new();
        bytes.take(SMALL).read_to_end(&mut whole)?;
        self.small += whole.len() as u64;
        Ok(Arc::new(whole))
    }
}
