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

/// The problems of one table: the first ones, and how many more there are.
#[derive(Debug, Default)]
pub(crate) struct TableProblems {
    first: Vec<Problem>,
    more: u64,
}

impl TableProblems {
    /// Adds a problem; its message is only made if it will be read.
    pub(crate) fn add(&mut self, offset: u64, message: impl FnOnce() -> String) {
        if self.first.len() < MOST_PROBLEMS {
            self.first.push(Problem::new(offset, message()));
        } else {
            self.more += 1;
        }
    }

    /// Moves them to the problems of the file.
    pub(crate) fn report(self, problems: &mut Vec<Problem>) {
        let Self { first, more } = self;
        let last = first.last().map(|problem| problem.offset);
        problems.extend(first);
        if let Some(offset) = last.filter(|_| more > 0) {
            problems.push(Problem::new(
                offset,
                format!("{more} more problems in the same table"),
            ));
        }
    }
}
