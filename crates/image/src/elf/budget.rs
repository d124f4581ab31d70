//! A bound on what is copied out of a file whose tables may all name the same bytes.

use diagnostic::Problem;

/// What an entry costs besides its bytes: the place, the strings' headers.
const ENTRY_COST: usize = 64;
/// Even the smallest file may name this much.
const LEAST: usize = 1 << 16;

/// Bytes that may still be copied: as many as the file has.
#[derive(Debug)]
pub(crate) struct Budget {
    left: usize,
    spent: bool,
}

impl Budget {
    pub(crate) fn of(data: &[u8]) -> Self {
        Self {
            left: data.len().max(LEAST),
            spent: false,
        }
    }

    /// Nothing is left.
    pub(crate) const fn is_spent(&self) -> bool {
        self.spent
    }

    /// Takes the cost of an entry of `bytes` bytes; when nothing is left, says so once and refuses.
    pub(crate) fn spend(&mut self, bytes: usize, at: u64, problems: &mut Vec<Problem>) -> bool {
        match self.left.checked_sub(bytes.saturating_add(ENTRY_COST)) {
            Some(left) => self.left = left,
            None => {
                if !self.spent {
                    problems.push(Problem::new(
                        at,
                        "the tables name more bytes than the file has, the rest is not read",
                    ));
                }
                self.spent = true;
            }
        }
        !self.spent
    }
}
