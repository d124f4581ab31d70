//! What an image really starts: its command, looked up as a container runtime does, and followed through
//! scripts, shells and small init programs as far as they can be read.

mod shell;
mod wrapper;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::{Content, Node, Tree};

/// Programs on the way; a longer chain is not followed.
const MOST: usize = 64;
/// Where runtimes look for a command without a slash when the image sets no `PATH`.
const PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// A command, its surroundings.
#[derive(Clone, Debug, Default)]
pub struct Command {
    /// The entrypoint and its arguments.
    pub words: Vec<String>,
    /// Variables.
    pub environment: Vec<(String, String)>,
    /// Absolute; empty for the root.
    pub folder: String,
}

/// One file that the command starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Started {
    /// After every link.
    pub path: String,
    /// The files that led here, the image's own command first.
    pub through: Vec<String>,
    /// Nothing on the way decides whether it is started; a script may.
    pub is_certain: bool,
}

/// Everything that a command starts.
#[derive(Clone, Debug, Default)]
pub struct Entrypoint {
    /// In the order in which they were met; a file once.
    pub started: Vec<Started>,
    /// Words of scripts that were read: what they name may be started too.
    pub words: BTreeSet<String>,
    /// What is not there although the command itself is started: the words of the runtime.
    pub fails: Option<String>,
    /// What could not be followed, as clauses.
    pub unknown: Vec<String>,
}

impl Entrypoint {
    /// How a file is started; `None` if it is not, as far as is known.
    #[must_use]
    pub fn of(&self, path: &str) -> Option<&Started> {
        self.started.iter().find(|started| started.path == path)
    }

    /// Whether a script that was read names a file, by its path or its last name.
    #[must_use]
    pub fn names(&self, path: &str) -> bool {
        let last = path.rsplit('/').next().unwrap_or(path);
        self.words
            .iter()
            .any(|word| word.rsplit('/').next() == Some(last))
    }
}

/// A command to follow, and how one came to it.
struct Waiting {
    words: Vec<String>,
    through: Vec<String>,
    is_certain: bool,
}

/// Follows a command.
#[must_use]
pub fn follow(tree: &dyn Tree, command: &Command) -> Entrypoint {
    let mut follower = Follower {
        tree,
        variables: command.environment.iter().cloned().collect(),
        folder: &command.folder,
        found: Entrypoint::default(),
        waiting: VecDeque::from([Waiting {
            words: command.words.clone(),
            through: Vec::new(),
            is_certain: true,
        }]),
    };
    let mut steps = 0;
    while let Some(next) = follower.waiting.pop_front() {
        steps += 1;
        if steps > MOST {
            let what = format!("what is started behind {MOST} commands");
            follower.found.unknown.push(what);
            break;
        }
        follower.one(next);
    }
    follower.found
}

struct Follower<'t> {
    tree: &'t dyn Tree,
    variables: BTreeMap<String, String>,
    folder: &'t str,
    found: Entrypoint,
    waiting: VecDeque<Waiting>,
}

