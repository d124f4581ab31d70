//! No unfinished code, no ignored test, no lint silenced without an end.

use anyhow::Result;

use super::tree::File;
use super::{Check, Complaint, Outcome, Tree};

pub(super) const CHECK: Check = Check {
    name: "unfinished",
    subject: "sources",
    run,
};

/// What must not stand in a source, and why. Split, so that this file does not complain about itself.
const WORDS: &[(&str, &str)] = &[
    (concat!("todo", "!("), "unfinished code"),
    (concat!("unimplemented", "!("), "unfinished code"),
    (concat!("dbg", "!("), "a print left behind"),
    (
        concat!("#[", "ignore"),
        "an ignored test: make it run, or delete it",
    ),
    (
        concat!("#[", "allow("),
        "use `#[expect(…, reason = …)]`: it ends when the lint does",
    ),
    (
        concat!("#![", "allow("),
        "use `#![expect(…, reason = …)]`: it ends when the lint does",
    ),
];

#[expect(clippy::unnecessary_wraps, reason = "the shape of every check")]
fn run(tree: &Tree) -> Result<Outcome> {
    Ok(tree.sources().map(complain).collect())
}

fn complain(file: &File) -> Vec<Complaint> {
    file.lines()
        .flat_map(|(number, line)| WORDS.iter().map(move |word| (number, line, word)))
        .filter(|(_, line, (word, _))| line.contains(word))
        .map(|(number, _, (word, why))| {
            Complaint::new(
                format!("{}:{number}", file.path),
                format!("`{word}`: {why}"),
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_is_found_with_its_line() {
        for (word, _) in WORDS {
            let file = File {
                path: "a.rs".into(),
                size: 0,
                text: Some(format!("fn a() {{\n  {word}\n}}")),
            };
            let found = complain(&file);
            assert_eq!(found.first().map(|c| c.place.as_str()), Some("a.rs:2"));
        }
    }
}
