//! Linear memory as one range of bytes, and the way back to the file.

use crate::image::Tables;
use crate::words::Words;
use crate::{Image, Segment};

/// A memory may be this many times larger than the file: zeros are left out of modules, but Go's tables are
/// not mostly zeros.
const MOST: usize = 4;

/// Which ranges of a memory came from where in the file, sorted by address.
#[derive(Clone, Debug, Default)]
pub(crate) struct Mapping {
    /// Address, bytes, offset in the file.
    ranges: Vec<(u64, u64, u64)>,
}

impl Mapping {
    /// Offset in the file of the byte at an address; `None` for a zero that was left out.
    pub(crate) fn offset_of(&self, address: u64) -> Option<u64> {
        let behind = self.ranges.partition_point(|range| range.0 <= address);
        let (start, length, offset) = *self.ranges.get(behind.checked_sub(1)?)?;
        let into = address - start;
        (into < length).then(|| offset + into)
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }
}

impl<'d> Image<'d> {
    /// The linear memory of a WASM module as it is when the module starts, from address 0 to the end of the
    /// last data segment. `None` for other formats, for an image that is already over its memory, and where
    /// it would be much larger than the file.
    #[must_use]
    pub fn linear_memory(&self) -> Option<Vec<u8>> {
        match &self.tables {
            Tables::Wasm(wasm) if wasm.mapping.is_empty() => {}
            _ => return None,
        }
        let end = |s: &Segment| s.address.checked_add(s.file_size);
        let ends = self.segments.iter().map(end);
        let length = ends.collect::<Option<Vec<u64>>>()?.into_iter().max()?;
        let length = usize::try_from(length).ok()?;
        if length > self.data.len().saturating_mul(MOST) {
            return None;
        }
        let words = Words::new(self.data, true);
        let mut memory = vec![0; length];
        for segment in &self.segments {
            let start = usize::try_from(segment.address).ok()?;
            let bytes = words.bytes(segment.offset, segment.file_size)?;
            let room = memory.get_mut(start..start.checked_add(bytes.len())?)?;
            room.copy_from_slice(bytes);
        }
        Some(memory)
    }

    /// This module over its [`Image::linear_memory`]: one segment, in which tables that span many data
    /// segments can be read. Offsets that [`Image::offset_of`] gives, imports and problems are still those of
    /// the file; sections are not, for they are not in memory, so there are none.
    #[must_use]
    pub fn over_memory<'m>(&self, memory: &'m [u8]) -> Image<'m>
    where
        'd: 'm,
    {
        let ranges = self
            .segments
            .iter()
            .map(|s| (s.address, s.file_size, self.base + s.offset));
        let mapping = Mapping {
            ranges: ranges.collect(),
        };
        let tables = match &self.tables {
            Tables::Wasm(wasm) => Tables::Wasm(Box::new(wasm.over(mapping))),
            _ => Tables::None,
        };
        Image {
            data: memory,
            base: self.base,
            container: self.container.clone(),
            format: self.format,
            arch: self.arch,
            os: self.os.clone(),
            little_endian: self.little_endian,
            pointer_size: self.pointer_size,
            kind: self.kind,
            entry: self.entry,
            segments: vec![Segment {
                index: 0,
                address: 0,
                memory_size: memory.len() as u64,
                offset: 0,
                file_size: memory.len() as u64,
                writable: true,
                executable: false,
            }],
            sections: Vec::new(),
            loading: self.loading.clone(),
            problems: self.problems.clone(),
            tables,
        }
    }
}
