//! Sparse files: GNU's old format, and PAX formats 0.0, 0.1 and 1.0.

use std::io::Read;

use super::header::BLOCK;
use super::pax::Records;
use super::{Archive, Broken, number};
use crate::limits::MOST_FRAGMENTS;

/// Bytes that are there; between fragments the file is zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fragment {
    pub(super) start: u64,
    pub(super) length: u64,
}

impl Fragment {
    /// Numbers two by two.
    pub(super) fn pairs(numbers: &[u64]) -> Option<Vec<Self>> {
        let (pairs, rest) = numbers.as_chunks();
        let fragment = |[start, length]: &[u64; 2]| Self {
            start: *start,
            length: *length,
        };
        rest.is_empty()
            .then(|| pairs.iter().map(fragment).collect())
    }
}

/// What a header in GNU's old format says.
#[derive(Debug, Default)]
pub(super) struct OldSparse {
    fragments: Option<Vec<Fragment>>,
    /// Blocks with more fragments follow.
    goes_on: bool,
    real_size: Option<u64>,
}

/// The part of a header that describes a sparse file.
pub(super) fn old_header(block: &[u8; BLOCK]) -> OldSparse {
    OldSparse {
        fragments: entries(block.get(386..482).unwrap_or_default()),
        goes_on: block.get(482).is_some_and(|byte| *byte != 0),
        real_size: number::parse(block.get(483..495).unwrap_or_default()),
    }
}

/// Pairs of 12 bytes each; the first pair that starts with a zero byte ends them.
fn entries(bytes: &[u8]) -> Option<Vec<Fragment>> {
    let (pairs, _) = bytes.as_chunks::<24>();
    let used = pairs.iter().take_while(|pair| pair.first() != Some(&0));
    let fragment = |pair: &[u8; 24]| {
        Some(Fragment {
            start: number::parse(pair.get(..12)?)?,
            length: number::parse(pair.get(12..)?)?,
        })
    };
    used.map(fragment).collect()
}

/// Fragments are in order, lie in the file, and are as long together as what is stored.
pub(super) fn check(
    fragments: &[Fragment],
    size: u64,
    stored: u64,
    offset: u64,
) -> Result<(), Broken> {
    let mut end = 0;
    let mut total: u64 = 0;
    let fits = fragments.iter().all(|fragment| {
        let starts_behind = fragment.start >= end;
        end = fragment.start.saturating_add(fragment.length);
        total = total.saturating_add(fragment.length);
        starts_behind && end <= size
    });
    if fits && total == stored {
        return Ok(());
    }
    Err(wrong(offset))
}

const fn wrong(offset: u64) -> Broken {
    Broken::Header {
        offset,
        what: "a sparse map that does not fit its file",
    }
}

impl<R: Read> Archive<R> {
    /// Reads the blocks that go on with a map in GNU's old format; they do not count as stored bytes.
    pub(super) fn old_sparse(
        &mut self,
        header: OldSparse,
        offset: u64,
    ) -> Result<(u64, Vec<Fragment>), Broken> {
        let mut fragments = header.fragments.ok_or_else(|| wrong(offset))?;
        let size = header.real_size.ok_or_else(|| wrong(offset))?;
        let mut goes_on = header.goes_on;
        while goes_on {
            let block = self.block()?.ok_or_else(|| self.ended())?;
            goes_on = block.get(504).is_some_and(|byte| *byte != 0);
            let more = entries(block.get(..504).unwrap_or_default());
            fragments.extend(more.ok_or_else(|| wrong(offset))?);
            if fragments.len() > MOST_FRAGMENTS {
                return Err(wrong(offset));
            }
        }
        Ok((size, fragments))
    }

    /// The map of a PAX sparse file, from its records or from the front of its body.
    pub(super) fn pax_sparse(
        &mut self,
        records: &Records,
        offset: u64,
    ) -> Result<Vec<Fragment>, Broken> {
        if !records.map_is_in_body() {
            return records.fragments().ok_or_else(|| wrong(offset));
        }
        let mut lines = Lines::default();
        let count = lines.next(self, offset)?;
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        if count > MOST_FRAGMENTS {
            return Err(wrong(offset));
        }
        let mut fragments = Vec::new();
        for _ in 0..count {
            let (start, length) = (lines.next(self, offset)?, lines.next(self, offset)?);
            fragments.push(Fragment { start, length });
        }
        Ok(fragments)
    }
}

/// Decimal numbers, each with a line end, in whole blocks.
#[derive(Default)]
struct Lines {
    text: Vec<u8>,
    at: usize,
}

impl Lines {
    fn next<R: Read>(&mut self, archive: &mut Archive<R>, offset: u64) -> Result<u64, Broken> {
        loop {
            let rest = self.text.get(self.at..).unwrap_or_default();
            if let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
                let value = number::decimal(rest.get(..end).unwrap_or_default());
                self.at += end + 1;
                return value.ok_or_else(|| wrong(offset));
            }
            if rest.len() > BLOCK {
                return Err(wrong(offset));
            }
            self.text = [rest, &archive.body_block()?].concat();
            self.at = 0;
        }
    }
}
