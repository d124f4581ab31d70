//! Every rule has its page, and every page its rule.

use std::collections::BTreeSet;

use anyhow::Result;

use super::{Check, Complaint, Outcome, Tree};

pub(super) const CHECK: Check = Check {
    name: "rule-pages",
    subject: "rules",
    run,
};

#[expect(clippy::unnecessary_wraps, reason = "the shape of every check")]
fn run(tree: &Tree) -> Result<Outcome> {
    let rules = stems(tree, "crates/rules/src/rules/", ".rs");
    let pages = stems(tree, "docs/rules/", ".md");
    let without = rules.difference(&pages);
    let without = without.map(|name| Complaint::new(name, "no page: run `cargo xtask docs`"));
    let orphans = pages.difference(&rules);
    let orphans =
        orphans.map(|name| Complaint::new(format!("docs/rules/{name}.md"), "no such rule"));
    Ok(Outcome {
        looked_at: rules.len(),
        complaints: without.chain(orphans).collect(),
    })
}

/// Names, with hyphens, of the files that stand directly in a folder.
fn stems(tree: &Tree, folder: &str, ending: &str) -> BTreeSet<String> {
    tree.files
        .iter()
        .filter_map(|file| file.path.strip_prefix(folder)?.strip_suffix(ending))
        .filter(|stem| !stem.contains('/') && *stem != "mod")
        .map(|stem| stem.replace('_', "-"))
        .collect()
}
