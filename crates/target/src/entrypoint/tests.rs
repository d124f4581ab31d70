use std::sync::Arc;

use super::*;
use crate::{Absence, FileNode};

/// Scripts by path; a text of `ELF` is none.
struct Files(&'static [(&'static str, &'static str)]);

impl Tree for Files {
    fn name(&self) -> &'static str {
        "files"
    }

    fn look(&self, path: &str) -> Node {
        let path = path.replace("//", "/");
        if !self.0.iter().any(|(name, _)| *name == path) {
            return Node::Missing(Absence::NotFound);
        }
        Node::File(FileNode {
            path,
            identity: (0, 0),
            mode: Some(0o755),
            size: None,
        })
    }

    fn content(&self, path: &str) -> Content {
        let text = self.0.iter().find(|(name, _)| *name == path).unwrap().1;
        Content::Other {
            first: text.as_bytes().to_vec(),
            size: text.len() as u64,
        }
    }

    fn bytes(&self, path: &str) -> Result<Arc<[u8]>, String> {
        let text = self.0.iter().find(|(name, _)| *name == path).unwrap().1;
        Ok(text.as_bytes().into())
    }
}

fn followed(files: &'static [(&'static str, &'static str)], words: &[&str]) -> Entrypoint {
    let command = Command {
        words: words.iter().map(|word| (*word).to_owned()).collect(),
        folder: "/srv".to_owned(),
        ..Command::default()
    };
    follow(&Files(files), &command)
}

fn paths(entrypoint: &Entrypoint) -> Vec<(&str, bool)> {
    let started = entrypoint.started.iter();
    started.map(|s| (s.path.as_str(), s.is_certain)).collect()
}

#[test]
fn a_script_hands_over() {
    let files = &[
        ("/usr/local/bin/start", "#!/bin/sh\nexec ./app \"$@\"\n"),
        ("/srv/./app", "ELF"),
    ];
    let found = followed(files, &["start", "--x"]);
    assert_eq!(
        paths(&found),
        [("/usr/local/bin/start", true), ("/srv/./app", true)]
    );
    assert_eq!(
        found.of("/srv/./app").unwrap().through,
        ["/usr/local/bin/start"]
    );
    assert!(found.unknown.is_empty(), "{:?}", found.unknown);
}

#[test]
fn a_script_with_branches_is_uncertain() {
    let files = &[
        (
            "/start",
            "#!/bin/sh\nif x; then\nexec /a\nfi\nhelper\nexec /b\n",
        ),
        ("/a", "ELF"),
        ("/b", "ELF"),
    ];
    let found = followed(files, &["/start"]);
    assert_eq!(
        paths(&found),
        [("/start", true), ("/a", false), ("/b", false)]
    );
    assert_eq!(found.unknown.len(), 1);
    assert!(found.names("/opt/helper"));
    assert!(!found.names("/opt/other"));
}

#[test]
fn what_is_not_there_fails_in_the_words_of_the_runtime() {
    let found = followed(&[], &["app"]);
    assert_eq!(
        found.fails.as_deref(),
        Some("exec: \"app\": executable file not found in $PATH")
    );
    let found = followed(&[], &["/app"]);
    assert_eq!(
        found.fails.as_deref(),
        Some("exec: \"/app\": stat /app: no such file or directory")
    );
}

#[test]
fn a_script_that_starts_itself_ends() {
    let found = followed(&[("/a", "#!/bin/sh\nexec /a\n")], &["/a"]);
    assert_eq!(paths(&found), [("/a", true)]);
}
