//! The bytes that one decoder reads: a whole file, one slice of a universal file, one archive member.

use diagnostic::{Place, Problem};

use crate::image::{Format, Segment, Tables};
use crate::words::Words;
use crate::{Arch, Image, Kind, Loading, OpenError};

/// Where the bytes of one image stand in the file.
#[derive(Clone, Debug)]
pub(crate) struct Part<'d> {
    /// The bytes of the image.
    pub(crate) data: &'d [u8],
    /// Offset of `data` in the file.
    pub(crate) base: u64,
    /// `slice arm64`, `member go.o`; `None` for the whole file.
    pub(crate) container: Option<String>,
}

impl<'d> Part<'d> {
    /// The whole file.
    pub(crate) const fn whole(data: &'d [u8]) -> Self {
        Self {
            data,
            base: 0,
            container: None,
        }
    }

    /// `length` bytes at `offset` in this part, cut to what the file holds, under a name of their own.
    pub(crate) fn inner(&self, offset: u64, length: u64, name: &str) -> Self {
        let container = match &self.container {
            Some(outer) => format!("{outer} {name}"),
            None => name.to_owned(),
        };
        Self {
            data: Words::new(self.data, true).upto(offset, length),
            base: self.base.saturating_add(offset),
            container: Some(container),
        }
    }

    pub(crate) const fn words(&self, little: bool) -> Words<'d> {
        Words::new(self.data, little)
    }

    /// A place in this part, `offset` bytes from its start.
    pub(crate) fn place(&self, table: &'static str, offset: u64) -> Place {
        let mut place = Place::new(table).at(self.base.saturating_add(offset));
        place.container.clone_from(&self.container);
        place
    }

    /// A problem `offset` bytes from the start of this part.
    pub(crate) fn problem(&self, offset: u64, message: impl Into<String>) -> Problem {
        Problem::new(self.base.saturating_add(offset), message)
    }

    /// The error for a header that cannot be read.
    pub(crate) fn broken(
        &self,
        format: Format,
        offset: u64,
        message: impl Into<String>,
    ) -> OpenError {
        OpenError::Broken {
            format,
            offset: self.base.saturating_add(offset),
            message: message.into(),
        }
    }

    /// An image over this part that nothing is known of yet but its format, machine and word.
    pub(crate) fn image(&self, format: Format, arch: Arch, word: Word) -> Image<'d> {
        Image {
            data: self.data,
            base: self.base,
            container: self.container.clone(),
            format,
            arch,
            os: None,
            little_endian: word.little,
            pointer_size: word.size,
            kind: Kind::Executable,
            entry: None,
            segments: Vec::new(),
            sections: Vec::new(),
            loading: Loading::default(),
            problems: Vec::new(),
            tables: Tables::None,
        }
    }
}

/// The pointer word of a machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    /// Least significant byte first.
    pub(crate) little: bool,
    /// 4 or 8 bytes.
    pub(crate) size: u8,
}

/// Problems of one kind that are listed: a file with more is broken on purpose.
pub(crate) const MOST_PROBLEMS: usize = 64;

/// Cuts every segment to what the file holds, sorts them by address, and says which ones break the rules.
pub(crate) fn settle_segments(part: &Part<'_>, image: &mut Image<'_>) {
    let length = part.data.len() as u64;
    for segment in &mut image.segments {
        let held = length.saturating_sub(segment.offset).min(segment.file_size);
        if held < segment.file_size && image.problems.len() < MOST_PROBLEMS {
            let message = format!(
                "segment {} asks for {:#x} bytes of the file, which holds {held:#x} of them",
                segment.index, segment.file_size
            );
            image.problems.push(part.problem(segment.offset, message));
        }
        segment.file_size = held.min(segment.memory_size);
    }
    image.segments.sort_by_key(|s| (s.address, s.index));
    let overlap = |pair: &[Segment]| match pair {
        [one, next] => (next.address - one.address < one.memory_size).then(|| {
            let message = format!(
                "segments {} and {} overlap in memory",
                one.index, next.index
            );
            part.problem(next.offset, message)
        }),
        _ => None,
    };
    let overlapping = image.segments.windows(2).filter_map(overlap);
    image.problems.extend(overlapping.take(MOST_PROBLEMS));
}