impl Follower<'_> {
    fn one(&mut self, next: Waiting) {
        let Some(name) = next.words.first() else {
            let what = "the image names no command".to_owned();
            return self.found.unknown.push(what);
        };
        let path = match self.look(name) {
            Ok(path) => path,
            Err(Lost::Unknown(missing)) => return self.found.unknown.push(missing),
            Err(Lost::Missing(why)) => {
                if next.through.is_empty() {
                    self.found.fails = Some(format!("exec: \"{name}\": {why}"));
                } else {
                    let from = next.through.last().map_or("", String::as_str);
                    let what = format!("`{from}` starts `{name}`, which is not there");
                    self.found.unknown.push(what);
                }
                return;
            }
        };
        let is_known = self.found.of(&path).is_some();
        if !is_known {
            self.found.started.push(Started {
                path: path.clone(),
                through: next.through.clone(),
                is_certain: next.is_certain,
            });
        }
        let mut through = next.through;
        through.push(path.clone());
        self.behind(&path, &next.words, through, next.is_certain);
    }

    /// What a program starts in turn.
    fn behind(&mut self, path: &str, words: &[String], through: Vec<String>, is_certain: bool) {
        let arguments = words.get(1..).unwrap_or_default();
        match self.tree.content(path) {
            Content::Elf(_) => self.program(words, through, is_certain),
            Content::Other { first, .. } if first.starts_with(b"#!") => {
                self.script(path, arguments, through);
            }
            Content::Other { .. } => {}
            Content::Unknown(missing) => self.found.unknown.push(missing),
        }
    }

    /// Programs with many names, such as busybox, go by the one that they are started under.
    fn program(&mut self, words: &[String], through: Vec<String>, is_certain: bool) {
        let Some((name, arguments)) = words.split_first() else {
            return;
        };
        match wrapper::behind(name, arguments) {
            wrapper::Behind::Nothing => {}
            wrapper::Behind::Command(words) => self.waiting.push_back(Waiting {
                words,
                through,
                is_certain,
            }),
            wrapper::Behind::Text(text, rest) => self.text(&text, &rest, &through),
            wrapper::Behind::Script(file, rest) => {
                let Ok(path) = self.look(&file) else {
                    let what = format!("`{name}` runs `{file}`, which is not there");
                    return self.found.unknown.push(what);
                };
                self.script(&path, &rest, through);
            }
            wrapper::Behind::Unknown(what) => self.found.unknown.push(what),
        }
    }

    fn script(&mut self, path: &str, arguments: &[String], mut through: Vec<String>) {
        if through.last().is_none_or(|last| last != path) {
            through.push(path.to_owned());
        }
        let text = match self.tree.bytes(path) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(missing) => return self.found.unknown.push(missing),
        };
        if !shell::is_shell(&text) {
            let what = format!("what `{path}` starts, which is no shell script");
            return self.found.unknown.push(what);
        }
        self.text(&text, arguments, &through);
    }

    /// The commands of a shell script. Which of several runs, nobody can tell without running it.
    fn text(&mut self, text: &str, arguments: &[String], through: &[String]) {
        let read = shell::read(text, arguments, &self.variables);
        let is_certain = read.is_one_command;
        self.found.words.extend(read.words);
        if read.commands.is_empty() {
            let from = through.last().map_or("", String::as_str);
            let what = format!("what the script `{from}` starts");
            self.found.unknown.push(what);
        }
        for words in read.commands {
            self.waiting.push_back(Waiting {
                words,
                through: through.to_vec(),
                is_certain,
            });
        }
        if !is_certain {
            let from = through.last().map_or("", String::as_str);
            let what = format!("which commands the script `{from}` runs");
            self.found.unknown.push(what);
        }
    }

    fn look(&self, name: &str) -> Result<String, Lost> {
        if name.contains('/') {
            let absolute = if name.starts_with('/') {
                name.to_owned()
            } else {
                format!("{}/{name}", self.folder)
            };
            return self.file(&absolute, "stat", "no such file or directory");
        }
        let path = self.variables.get("PATH").map_or(PATH, String::as_str);
        for folder in path.split(':').filter(|folder| folder.starts_with('/')) {
            match self.file(&format!("{folder}/{name}"), "", "") {
                Err(Lost::Missing(_)) => {}
                found => return found,
            }
        }
        Err(Lost::Missing(
            "executable file not found in $PATH".to_owned(),
        ))
    }

    fn file(&self, path: &str, verb: &str, why: &str) -> Result<String, Lost> {
        match self.tree.look(path) {
            Node::File(file) => Ok(file.path),
            Node::Unknown(missing) => Err(Lost::Unknown(missing)),
            Node::Folder | Node::Special => Err(Lost::Missing("permission denied".to_owned())),
            Node::Missing(_) => Err(Lost::Missing(format!("{verb} {path}: {why}"))),
        }
    }
}

enum Lost {
    Missing(String),
    Unknown(String),
}

#[cfg(test)]
mod tests;
