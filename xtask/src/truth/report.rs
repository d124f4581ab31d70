//! What a developer sees of the comparison.

use super::compare::Comparison;
use super::differences::Verdict;
use super::{Compared, fields};

/// Counts by field.
pub(super) fn table(compared: &[Compared], verdict: &Verdict<'_>) {
    println!(
        "{:18} {:>8} {:>8} {:>9} {:>11}",
        "field", "compared", "equal", "explained", "unexplained"
    );
    for name in fields::names() {
        let of = |comparison: &&Comparison| comparison.family() == name;
        let all: Vec<&Comparison> = compared
            .iter()
            .flat_map(|file| &file.comparisons)
            .filter(of)
            .collect();
        let equal = all
            .iter()
            .filter(|comparison| comparison.is_equal())
            .count();
        let explained = verdict
            .explained
            .iter()
            .filter(|(_, found, _)| of(found))
            .count();
        let unexplained = verdict
            .unexplained
            .iter()
            .filter(|(_, found)| of(found))
            .count();
        println!(
            "{name:18} {:8} {equal:8} {explained:9} {unexplained:11}",
            all.len()
        );
    }
}

/// Counts in a line.
pub(super) fn summary(compared: &[Compared], verdict: &Verdict<'_>) -> String {
    let values: usize = compared.iter().map(|file| file.comparisons.len()).sum();
    let explained = verdict.explained.len();
    format!(
        "{} files, {values} values compared, {explained} differences explained",
        compared.len()
    )
}

/// Every difference with both values and the evidence.
pub(super) fn details(verdict: &Verdict<'_>, propose: bool) {
    for (file, found, known) in &verdict.explained {
        println!(
            "\nexplained: {}\n    why: {}",
            both(file, found),
            known.why.trim().replace('\n', "\n         ")
        );
    }
    for (file, found) in &verdict.unexplained {
        println!("\nunexplained: {}", both(file, found));
        found
            .evidence
            .iter()
            .for_each(|shown| println!("    shown: {shown}"));
    }
    for (known, sha256) in &verdict.stale {
        println!(
            "\nno such difference: {sha256} {}: theirs {}, ours {}",
            known.field, known.theirs, known.ours
        );
    }
    if propose {
        verdict
            .unexplained
            .iter()
            .for_each(|(file, found)| println!("\n{}", proposal(file, found)));
    }
}

fn both(file: &Compared, found: &Comparison) -> String {
    let Comparison {
        field,
        theirs,
        ours,
        ..
    } = found;
    format!(
        "{field} of {}\n    {}\n    theirs: {theirs}\n    ours:   {ours}",
        file.origin, file.sha256
    )
}

fn proposal(file: &Compared, found: &Comparison) -> String {
    let Comparison {
        field,
        theirs,
        ours,
        ..
    } = found;
    format!(
        "# {}\n[[difference]]\nsha256 = ['{}']\nfield = '{field}'\ntheirs = '{theirs}'\nours = '{ours}'\nwhy = ''",
        file.origin, file.sha256
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_difference_shows_both_values() {
        let file = Compared {
            sha256: "aa".into(),
            origin: "npm x 1".into(),
            comparisons: Vec::new(),
        };
        let found = Comparison::new("link.pie", json!(true), json!(null));
        let expect = "link.pie of npm x 1\n    aa\n    theirs: true\n    ours:   null";
        assert_eq!(both(&file, &found), expect);
        assert!(proposal(&file, &found).contains("theirs = 'true'\nours = 'null'"));
    }
}
