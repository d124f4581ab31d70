//! Finding functions and files without walking a quarter of a million names.
//!
//! The linker lays packages out in dependency order, the runtime and what it needs first
//! (`cmd/link/internal/ld/lib.go`, `textp`), and numbers the compilation units in that order
//! (`ld/pcln.go`, `makePclntab`). So the runtime's functions are the first few thousand, and the functions
//! of one unit are neighbours whose unit index grows with the function index, save for a few hundred
//! duplicates that another unit lent.

use super::{Function, Layout, Pclntab};

/// Functions without a runtime name after which the runtime's block is over.
const BLOCK_GAP: u64 = 2048;

/// Functions of other units after which a unit's block is over.
const UNIT_GAP: u64 = 64;

/// A live source file: some function has code from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SourceFile<'d> {
    /// Path as the compiler recorded it; `-trimpath` shortens it.
    pub(crate) path: &'d str,
    /// Offset in the file table (Go 1.16 and newer) or in the whole table.
    pub(crate) entry: u32,
    /// Offset in the file.
    pub(crate) offset: u64,
}

impl<'d> Pclntab<'d> {
    /// The functions of the runtime and of what it depends on, with their names.
    ///
    /// Before Go 1.16 every function of the table.
    pub(crate) fn runtime_block(&self) -> impl Iterator<Item = (Function, &'d str)> + '_ {
        let whole = self.layout == Layout::Go12;
        let mut since_runtime = 0;
        let mut seen_main = false;
        self.iter().map_while(move |function| {
            let name = self.name(function.name_offset).unwrap_or("");
            seen_main |= name == "runtime.main";
            let of_runtime = name.starts_with("runtime.") || !name.contains('.');
            since_runtime = if of_runtime { 0 } else { since_runtime + 1 };
            (whole || !seen_main || since_runtime < BLOCK_GAP).then_some((function, name))
        })
    }

    /// The functions of every compilation unit that has live code from a file.
    pub(crate) fn functions_from(&self, file: SourceFile<'_>) -> Vec<Function> {
        if self.layout == Layout::Go12 {
            return self.iter().collect();
        }
        let target = file.entry;
        let slots = self
            .units
            .chunks_exact(4)
            .enumerate()
            .filter_map(|(slot, word)| {
                let entry = self.u32_at(word, 0)?;
                (entry == target).then_some(u32::try_from(slot).ok()?)
            });
        let mut units: Vec<u32> = slots.filter_map(|slot| self.unit_of_slot(slot)).collect();
        units.sort_unstable();
        units.dedup();
        units
            .into_iter()
            .flat_map(|unit| self.functions_of_unit(unit))
            .collect()
    }

    /// The unit whose files include a slot of the unit table: the greatest unit index not above it.
    fn unit_of_slot(&self, slot: u32) -> Option<u32> {
        let last = self.partition(|unit| unit <= slot);
        let near = last.saturating_sub(UNIT_GAP)..last.saturating_add(UNIT_GAP).min(self.functions);
        near.filter_map(|index| self.function(index)?.unit)
            .filter(|unit| *unit <= slot)
            .max()
    }

    /// Every function of a unit.
    fn functions_of_unit(&self, unit: u32) -> Vec<Function> {
        let first = self.partition(|other| other < unit);
        let mut found = Vec::new();
        let is_of = |index: u64| self.function(index).filter(|f| f.unit == Some(unit));
        let mut since = 0;
        for index in (0..first).rev() {
            match is_of(index) {
                Some(function) => {
                    since = 0;
                    found.push(function);
                }
                None => since += 1,
            }
            if since > UNIT_GAP {
                break;
            }
        }
        found.reverse();
        since = 0;
        for index in first..self.functions {
            match is_of(index) {
                Some(function) => {
                    since = 0;
                    found.push(function);
                }
                None => since += 1,
            }
            if since > UNIT_GAP {
                break;
            }
        }
        found
    }

    /// The first function whose neighbourhood does not satisfy `below`, which holds for a prefix of the
    /// unit indices.
    fn partition(&self, below: impl Fn(u32) -> bool) -> u64 {
        let (mut low, mut high) = (0, self.functions);
        while low < high {
            let middle = low + (high - low) / 2;
            match self.unit_near(middle) {
                Some(unit) if below(unit) => low = middle + 1,
                _ => high = middle,
            }
        }
        low
    }

    /// The median unit index of five neighbours: a lone duplicate does not lead the search astray.
    fn unit_near(&self, index: u64) -> Option<u32> {
        let around = index.saturating_sub(2)..index.saturating_add(3).min(self.functions);
        let mut units: Vec<u32> = around
            .filter_map(|index| self.function(index)?.unit)
            .collect();
        units.sort_unstable();
        units.get(units.len() / 2).copied()
    }

    /// For each suffix the live source files whose path is the suffix or ends in `/` and the suffix.
    pub(crate) fn files_ending(&self, suffixes: &[&str]) -> Vec<Vec<SourceFile<'d>>> {
        let mut found = vec![Vec::new(); suffixes.len()];
        let mut take = |file: SourceFile<'d>, which: usize| {
            let Some(suffix) = suffixes.get(which) else {
                return;
            };
            let rest = file.path.strip_suffix(suffix);
            if rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('/')) {
                if let Some(files) = found.get_mut(which) {
                    files.push(file);
                }
            }
        };
        if self.layout == Layout::Go12 {
            for file in self.oldest_files() {
                (0..suffixes.len()).for_each(|which| take(file, which));
            }
        } else {
            self.scan_files(suffixes, &mut take);
        }
        found
    }

    fn scan_files(&self, suffixes: &[&str], take: &mut impl FnMut(SourceFile<'d>, usize)) {
        let ended: Vec<String> = suffixes
            .iter()
            .map(|suffix| format!("{suffix}\0"))
            .collect();
        let Some(searcher) = aho_corasick::packed::Searcher::new(&ended) else {
            return;
        };
        for hit in searcher.find_iter(self.files) {
            let start = self
                .files
                .get(..hit.start())
                .and_then(|before| memchr::memrchr(0, before))
                .map_or(0, |zero| zero + 1);
            let path = self
                .files
                .get(start..hit.end() - 1)
                .and_then(|path| std::str::from_utf8(path).ok());
            if let (Some(path), Ok(entry)) = (path, u32::try_from(start)) {
                let file = SourceFile {
                    path,
                    entry,
                    offset: self.file_place(self.files, start),
                };
                take(file, hit.pattern().as_usize());
            }
        }
    }

    fn file_place(&self, within: &[u8], offset: usize) -> u64 {
        let start = within.as_ptr() as usize - self.data.as_ptr() as usize;
        self.offset + (start + offset) as u64
    }

    /// The files of a table older than Go 1.16: a count and offsets from the start of the table.
    fn oldest_files(&self) -> impl Iterator<Item = SourceFile<'d>> + '_ {
        let pointer = usize::from(self.pointer_size);
        let end_of_index = usize::try_from(self.functions)
            .ok()
            .and_then(|count| count.checked_mul(2 * pointer)?.checked_add(pointer));
        let list = end_of_index
            .and_then(|at| self.u32_at(self.records, at))
            .and_then(|at| self.data.get(usize::try_from(at).ok()?..))
            .unwrap_or_default();
        let count = self.u32_at(list, 0).unwrap_or(0);
        (1..count).map_while(move |index| {
            let entry = self.u32_at(list, usize::try_from(index).ok()?.checked_mul(4)?)?;
            let path = self.name(entry)?;
            Some(SourceFile {
                path,
                entry,
                offset: self.offset + u64::from(entry),
            })
        })
    }
}
