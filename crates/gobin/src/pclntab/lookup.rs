//! Finding functions and files without walking a quarter of a million names.
//!
//! The linker lays packages out in dependency order, the runtime and what it needs first
//! (`cmd/link/internal/ld/lib.go`, `textp`), so the runtime's functions are the first few thousand; and
//! every file with live code is in the file table, thirty times smaller than the names (`ld/pcln.go`).
//! The units of compilation look sorted too, and are not: an instantiation that another package needs
//! first drags its unit's number forward.

use super::{Function, Layout, Pclntab};

/// Functions without a runtime name after which the runtime's block is over.
const BLOCK_GAP: u64 = 512;

/// Functions on either side of the place that a search by name offset leads to: the name of a function
/// that was inlined before it was laid out stands before its neighbours' names.
const NAME_GAP: u64 = 512;

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
    pub(crate) fn runtime_block(&self) -> impl Iterator<Item = (Function, &'d [u8])> + '_ {
        let whole = self.layout == Layout::Go12;
        let mut since_runtime = 0;
        let mut seen_main = false;
        self.iter().map_while(move |function| {
            let name = self.short_name(function.name_offset).unwrap_or_default();
            seen_main |= name == b"runtime.main";
            let of_runtime = name.starts_with(b"runtime.") || memchr::memchr(b'.', name).is_none();
            since_runtime = if of_runtime { 0 } else { since_runtime + 1 };
            (whole || !seen_main || since_runtime < BLOCK_GAP).then_some((function, name))
        })
    }

    /// For each of `whole` the live source files whose path is it or ends in `/` and it; behind them, for each
    /// of `endings`, those whose path ends in it.
    pub(crate) fn files_ending(
        &self,
        whole: &[&str],
        endings: &[&str],
    ) -> Vec<Vec<SourceFile<'d>>> {
        let suffixes = [whole, endings].concat();
        let suffixes = suffixes.as_slice();
        let mut found = vec![Vec::new(); suffixes.len()];
        let mut take = |file: SourceFile<'d>, which: usize| {
            let Some(suffix) = suffixes.get(which) else {
                return;
            };
            let rest = file.path.strip_suffix(suffix);
            let fits = rest
                .is_some_and(|rest| which >= whole.len() || rest.is_empty() || rest.ends_with('/'));
            if let Some(files) = found.get_mut(which).filter(|_| fits) {
                files.push(file);
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
        let mut hit = |hit: aho_corasick::Match| {
            if let Some(file) = self.file_around(hit.start(), hit.end() - 1) {
                take(file, hit.pattern().as_usize());
            }
        };
        // A packed search needs vector instructions; a processor without them walks an automaton.
        if let Some(searcher) = aho_corasick::packed::Searcher::new(&ended) {
            searcher.find_iter(self.files).for_each(&mut hit);
        } else if let Ok(automaton) = aho_corasick::AhoCorasick::new(&ended) {
            automaton.find_iter(self.files).for_each(&mut hit);
        }
    }

    /// The file whose path ends at `end` of the file table, of which `inside` is a byte.
    fn file_around(&self, inside: usize, end: usize) -> Option<SourceFile<'d>> {
        let before = self.files.get(..inside)?;
        let start = memchr::memrchr(0, before).map_or(0, |zero| zero + 1);
        Some(SourceFile {
            path: std::str::from_utf8(self.files.get(start..end)?).ok()?,
            entry: u32::try_from(start).ok()?,
            offset: self.file_place(self.files, start),
        })
    }

    /// The first and the last live files of the table, at most `most` of each: the runtime's stand first, those
    /// of package main and of what it needs last. Before Go 1.16 the order is that of first use too.
    pub(crate) fn files_at_ends(&self, most: usize) -> (Vec<SourceFile<'d>>, Vec<SourceFile<'d>>) {
        if self.layout == Layout::Go12 {
            let mut files: Vec<SourceFile<'d>> = self.oldest_files().collect();
            let first = files.iter().take(most).copied().collect();
            let last = files.split_off(files.len().saturating_sub(most));
            return (first, last);
        }
        let mut at = 0;
        let mut first = Vec::new();
        while let Some(length) = self.zero_after(at).filter(|_| first.len() < most) {
            first.extend(self.file_around(at, at + length));
            at += length + 1;
        }
        let mut end = memchr::memrchr(0, self.files).unwrap_or(0);
        let mut last = Vec::new();
        while end > 0 && last.len() < most {
            let file = self.file_around(end, end);
            let before = self.files.get(..end).unwrap_or_default();
            end = memchr::memrchr(0, before).unwrap_or(0);
            last.extend(file);
        }
        last.reverse();
        (first, last)
    }

    fn zero_after(&self, at: usize) -> Option<usize> {
        let rest = self.files.get(at..)?;
        memchr::memchr(0, rest.get(..rest.len().min(1 << 12))?)
    }

    /// The function of the name at an offset of the name table.
    ///
    /// Names stand in the order of functions, save for those that were first written down as inlined.
    pub(crate) fn function_named(&self, name_offset: u32) -> Option<Function> {
        let (mut low, mut high) = (0, self.functions);
        while low < high {
            let middle = low + (high - low) / 2;
            match self.name_offset_near(middle) {
                Some(near) if near < name_offset => low = middle + 1,
                _ => high = middle,
            }
        }
        let near = low.saturating_sub(NAME_GAP)..low.saturating_add(NAME_GAP).min(self.functions);
        let has_it = |function: &Function| function.name_offset == name_offset;
        near.filter_map(|index| self.function(index)).find(has_it)
    }

    /// The median name offset of five neighbours: a lone early name does not lead the search astray.
    fn name_offset_near(&self, index: u64) -> Option<u32> {
        let around = index.saturating_sub(2)..index.saturating_add(3).min(self.functions);
        let mut offsets: Vec<u32> = around
            .filter_map(|index| Some(self.function(index)?.name_offset))
            .collect();
        offsets.sort_unstable();
        offsets.get(offsets.len() / 2).copied()
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
