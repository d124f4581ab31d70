//! The bytes of one entry, with the holes of a sparse file as zeros.

use std::io::{self, Read};

use super::Archive;
use super::sparse::Fragment;

/// What stands at the current place of a sparse file.
enum Next<'a> {
    Hole(u64),
    Data(u64, &'a [Fragment]),
    End,
}

/// Reads an entry.
pub(crate) struct Body<'a, R> {
    archive: &'a mut Archive<R>,
    size: u64,
    at: u64,
    fragments: Option<&'a [Fragment]>,
}

impl<'a, R: Read> Body<'a, R> {
    pub(super) const fn new(
        archive: &'a mut Archive<R>,
        size: u64,
        fragments: Option<&'a [Fragment]>,
    ) -> Self {
        Self {
            archive,
            size,
            at: 0,
            fragments,
        }
    }

    fn data(&mut self, buffer: &mut [u8], most: u64) -> io::Result<usize> {
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let length = buffer.len().min(most);
        let buffer = buffer.get_mut(..length).unwrap_or_default();
        let read = self.archive.source.read(buffer)?;
        if read == 0 && length > 0 {
            return Err(io::Error::new(
                io::ErrorKind::UnexpectedEof,
                "the archive ends too early",
            ));
        }
        self.archive.took(read as u64);
        self.at += read as u64;
        Ok(read)
    }

    fn hole(&mut self, buffer: &mut [u8], length: u64) -> usize {
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        let length = buffer.len().min(length);
        buffer.get_mut(..length).unwrap_or_default().fill(0);
        self.at += length as u64;
        length
    }

    fn next(&self, fragments: &'a [Fragment]) -> Next<'a> {
        let mut rest = fragments;
        while let Some((first, others)) = rest.split_first() {
            if self.at < first.start {
                return Next::Hole(first.start - self.at);
            }
            let end = first.start.saturating_add(first.length);
            if self.at < end {
                return Next::Data(end - self.at, rest);
            }
            rest = others;
        }
        match self.size.saturating_sub(self.at) {
            0 => Next::End,
            left => Next::Hole(left),
        }
    }
}

impl<R: Read> Read for Body<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Some(fragments) = self.fragments else {
            let left = self.size - self.at;
            return self.data(buffer, left);
        };
        match self.next(fragments) {
            Next::End => Ok(0),
            Next::Hole(length) => Ok(self.hole(buffer, length)),
            Next::Data(length, rest) => {
                self.fragments = Some(rest);
                self.data(buffer, length)
            }
        }
    }
}
