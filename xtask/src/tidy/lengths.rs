//! No source file over 600 lines.

use anyhow::Result;

use super::{Check, Complaint, Outcome, Tree};

pub(super) const CHECK: Check = Check {
    name: "lengths",
    subject: "sources",
    run,
};

/// Lines that a source file may have.
const LIMIT: usize = 600;

#[expect(clippy::unnecessary_wraps, reason = "the shape of every check")]
fn run(tree: &Tree) -> Result<Outcome> {
    Ok(tree
        .sources()
        .map(|file| complain(&file.path, file.lines().count()))
        .collect())
}

fn complain(path: &str, lines: usize) -> Vec<Complaint> {
    let message = || format!("{lines} lines, more than {LIMIT}: does it hold one thing?");
    let long = (lines > LIMIT).then(|| Complaint::new(path, message()));
    long.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_itself_passes() {
        assert!(complain("a.rs", LIMIT).is_empty());
        assert_eq!(complain("a.rs", LIMIT + 1).len(), 1);
    }
}
