//! Loading what is preloaded and needed, breadth first (`load_deps`, `load_library`).

use std::sync::Arc;

use image::Identity;

use crate::start::Stop;
use crate::{Content, Failure, FileNode, Loaded, Node, Object, Reason, Stage, Step};

use super::search::{Opened, Search};
use super::{Mapped, Musl};

/// Names that stand for the loader itself: `lib` and one of these.
const RESERVED: [&str; 7] = ["c.", "pthread.", "rt.", "m.", "dl.", "util.", "xnet."];

/// Why a library was not loaded.
pub(crate) enum NotLoaded {
    /// `strerror` of what the search ended with.
    Errno(&'static str),
    /// The tree does not know.
    Unknown(Vec<String>),
}

impl Musl<'_> {
    /// Loads everything. What cannot be loaded is printed, and the rest is loaded nevertheless.
    pub(crate) fn load_all(&mut self) -> Result<(), Stop> {
        let listed = self
            .conditions
            .variable("LD_PRELOAD")
            .unwrap_or_default()
            .to_owned();
        let names = listed.split(|c: char| c == ':' || c.is_ascii_whitespace());
        for name in names.filter(|name| !name.is_empty()) {
            if self.load(name, None).is_err() {
                self.record.notes.push(format!(
                    "`{name}` from LD_PRELOAD is not loaded, which musl passes over"
                ));
            }
        }
        let mut next = 0;
        while let Some(mapped) = self.objects.get(next) {
            let by = next;
            next += 1;
            if mapped.is_self {
                continue;
            }
            for name in mapped.loaded.object.facts.needed.clone() {
                match self.load(&name, Some(by)) {
                    Ok(nth) => self.mark_needed(by, nth),
                    Err(NotLoaded::Unknown(missing)) => return Err(Stop::Unknown(missing)),
                    Err(NotLoaded::Errno(words)) => self.cannot_load(&name, by, words),
                }
            }
        }
        Ok(())
    }

    fn mark_needed(&mut self, by: usize, nth: usize) {
        if let Some(mapped) = self.objects.get_mut(by)
            && !mapped.loaded.needs.contains(&nth)
        {
            mapped.loaded.needs.push(nth);
        }
    }

    fn cannot_load(&mut self, name: &str, by: usize, words: &str) {
        let reason = if words == "Exec format error" {
            Reason::WrongFormat
        } else {
            Reason::MissingLibrary
        };
        let by = self.shown(by);
        self.errors.push(Failure {
            reason,
            subject: name.to_owned(),
            message: format!("Error loading shared library {name}: {words} (needed by {by})"),
        });
    }

    pub(crate) fn shown(&self, nth: usize) -> String {
        let mapped = self.objects.get(nth);
        mapped.map_or_else(String::new, |mapped| mapped.loaded.path.clone())
    }

    /// The object of that name: the loader itself, one that is loaded already, or a new one.
    pub(crate) fn load(&mut self, name: &str, by: Option<usize>) -> Result<usize, NotLoaded> {
        if name.is_empty() {
            return Err(NotLoaded::Errno("Invalid argument"));
        }
        if is_reserved(name) || name == self.interpreter.path {
            return Ok(self.put_self(name, by));
        }
        if !name.contains('/')
            && let Some(nth) = self
                .objects
                .iter()
                .position(|o| o.short.as_deref() == Some(name))
        {
            return Ok(nth);
        }
        let mut search = Search::default();
        let opened = self.search(name, by, &mut search);
        let result = match &opened {
            Ok(opened) => format!("opened `{}`", opened.path),
            Err(NotLoaded::Errno(words)) => words.to_lowercase(),
            Err(NotLoaded::Unknown(_)) => "not known".to_owned(),
        };
        let shown = by.map_or_else(|| "LD_PRELOAD".to_owned(), |by| self.shown(by));
        self.record.trail.push(Step {
            stage: Stage::Search,
            does: format!("find `{name}` for `{shown}`"),
            tries: search.tries,
            result,
        });
        self.map(name, by, opened?)
    }

