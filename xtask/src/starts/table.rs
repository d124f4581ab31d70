//! What a developer sees: counts by root, then every run where truth, reality and verdict differ.

use std::collections::BTreeMap;

use super::Run;
use super::cause::Cause;
use crate::roots::Root;

/// The table, and every disagreement.
pub(super) fn print(roots: &[Root], runs: &[Run], all: bool) {
    println!(
        "{:16} {:>5} {:>8} {:>5} {:>6} {:>8} {:>6} {:>8}  what happened",
        "root", "runs", "as then", "load", "right", "profile", "right", "unknown"
    );
    for (at, root) in roots.iter().enumerate() {
        let here: Vec<&Run> = runs.iter().filter(|run| run.root == at).collect();
        println!("{:16} {}", root.spec.name, counts(&here));
    }
    println!("{:16} {}", "all", counts(&runs.iter().collect::<Vec<_>>()));
    for run in runs.iter().filter(|run| all || !run.agrees()) {
        println!("\n{}", details(roots, run));
    }
}

fn counts(runs: &[&Run]) -> String {
    let count = |which: &dyn Fn(&Run) -> bool| runs.iter().filter(|run| which(run)).count();
    let mut kinds = BTreeMap::<&str, usize>::new();
    for now in runs.iter().filter_map(|run| run.now.as_ref()) {
        *kinds.entry(now.kind()).or_default() += 1;
    }
    let kinds: Vec<String> = kinds
        .iter()
        .map(|(kind, n)| format!("{kind} {n}"))
        .collect();
    format!(
        "{:5} {:8} {:5} {:6} {:8} {:6} {:8}  {}",
        runs.len(),
        count(&|run| run.now.as_ref() == Some(&run.row.cause)),
        count(&|run| run.said.is_some()),
        count(&|run| run.said.is_some() && run.said == run.now),
        count(&|run| run.profile.is_some()),
        count(&|run| run.profile.is_some() && run.profile == run.now),
        count(&|run| matches!(run.profile, Some(Cause::Unknown(_)))),
        kinds.join(", ")
    )
}

fn details(roots: &[Root], run: &Run) -> String {
    let root = roots
        .get(run.root)
        .map_or("", |root| root.spec.name.as_str());
    let text = |cause: &Option<Cause>| cause.as_ref().map_or("nothing".into(), Cause::to_string);
    let mark = if run.agrees() { "agree" } else { "DIFFER" };
    format!(
        "{mark}: {} on {root}\n    {}\n    then:  {}\n    now:   {}\n    words: {}\n    load:  {}\n    profile: {}",
        run.entry.row,
        run.entry.file.display(),
        run.row.cause,
        text(&run.now),
        run.words,
        text(&run.said),
        text(&run.profile),
    )
}

/// Counts in a line.
pub(super) fn summary(roots: &[Root], runs: &[Run]) -> String {
    let count = |which: &dyn Fn(&Run) -> bool| runs.iter().filter(|run| which(run)).count();
    let asked = count(&|run| run.said.is_some());
    let right = count(&|run| run.said.is_some() && run.said == run.now);
    let profiles = count(&|run| run.profile.is_some());
    let same = count(&|run| run.profile.is_some() && run.profile == run.now);
    format!(
        "{} starts in {} roots: {} started, {} as then, {right} of {asked} verdicts right with the first cause, \
         {same} of {profiles} from profiles",
        runs.len(),
        roots.len(),
        count(&|run| run.now == Some(Cause::Starts)),
        count(&|run| run.now.as_ref() == Some(&run.row.cause)),
    )
}
