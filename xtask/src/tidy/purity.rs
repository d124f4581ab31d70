//! Library rooms touch no file, environment, clock, process or output. Clippy refuses the usual functions;
//! this refuses the modules.

use anyhow::Result;

use super::tree::File;
use super::{Check, Complaint, Outcome, Tree};

pub(super) const CHECK: Check = Check {
    name: "purity",
    subject: "sources of library rooms",
    run,
};

/// Rooms that take bytes and return values.
const ROOMS: &[&str] = &[
    "container",
    "diagnostic",
    "image",
    "gobin",
    "rules",
    "diff",
    "traces",
    "diagnose",
    "report",
];

/// What they never name.
const WORDS: &[&str] = &[
    "std::fs",
    "std::env",
    "std::process",
    "std::net",
    "std::thread",
    "std::time",
    "println!",
    "eprintln!",
];

#[expect(clippy::unnecessary_wraps, reason = "the shape of every check")]
fn run(tree: &Tree) -> Result<Outcome> {
    Ok(tree
        .sources()
        .filter(|f| is_library(f))
        .map(complain)
        .collect())
}

fn is_library(file: &File) -> bool {
    ROOMS
        .iter()
        .any(|room| file.path.starts_with(&format!("crates/{room}/src/")))
}

/// Looks at the lines above the file's tests.
fn complain(file: &File) -> Vec<Complaint> {
    let tests = |line: &str| line.trim_start().starts_with("#[cfg(test)]");
    file.lines()
        .take_while(|(_, line)| !tests(line))
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .flat_map(|(number, line)| WORDS.iter().map(move |word| (number, line, word)))
        .filter(|(_, line, word)| line.contains(**word))
        .map(|(number, _, word)| {
            let message = format!("`{word}` in a library room: it belongs to `cli` or `xtask`");
            Complaint::new(format!("{}:{number}", file.path), message)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: usize) {
        let file = File {
            path: "crates/image/src/a.rs".into(),
            size: 0,
            text: Some(text.into()),
        };
        assert!(is_library(&file));
        assert_eq!(complain(&file).len(), expect, "{text}");
    }

    #[test]
    fn code_counts_and_comments_and_tests_do_not() {
        check("use std::fs;\n", 1);
        check("// no std::fs here\n", 0);
        check("#[cfg(test)]\nmod tests { use std::fs; }\n", 0);
    }
}