    /// Maps an opened file, unless it is loaded already or is another C library.
    fn map(&mut self, name: &str, by: Option<usize>, opened: Opened) -> Result<usize, NotLoaded> {
        let identity = opened.node.identity;
        if let Some(nth) = self
            .objects
            .iter()
            .position(|o| o.loaded.identity == identity)
        {
            return Ok(nth);
        }
        let object = self.object(&opened.node)?;
        if is_libc(&object) {
            self.record.notes.push(format!(
                "`{}` is a C library: musl takes itself in its place",
                opened.path
            ));
            return Ok(self.put_self(name, by));
        }
        let base = opened.path.rsplit('/').next().unwrap_or_default();
        let short = (!name.contains('/')).then(|| base.to_owned());
        self.objects.push(Mapped {
            loaded: Loaded {
                name: name.to_owned(),
                path: opened.path,
                real: opened.node.path,
                identity,
                by,
                needs: Vec::new(),
                found: opened.why,
                object,
            },
            short,
            is_self: false,
        });
        Ok(self.objects.len() - 1)
    }

    /// What `map_library` looks at: the type, and a dynamic segment.
    fn object(&self, node: &FileNode) -> Result<Arc<Object>, NotLoaded> {
        let object = match self.tree.content(&node.path) {
            Content::Elf(object) => object,
            Content::Other { .. } => return Err(NotLoaded::Errno("Exec format error")),
            Content::Unknown(missing) => return Err(NotLoaded::Unknown(vec![missing])),
        };
        let facts = &object.facts;
        if !matches!(facts.identity.file_type, 2 | 3) || !facts.dynamic {
            return Err(NotLoaded::Errno("Exec format error"));
        }
        let own = &self.interpreter.object.facts.identity;
        if !is_same_machine(own, &facts.identity) {
            return Err(NotLoaded::Unknown(vec![format!(
                "what comes of `{}`, built for {}: musl does not compare machines",
                node.path, facts.identity.arch
            )]));
        }
        Ok(object)
    }

    /// Puts the loader into the list where it is first asked for.
    fn put_self(&mut self, name: &str, by: Option<usize>) -> usize {
        if let Some(nth) = self.objects.iter().position(|mapped| mapped.is_self) {
            return nth;
        }
        let interpreter = self.interpreter;
        self.objects.push(Mapped {
            loaded: Loaded {
                name: name.to_owned(),
                path: interpreter.path.clone(),
                real: interpreter.node.path.clone(),
                identity: interpreter.node.identity,
                by,
                needs: Vec::new(),
                found: "the loader itself".to_owned(),
                object: Arc::clone(&interpreter.object),
            },
            short: None,
            is_self: true,
        });
        self.objects.len() - 1
    }

    /// What a path is for `open`.
    pub(crate) fn open(&self, path: &str) -> Result<Result<FileNode, &'static str>, String> {
        match self.tree.look(path) {
            Node::File(node) if node.mode.is_some_and(|mode| mode & 0o444 == 0) => {
                Ok(Err("Permission denied"))
            }
            Node::File(node) => Ok(Ok(node)),
            Node::Missing(absence) => Ok(Err(absence.words())),
            Node::Folder => Ok(Err("Is a directory")),
            Node::Special => Err(format!("what the device `{path}` holds")),
            Node::Unknown(missing) => Err(missing),
        }
    }
}

fn is_same_machine(own: &Identity, found: &Identity) -> bool {
    own.machine == found.machine
        && own.wide == found.wide
        && own.little_endian == found.little_endian
}

fn is_reserved(name: &str) -> bool {
    name.strip_prefix("lib")
        .is_some_and(|rest| RESERVED.iter().any(|known| rest.starts_with(known)))
}

/// Both symbols together mean a C library.
fn is_libc(object: &Object) -> bool {
    ["__libc_start_main", "stdin"].iter().all(|name| {
        object
            .entries(name, image::symbol_hash(name))
            .iter()
            .any(super::symbols::is_definition)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reserved_names_end_in_a_dot() {
        assert!(is_reserved("libc.so.6"));
        assert!(is_reserved("libpthread.so.0"));
        assert!(is_reserved("libm.so.6"));
        assert!(!is_reserved("libmount.so.1"));
        assert!(!is_reserved("libcap.so.2"));
        assert!(!is_reserved("ld-linux-x86-64.so.2"));
    }
}
