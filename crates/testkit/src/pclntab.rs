//! Go's function table in each of its four layouts (`cmd/link/internal/ld/pcln.go` of Go 1.15 to 1.27).

use crate::bytes::Bytes;

/// A table in the making.
#[derive(Clone, Debug)]
pub struct Table {
    /// The first four bytes: `0xffff_fffb` (Go 1.2), `…fa` (1.16), `…f0` (1.18) or `…f1` (1.20).
    pub magic: u64,
    /// 64 bits.
    pub wide: bool,
    /// Least significant byte first.
    pub little: bool,
    /// Address of the first function.
    pub text: u64,
    /// Functions: name, distance from the first one, first file of its unit in [`Table::units`].
    pub functions: Vec<(&'static str, u64, u64)>,
    /// Source files.
    pub files: Vec<&'static str>,
    /// Files of the units, by index in [`Table::files`].
    pub units: Vec<usize>,
}

/// Strings behind each other, each ended by a zero byte, and their offsets. One that is the same as the one
/// before is not written again.
fn strings(little: bool, names: impl Iterator<Item = &'static str>) -> (Bytes, Vec<u64>) {
    let mut bytes = Bytes::new(little);
    let mut offsets: Vec<u64> = Vec::new();
    let mut last = None;
    for name in names {
        let same = offsets.last().filter(|_| last == Some(name)).copied();
        offsets.push(same.unwrap_or_else(|| bytes.len()));
        if same.is_none() {
            bytes.raw(name.as_bytes()).raw(b"\0");
        }
        last = Some(name);
    }
    (bytes, offsets)
}

impl Table {
    const fn pointer(&self) -> usize {
        if self.wide { 8 } else { 4 }
    }

    fn start(&self) -> Bytes {
        let mut table = Bytes::new(self.little);
        table.uint(self.magic, 4).raw(&[0, 0, 1]);
        table.uint(self.pointer() as u64, 1);
        table
    }

    /// The table's bytes.
    #[must_use]
    pub fn build(&self) -> Vec<u8> {
        match self.magic {
            0xffff_fffb => self.oldest(),
            0xffff_fffa => self.with_offsets(false),
            _ => self.with_offsets(true),
        }
    }

    /// Go 1.16 and newer: a header of offsets, then names, units, files and functions.
    fn with_offsets(&self, short_entries: bool) -> Vec<u8> {
        let pointer = self.pointer();
        let (names, name_at) = strings(self.little, self.functions.iter().map(|f| f.0));
        let (files, file_at) = strings(self.little, self.files.iter().copied());
        let mut units = Bytes::new(self.little);
        for file in &self.units {
            units.uint(
                file_at.get(*file).copied().unwrap_or(u64::from(u32::MAX)),
                4,
            );
        }
        let counts = [self.functions.len() as u64, self.files.len() as u64];
        let mut table = self.start();
        table.uints(&counts, pointer);
        if short_entries {
            table.uint(self.text, pointer);
        }
        let names_at = table.len() + 5 * pointer as u64;
        let units_at = names_at + names.len();
        let files_at = units_at + units.len();
        let records_at = (files_at + files.len()).next_multiple_of(8);
        // The tables of program counters are empty.
        let offsets = [names_at, units_at, files_at, records_at, records_at];
        table.uints(&offsets, pointer).raw(&names.data);
        table.raw(&units.data).raw(&files.data).align(8);
        let entry = if short_entries { 0 } else { self.text };
        let field = if short_entries { 4 } else { pointer };
        let index = (2 * counts[0] + 1) * field as u64;
        table.raw(&self.records(entry, field, index, &name_at));
        table.data
    }

    /// The index of functions and their records, which start `first` behind where their offsets count from.
    fn records(&self, text: u64, field: usize, first: u64, name_at: &[u64]) -> Vec<u8> {
        let mut index = Bytes::new(self.little);
        let mut records = Bytes::new(self.little);
        for ((_, distance, unit), name) in self.functions.iter().zip(name_at) {
            index.uints(&[text + distance, first + records.len()], field);
            records.uint(text + distance, field);
            records.uints(&[*name, 0, 0, 0, 0, 0, 0, *unit, 0], 4);
        }
        let end = self.functions.last().map_or(0, |last| last.1 + 16);
        index.uint(text + end, field).raw(&records.data);
        index.data
    }

    /// Go 1.2: the index follows the count, names and files stand behind the records.
    fn oldest(&self) -> Vec<u8> {
        let pointer = self.pointer() as u64;
        let count = self.functions.len() as u64;
        let mut table = self.start();
        let index_at = table.uint(count, self.pointer()).len();
        let records_at = index_at + (2 * count + 1) * pointer + 4;
        let strings_at = records_at + count * (pointer + 36);
        let all = self.functions.iter().map(|f| f.0);
        let (strings, offsets) = strings(self.little, all.chain(self.files.iter().copied()));
        let offsets: Vec<u64> = offsets.iter().map(|at| strings_at + at).collect();
        let records = self.records(self.text, self.pointer(), records_at, &offsets);
        let files_at = (strings_at + strings.len()).next_multiple_of(4);
        let split = usize::try_from((2 * count + 1) * pointer).unwrap_or(usize::MAX);
        let (index, records) = records.split_at_checked(split).unwrap_or_default();
        table.raw(index).uint(files_at, 4).raw(records);
        table.raw(&strings.data).align(4);
        table.uint(self.files.len() as u64 + 1, 4);
        for offset in offsets.iter().skip(self.functions.len()) {
            table.uint(*offset, 4);
        }
        table.data
    }
}
