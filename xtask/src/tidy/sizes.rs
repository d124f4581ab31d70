//! Nothing large under version control but the samples, and those within their budget.

use anyhow::Result;

use super::{Check, Complaint, Outcome, Tree};

pub(super) const CHECK: Check = Check {
    name: "sizes",
    subject: "files",
    run,
};

/// Bytes that one file may have.
const FILE: u64 = 1_500_000;
/// Bytes that all samples together may have.
const SAMPLES: u64 = 8_000_000;

#[expect(clippy::unnecessary_wraps, reason = "the shape of every check")]
fn run(tree: &Tree) -> Result<Outcome> {
    let files: Vec<(&str, u64)> = tree
        .files
        .iter()
        .map(|f| (f.path.as_str(), f.size))
        .collect();
    Ok(Outcome {
        looked_at: files.len(),
        complaints: complain(&files),
    })
}

fn complain(files: &[(&str, u64)]) -> Vec<Complaint> {
    let (samples, others): (Vec<_>, Vec<_>) = files
        .iter()
        .partition(|(path, _)| path.starts_with("corpus/samples/"));
    let large = others.iter().filter(|(_, size)| *size > FILE);
    let mut found: Vec<Complaint> = large
        .map(|(path, size)| Complaint::new(*path, format!("{size} bytes, more than {FILE}")))
        .collect();
    let sum: u64 = samples.iter().map(|(_, size)| size).sum();
    if sum > SAMPLES {
        let message = format!("{sum} bytes in all, more than {SAMPLES}");
        found.push(Complaint::new("corpus/samples", message));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_have_a_budget_of_their_own() {
        assert!(complain(&[("corpus/samples/a", FILE + 1), ("b", FILE)]).is_empty());
        let found = complain(&[("corpus/samples/a", SAMPLES + 1), ("b", FILE + 1)]);
        let places: Vec<&str> = found.iter().map(|c| c.place.as_str()).collect();
        assert_eq!(places, ["b", "corpus/samples"]);
    }
}
