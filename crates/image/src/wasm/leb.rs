//! LEB128 numbers and length-prefixed names.

use crate::words::Words;

/// Reads forward; every read gives `None` past the end or for a number that is too large.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'d> {
    words: Words<'d>,
    /// Offset of the next byte in the image.
    pub(super) at: u64,
    /// Offset in the image of the end of what may be read.
    pub(super) end: u64,
}

impl<'d> Cursor<'d> {
    /// Over `at..end`, cut to what the file holds.
    pub(super) fn new(words: Words<'d>, at: u64, end: u64) -> Self {
        let end = end.min(words.len());
        Self { words, at, end }
    }

    pub(super) const fn done(&self) -> bool {
        self.at >= self.end
    }

    pub(super) fn byte(&mut self) -> Option<u8> {
        if self.done() {
            return None;
        }
        let byte = self.words.u8(self.at)?;
        self.at += 1;
        Some(byte)
    }

    /// An unsigned number of at most 64 bits.
    pub(super) fn unsigned(&mut self) -> Option<u64> {
        let mut value = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            // The tenth byte has room for one bit.
            if shift == 63 && bits > 1 {
                return None;
            }
            value |= bits << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    /// A signed number of at most 64 bits.
    pub(super) fn signed(&mut self) -> Option<i64> {
        let mut value = 0i64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= i64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                let used = shift + 7;
                let negative = byte & 0x40 != 0 && used < 64;
                return Some(if negative {
                    value | (-1i64 << used)
                } else {
                    value
                });
            }
        }
        None
    }

    /// Moves over `length` bytes; `None` if they end past the end.
    pub(super) fn skip(&mut self, length: u64) -> Option<u64> {
        let start = self.at;
        let end = start.checked_add(length).filter(|&end| end <= self.end)?;
        self.at = end;
        Some(start)
    }

    /// A name behind its length.
    pub(super) fn name(&mut self) -> Option<&'d str> {
        let length = self.unsigned()?;
        let start = self.skip(length)?;
        std::str::from_utf8(self.words.bytes(start, length)?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cursor(data: &[u8]) -> Cursor<'_> {
        Cursor::new(Words::new(data, true), 0, data.len() as u64)
    }

    #[test]
    fn numbers_of_any_length_are_read() {
        assert_eq!(cursor(&[0xe5, 0x8e, 0x26]).unsigned(), Some(624_485));
        assert_eq!(cursor(&[0x80, 0x80, 0x00]).unsigned(), Some(0));
        assert_eq!(cursor(&[0x7f]).signed(), Some(-1));
        assert_eq!(cursor(&[0xc0, 0xbb, 0x78]).signed(), Some(-123_456));
    }

    #[test]
    fn a_number_that_lies_is_none() {
        assert_eq!(cursor(&[0x80]).unsigned(), None);
        assert_eq!(cursor(&[0xff; 11]).unsigned(), None);
        assert_eq!(cursor(&[0xff; 11]).signed(), None);
        assert_eq!(cursor(b"\xff\xff\xff\xff\x0fab").name(), None);
    }
}
