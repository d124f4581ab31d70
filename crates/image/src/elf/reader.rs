//! Reading integers and strings of one ELF file in its own byte order and width.

use diagnostic::Place;

/// The bytes of one ELF image, how to read them, and where they stand in the file.
#[derive(Clone, Debug)]
pub(crate) struct Reader<'d> {
    /// The whole image.
    pub(crate) data: &'d [u8],
    /// Offset of `data` in the file.
    pub(crate) base: u64,
    /// The container's name, for places.
    pub(crate) container: Option<String>,
    /// Byte order.
    pub(crate) little_endian: bool,
    /// 64 bits.
    pub(crate) wide: bool,
}

impl<'d> Reader<'d> {
    /// Bytes of a word: an address, an offset, a size.
    pub(crate) const fn word_size(&self) -> u64 {
        if self.wide { 8 } else { 4 }
    }

    /// Offset in the file of an offset in the image.
    pub(crate) const fn in_file(&self, offset: u64) -> u64 {
        self.base.saturating_add(offset)
    }

    /// A place in this image.
    pub(crate) fn place(&self, table: &'static str, offset: u64) -> Place {
        let mut place = Place::new(table).at(self.in_file(offset));
        place.container.clone_from(&self.container);
        place
    }

    /// Exactly `length` bytes from `offset`.
    pub(crate) fn bytes(&self, offset: u64, length: u64) -> Option<&'d [u8]> {
        let start = usize::try_from(offset).ok()?;
        let length = usize::try_from(length).ok()?;
        self.data.get(start..start.checked_add(length)?)
    }

    /// Up to `length` bytes from `offset`, as many as the file holds.
    pub(crate) fn clipped(&self, offset: u64, length: u64) -> &'d [u8] {
        let start = usize::try_from(offset).unwrap_or(usize::MAX);
        let rest = self.data.get(start..).unwrap_or_default();
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        rest.get(..length).unwrap_or(rest)
    }

    /// A list for `count` entries of `size` bytes from `offset`, with room for those that the file holds: a list
    /// that grows takes up to three times as much.
    pub(crate) fn list<T>(&self, offset: u64, size: u64, count: u64) -> Vec<T> {
        let held = self.clipped(offset, u64::MAX).len() as u64 / size.max(1);
        Vec::with_capacity(usize::try_from(held.min(count)).unwrap_or_default())
    }

    pub(crate) fn u16(&self, offset: u64) -> Option<u16> {
        let start = usize::try_from(offset).ok()?;
        let bytes = *self.data.get(start..)?.first_chunk()?;
        Some(self.u16_of(bytes))
    }

    pub(crate) fn u32(&self, offset: u64) -> Option<u32> {
        let start = usize::try_from(offset).ok()?;
        let bytes = *self.data.get(start..)?.first_chunk()?;
        Some(self.u32_of(bytes))
    }

    pub(crate) fn u64(&self, offset: u64) -> Option<u64> {
        let start = usize::try_from(offset).ok()?;
        let bytes = *self.data.get(start..)?.first_chunk()?;
        Some(self.u64_of(bytes))
    }

    /// An address, an offset or a size: 8 bytes in 64-bit files, 4 in others.
    pub(crate) fn word(&self, offset: u64) -> Option<u64> {
        if self.wide {
            self.u64(offset)
        } else {
            self.u32(offset).map(u64::from)
        }
    }

    /// The word that starts some bytes.
    pub(crate) fn word_of(&self, bytes: &[u8]) -> Option<u64> {
        if self.wide {
            bytes.first_chunk().map(|bytes| self.u64_of(*bytes))
        } else {
            bytes
                .first_chunk()
                .map(|bytes| u64::from(self.u32_of(*bytes)))
        }
    }

    const fn u64_of(&self, bytes: [u8; 8]) -> u64 {
        if self.little_endian {
            u64::from_le_bytes(bytes)
        } else {
            u64::from_be_bytes(bytes)
        }
    }

    pub(crate) const fn u16_of(&self, bytes: [u8; 2]) -> u16 {
        if self.little_endian {
            u16::from_le_bytes(bytes)
        } else {
            u16::from_be_bytes(bytes)
        }
    }

    pub(crate) const fn u32_of(&self, bytes: [u8; 4]) -> u32 {
        if self.little_endian {
            u32::from_le_bytes(bytes)
        } else {
            u32::from_be_bytes(bytes)
        }
    }
}

/// The string that starts `bytes`, up to its NUL; `None` without one in the first `limit` bytes.
pub(crate) fn c_string(bytes: &[u8], limit: usize) -> Option<&[u8]> {
    let head = bytes.get(..limit).unwrap_or(bytes);
    head.get(..memchr::memchr(0, head)?)
}

/// The longest valid UTF-8 prefix: names are ASCII in every file that a linker wrote.
pub(crate) fn text(bytes: &[u8]) -> &str {
    match str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => bytes
            .get(..error.valid_up_to())
            .and_then(|valid| str::from_utf8(valid).ok())
            .unwrap_or_default(),
    }
}
