//! The commands of the documentation exist: tasks are tasks, files are there. What `cgone` prints is
//! compared by `cargo xtask docs`.

use anyhow::Result;
use clap::CommandFactory;

use super::tree::File;
use super::{Check, Complaint, Outcome, Tree};

pub(super) const CHECK: Check = Check {
    name: "readme",
    subject: "pages",
    run,
};

#[expect(clippy::unnecessary_wraps, reason = "the shape of every check")]
fn run(tree: &Tree) -> Result<Outcome> {
    let pages = tree.files.iter().filter(|file| file.extension() == "md");
    Ok(pages.map(|page| complain(page, tree)).collect())
}

fn complain(page: &File, tree: &Tree) -> Vec<Complaint> {
    let mut found = Vec::new();
    for (number, line) in page.lines() {
        let unknown = tasks(line).filter(|task| !is_task(task));
        let unknown = unknown.map(|task| format!("no task `cargo xtask {task}`"));
        let missing = files(line).filter(|path| !exists(path, tree));
        let missing = missing.map(|path| format!("no file or folder `{path}`"));
        let place = format!("{}:{number}", page.path);
        found.extend(
            unknown
                .chain(missing)
                .map(|m| Complaint::new(place.clone(), m)),
        );
    }
    found
}

/// The words after `cargo xtask`.
fn tasks(line: &str) -> impl Iterator<Item = &str> {
    line.split("cargo xtask ").skip(1).filter_map(|rest| {
        let word = rest
            .split(|c: char| !c.is_ascii_alphanumeric() && c != '-')
            .next()?;
        (!word.is_empty()).then_some(word)
    })
}

fn is_task(word: &str) -> bool {
    crate::Tasks::command().find_subcommand(word).is_some()
}

/// What stands in backticks and looks like a file of this tree.
fn files(line: &str) -> impl Iterator<Item = &str> {
    const FOLDERS: &[&str] = &[
        "crates/",
        "xtask/",
        "docs/",
        "corpus/",
        "fixtures/",
        "fuzz/",
        ".ci/",
    ];
    let quoted = line
        .split('`')
        .skip(1)
        .step_by(2)
        .flat_map(str::split_whitespace);
    quoted
        .filter(|word| FOLDERS.iter().any(|folder| word.starts_with(folder)))
        .filter(|word| !word.contains(['*', '<', '{']))
        .filter(|word| {
            !word.contains("your_") && !word.contains("FORMAT") && !word.contains("NAME")
        })
}

fn exists(path: &str, tree: &Tree) -> bool {
    let folder = format!("{}/", path.trim_end_matches('/'));
    tree.files
        .iter()
        .any(|file| file.path == path || file.path.starts_with(&folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tasks_and_files_are_found_in_a_line() {
        let line = "run `cargo xtask tidy` after `crates/image/src/open.rs`, not `crates/rules/src/rules/your_rule.rs`";
        assert_eq!(tasks(line).collect::<Vec<_>>(), ["tidy"]);
        assert_eq!(
            files(line).collect::<Vec<_>>(),
            ["crates/image/src/open.rs"]
        );
        assert!(is_task("tidy") && !is_task("untidy"));
    }
}
