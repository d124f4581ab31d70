//! Go's function table: names, files and entries of every function, in files of any state of stripping.
//!
//! Sources: `cmd/link/internal/ld/pcln.go`, `runtime/symtab.go` and `debug/gosym/pclntab.go` of Go 1.15,
//! 1.17, 1.19, 1.26 and 1.27.

mod find;
mod header;
mod lookup;
mod names;
mod package;
mod units;

use image::Image;

pub(crate) use find::find;
pub(crate) use header::Layout;
pub(crate) use lookup::SourceFile;

/// One function of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Function {
    /// Zero-based index, in address order.
    pub(crate) index: u64,
    /// Offset of its name in the name table (Go 1.16 and newer) or in the whole table (older).
    pub(crate) name_offset: u32,
    /// Index in the compilation-unit table at which its unit's files start; `None` before Go 1.16 and
    /// for functions of no unit (`go:buildid`).
    pub(crate) unit: Option<u32>,
    /// Entry as stored: an offset from the start of the text (Go 1.18 and newer) or an address before
    /// relocation (older).
    pub(crate) entry: u64,
    /// Virtual address of the word that holds `entry`.
    pub(crate) entry_at: u64,
}

/// The function table, borrowed from the file.
#[derive(Clone, Debug)]
pub(crate) struct Pclntab<'d> {
    /// Virtual address of the header.
    pub(crate) address: u64,
    /// Offset of the header in the file.
    pub(crate) offset: u64,
    /// How it was found: `section`, `scan` or `section with a changed magic`.
    pub(crate) found_by: &'static str,
    /// The magic as stored.
    pub(crate) magic: u32,
    /// The layout that its fields obey.
    pub(crate) layout: Layout,
    /// Bytes of a pointer: 4 or 8.
    pub(crate) pointer_size: u8,
    /// Functions.
    pub(crate) functions: u64,
    /// Start of the text, where the header still says it (Go 1.18 to 1.25).
    pub(crate) text_start: Option<u64>,
    little_endian: bool,
    /// The whole table.
    data: &'d [u8],
    /// Function names, each ended by a zero byte.
    pub(crate) names: &'d [u8],
    /// Compilation-unit table: `u32` offsets into `files`, `!0` for a file without live code.
    pub(crate) units: &'d [u8],
    /// File names, each ended by a zero byte; empty before Go 1.16.
    pub(crate) files: &'d [u8],
    /// Function index and function records; record offsets count from its start.
    records: &'d [u8],
    /// Offset of `records` in `data`.
    records_offset: u64,
}

impl<'d> Pclntab<'d> {
    fn u32_at(&self, bytes: &[u8], offset: usize) -> Option<u32> {
        let word: [u8; 4] = bytes.get(offset..offset.checked_add(4)?)?.try_into().ok()?;
        Some(if self.little_endian {
            u32::from_le_bytes(word)
        } else {
            u32::from_be_bytes(word)
        })
    }

    fn uint_at(&self, bytes: &[u8], offset: usize, size: u8) -> Option<u64> {
        if size == 4 {
            return self.u32_at(bytes, offset).map(u64::from);
        }
        let word: [u8; 8] = bytes.get(offset..offset.checked_add(8)?)?.try_into().ok()?;
        Some(if self.little_endian {
            u64::from_le_bytes(word)
        } else {
            u64::from_be_bytes(word)
        })
    }

    /// The function at that index; `None` past the end or where its record lies outside the table.
    pub(crate) fn function(&self, index: u64) -> Option<Function> {
        if index >= self.functions {
            return None;
        }
        let field = self.layout.index_field(self.pointer_size);
        let at = usize::try_from(index)
            .ok()?
            .checked_mul(2 * usize::from(field))?;
        let entry = self.uint_at(self.records, at, field)?;
        let record_at = self.uint_at(self.records, at + usize::from(field), field)?;
        let base = if self.layout == Layout::Go12 {
            self.data
        } else {
            self.records
        };
        let record = base.get(usize::try_from(record_at).ok()?..)?;
        let after_entry = usize::from(self.layout.entry_field(self.pointer_size));
        let unit = match self.layout {
            Layout::Go12 => None,
            _ => Some(self.u32_at(record, after_entry + 28)?).filter(|unit| *unit != u32::MAX),
        };
        Some(Function {
            index,
            name_offset: self.u32_at(record, after_entry)?,
            unit,
            entry,
            entry_at: self.address + self.records_offset + u64::try_from(at).ok()?,
        })
    }

    /// Every function, in address order; ends at the first one that cannot be read.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Function> + '_ {
        (0..self.functions).map_while(|index| self.function(index))
    }

    /// A name that may be the runtime's or a wrapper's, without its zero byte: those are short. A file may let
    /// every function share one long name, which to read again for each would take hours.
    pub(crate) fn short_name(&self, offset: u32) -> Option<&'d [u8]> {
        self.name_within(offset, 1 << 12)
    }

    /// The name at an offset of the name table, without its zero byte; at most 64 KiB.
    pub(crate) fn name(&self, offset: u32) -> Option<&'d str> {
        std::str::from_utf8(self.name_within(offset, 1 << 16)?).ok()
    }

    fn name_within(&self, offset: u32, most: usize) -> Option<&'d [u8]> {
        let rest = self.names.get(usize::try_from(offset).ok()?..)?;
        let rest = rest.get(..rest.len().min(most))?;
        rest.get(..memchr::memchr(0, rest)?)
    }

    /// Offset in the file of the name at an offset of the name table.
    pub(crate) fn name_place(&self, name_offset: u32) -> u64 {
        let names_at = self.names.as_ptr() as usize - self.data.as_ptr() as usize;
        self.offset + names_at as u64 + u64::from(name_offset)
    }

    /// Virtual address of a function's first instruction at load bias 0.
    pub(crate) fn entry(
        &self,
        image: &Image<'_>,
        text_start: Option<u64>,
        function: Function,
    ) -> Option<u64> {
        match self.layout {
            Layout::Go12 | Layout::Go116 => {
                image.pointer_at(function.entry_at).or(Some(function.entry))
            }
            Layout::Go118 | Layout::Go120 => text_start?.checked_add(function.entry),
        }
    }

    /// Bytes of the table from its header on, for callers that look for pointers into it.
    pub(crate) fn names_address(&self) -> u64 {
        let names_at = self.names.as_ptr() as usize - self.data.as_ptr() as usize;
        self.address + names_at as u64
    }
}
