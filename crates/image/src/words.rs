//! Unsigned integers and names in one byte order, read by offset; nothing needs to be aligned.

/// Longest name that is looked for: a table of a million names must not point a million times at one
/// endless string. The longest mangled C++ names of real programs are a few thousand bytes.
pub(crate) const MAX_NAME: usize = 8192;

/// Bytes and the order of their integers. Every read gives `None` past the end.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Words<'d> {
    /// The bytes.
    pub(crate) data: &'d [u8],
    /// Least significant byte first.
    pub(crate) little: bool,
}

impl<'d> Words<'d> {
    pub(crate) const fn new(data: &'d [u8], little: bool) -> Self {
        Self { data, little }
    }

    /// Bytes in all.
    pub(crate) fn len(self) -> u64 {
        self.data.len() as u64
    }

    /// Exactly `length` bytes at `at`.
    pub(crate) fn bytes(self, at: u64, length: u64) -> Option<&'d [u8]> {
        let start = usize::try_from(at).ok()?;
        let end = usize::try_from(at.checked_add(length)?).ok()?;
        self.data.get(start..end)
    }

    /// At most `length` bytes at `at`: what the file holds of them.
    pub(crate) fn upto(self, at: u64, length: u64) -> &'d [u8] {
        let at = at.min(self.len());
        let length = length.min(self.len() - at);
        self.bytes(at, length).unwrap_or_default()
    }

    /// The same byte order over `length` bytes at `at`, cut to what the file holds.
    pub(crate) fn part(self, at: u64, length: u64) -> Self {
        Self::new(self.upto(at, length), self.little)
    }

    /// The unsigned integer of `size` bytes at `at`.
    pub(crate) fn uint(self, at: u64, size: u64) -> Option<u64> {
        let bytes = self.bytes(at, size)?;
        let fold = |value: u64, byte: &u8| value << 8 | u64::from(*byte);
        Some(if self.little {
            bytes.iter().rev().fold(0, fold)
        } else {
            bytes.iter().fold(0, fold)
        })
    }

    pub(crate) fn u8(self, at: u64) -> Option<u8> {
        self.bytes(at, 1)?.first().copied()
    }

    pub(crate) fn u16(self, at: u64) -> Option<u16> {
        u16::try_from(self.uint(at, 2)?).ok()
    }

    pub(crate) fn u32(self, at: u64) -> Option<u32> {
        u32::try_from(self.uint(at, 4)?).ok()
    }

    pub(crate) fn u64(self, at: u64) -> Option<u64> {
        self.uint(at, 8)
    }

    /// A 32-bit field, widened: most offsets and sizes.
    pub(crate) fn word(self, at: u64) -> Option<u64> {
        self.uint(at, 4)
    }

    /// The NUL-terminated UTF-8 name at `at`, at most [`MAX_NAME`] bytes.
    pub(crate) fn name(self, at: u64) -> Option<&'d str> {
        let bytes = self.upto(at, MAX_NAME as u64);
        let end = memchr::memchr(0, bytes)?;
        std::str::from_utf8(bytes.get(..end)?).ok()
    }

    /// The name in a field of `length` bytes that is padded with NUL; what is UTF-8 of it.
    pub(crate) fn fixed_name(self, at: u64, length: u64) -> &'d str {
        let bytes = self.upto(at, length);
        let end = memchr::memchr(0, bytes).unwrap_or(bytes.len());
        valid_start(bytes.get(..end).unwrap_or_default())
    }
}

/// The longest start that is UTF-8.
pub(crate) fn valid_start(bytes: &[u8]) -> &str {
    bytes.utf8_chunks().next().map_or("", |chunk| chunk.valid())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_follow_the_byte_order() {
        let data = [1, 2, 3, 4];
        assert_eq!(Words::new(&data, true).u32(0), Some(0x0403_0201));
        assert_eq!(Words::new(&data, false).u16(1), Some(0x0203));
        assert_eq!(Words::new(&data, false).u32(1), None);
        assert_eq!(Words::new(&data, true).uint(u64::MAX, 8), None);
    }

    #[test]
    fn a_name_ends_at_its_nul_or_is_no_name() {
        let words = Words::new(b"ab\0cd", true);
        assert_eq!(words.name(0), Some("ab"));
        assert_eq!(words.name(3), None);
        assert_eq!(words.fixed_name(3, 16), "cd");
        assert_eq!(Words::new(b"a\xffb", true).fixed_name(0, 3), "a");
    }
}
