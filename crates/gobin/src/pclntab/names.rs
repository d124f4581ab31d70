//! Names of cgo's wrappers, by one pass over the name table.
//!
//! A quarter of a million names are 15 MB: the pass is memory-bound, so it runs in pieces that stay in
//! the second-level cache while each needle is looked for.

use memchr::memmem::Finder;

use super::{Layout, Pclntab};

/// Bytes of one piece.
const PIECE: usize = 128 << 10;
/// Each wrapper's name holds one: `_Cfunc_`, `_C2func_`; `_cgo_cmalloc`, `_cgoexp_`; `_Cmacro_`.
const NEEDLES: [&[u8]; 3] = [b"func_", b"_cgo", b"_Cmacro_"];
/// No piece splits a needle: it reads this much of the next one.
const OVERLAP: usize = 7;

impl<'d> Pclntab<'d> {
    /// Every name that holds a needle of a wrapper, with its offset in the name table; sorted, without
    /// duplicates. Before Go 1.16, where names stand among other data, the names of all functions.
    pub(crate) fn wrapper_names(&self) -> Vec<(u32, &'d str)> {
        if self.layout == Layout::Go12 {
            return self
                .iter()
                .filter_map(|f| Some((f.name_offset, self.name(f.name_offset)?)))
                .collect();
        }
        let finders = NEEDLES.map(Finder::new);
        let mut found = Vec::new();
        for start in (0..self.names.len()).step_by(PIECE) {
            let end = self.names.len().min(start + PIECE + OVERLAP);
            let piece = self.names.get(start..end).unwrap_or_default();
            for finder in &finders {
                self.names_around(piece, start, finder, &mut found);
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    fn names_around(
        &self,
        piece: &[u8],
        start: usize,
        finder: &Finder<'_>,
        found: &mut Vec<(u32, &'d str)>,
    ) {
        let mut done = 0;
        for at in finder.find_iter(piece).map(|at| start + at) {
            if at < done {
                continue;
            }
            let before = self.names.get(..at).unwrap_or_default();
            let begin = memchr::memrchr(0, before).map_or(0, |zero| zero + 1);
            let Some((offset, name)) = u32::try_from(begin)
                .ok()
                .and_then(|o| Some((o, self.name(o)?)))
            else {
                continue;
            };
            done = begin + name.len();
            found.push((offset, name));
        }
    }
}
