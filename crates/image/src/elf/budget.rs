//! Bounds on what a hostile file can make the decoder keep: bytes that many tables name, problems that
//! repeat for every entry.

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

/// Problems of one table that are worth reading one by one.
const MOST_PROBLEMS: usize = 32;

/// Adds the problems of one table: the first ones, and how many more there are.
pub(crate) fn report(problems: &mut Vec<Problem>, mut found: Vec<Problem>) {
    let more = found.len().saturating_sub(MOST_PROBLEMS);
    found.truncate(MOST_PROBLEMS);
    let last = found.last().map(|problem| problem.offset);
    problems.append(&mut found);
    if let Some(offset) = last.filter(|_| more > 0) {
        problems.push(Problem::new(
            offset,
            format!("{more} more problems in the same table"),
        ));
    }
}
