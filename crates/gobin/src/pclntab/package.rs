//! One function of a package near the start of the table, by the block in which the package's functions stand.

use std::ops::Range;

use super::{Function, Pclntab};

/// So many functions are all looked at: in small programs little of a package is linked.
const FEW: u64 = 4 << 10;
/// Every how many functions a sample is taken: packages that are looked for have hundreds.
const STRIDE: usize = 16;
/// Functions among which the block is looked for: the standard library's lower packages stand there.
const MOST: u64 = 32 << 10;
/// Functions of other packages after which a block is over.
const GAP: u64 = 256;

impl Pclntab<'_> {
    /// The function of that name in the package whose functions start with `prefix` (`time.`).
    ///
    /// `None` if the package's block was not found, so that nothing can be said; a block has a method, because
    /// the runtime defines functions in the name of other packages (`time.Sleep`), but no methods.
    pub(crate) fn function_of_package(
        &self,
        prefix: &[u8],
        name: &[u8],
    ) -> Option<Option<Function>> {
        let named = |function: &Function| self.short_name(function.name_offset) == Some(name);
        if self.functions <= FEW {
            return Some(self.iter().find(named));
        }
        let method = [prefix, b"(".as_slice()].concat();
        let indices = (0..self.functions.min(MOST)).step_by(STRIDE);
        let mut passed = 0;
        for index in indices {
            if index < passed || !self.starts_with(index, prefix) {
                continue;
            }
            let block = self.block_around(index, prefix);
            passed = block.end;
            if block.clone().any(|index| self.starts_with(index, &method)) {
                return Some(block.filter_map(|index| self.function(index)).find(named));
            }
        }
        None
    }

    fn starts_with(&self, index: u64, prefix: &[u8]) -> bool {
        let name = self
            .function(index)
            .and_then(|f| self.short_name(f.name_offset));
        name.is_some_and(|name| name.starts_with(prefix))
    }

    /// Functions around one of a package, until no function of it follows for a while.
    fn block_around(&self, index: u64, prefix: &[u8]) -> Range<u64> {
        let mut start = index;
        while let Some(nearer) =
            (start.saturating_sub(GAP)..start).find(|i| self.starts_with(*i, prefix))
        {
            start = nearer;
        }
        let mut end = index + 1;
        let within = |end: u64| end..end.saturating_add(GAP).min(self.functions);
        while let Some(farther) = within(end).rev().find(|i| self.starts_with(*i, prefix)) {
            end = farther + 1;
        }
        start..end
    }
}
