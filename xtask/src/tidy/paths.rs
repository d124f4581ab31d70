//! No path of one machine and no registry host in the tree: both are true on one machine only.

use anyhow::Result;

use super::tree::File;
use super::{Check, Complaint, Outcome, Tree};
use crate::workspace;

pub(super) const CHECK: Check = Check {
    name: "paths",
    subject: "texts",
    run,
};

/// Folders that hold one person's or one machine's files. Split, so that this file does not find itself.
const FOLDERS: &[&str] = &[
    concat!("/ro", "ot/"),
    concat!("/ho", "me/"),
    concat!("/Us", "ers/"),
    concat!("/wo", "rk/"),
    concat!("/fa", "rm/"),
];

/// Registries: their ordinary clients know them, and each machine may use a mirror.
const HOSTS: &[&str] = &[
    concat!("index.crates", ".io"),
    concat!("static.crates", ".io"),
    concat!("registry.npmjs", ".org"),
    concat!("files.pythonhosted", ".org"),
    concat!("pypi", ".org/simple"),
    concat!("proxy.golang", ".org"),
    concat!("deb.debian", ".org"),
    concat!("security.debian", ".org"),
];

#[expect(clippy::unnecessary_wraps, reason = "the shape of every check")]
fn run(tree: &Tree) -> Result<Outcome> {
    let here = workspace::root().to_string_lossy();
    let texts = tree.files.iter().filter(|f| f.text.is_some());
    Ok(texts.map(|file| complain(file, &here)).collect())
}

fn complain(file: &File, here: &str) -> Vec<Complaint> {
    let said = |(number, line): (usize, &str)| {
        let found =
            folder_in(line).or_else(|| HOSTS.iter().copied().find(|host| line.contains(host)));
        let found = found.or_else(|| line.contains(here).then_some("the path of this checkout"))?;
        let message = format!("`{found}` is true on one machine only");
        Some(Complaint::new(format!("{}:{number}", file.path), message))
    };
    file.lines().filter_map(said).collect()
}

/// A folder that starts a path: what stands before is no part of a longer path.
fn folder_in(line: &str) -> Option<&'static str> {
    let starts = |at: usize| {
        let before = line.get(..at).and_then(|l| l.chars().next_back());
        !before.is_some_and(|c| c.is_alphanumeric() || "_.-}>".contains(c))
    };
    let continues = |at: usize| {
        let after = line.get(at..).and_then(|l| l.chars().next());
        after.is_some_and(|c| c.is_alphanumeric() || "._-".contains(c))
    };
    FOLDERS.iter().copied().find(|folder| {
        line.match_indices(folder)
            .any(|(at, _)| starts(at) && continues(at + folder.len()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expect: usize) {
        let file = File {
            path: "a.md".into(),
            size: 0,
            text: Some(line.into()),
        };
        assert_eq!(complain(&file, "/checkout/of/this").len(), expect, "{line}");
    }

    #[test]
    fn paths_of_one_machine_are_found() {
        check(concat!("see `/ho", "me/me/x`"), 1);
        check("in /checkout/of/this/target", 1);
        check(concat!("get it from registry.npmjs", ".org"), 1);
    }

    #[test]
    fn parts_of_longer_paths_are_not() {
        check(concat!("a/ho", "me/me"), 0);
        check(concat!("${TARGET}/ro", "ot/x"), 0);
        check(concat!("/ro", "ot/ alone"), 0);
    }
}
