//! Where a library is looked for (`load_library`, `path_open`, `fixup_rpath`): `LD_LIBRARY_PATH`, the paths of
//! the object and of all that asked for it, the system path. The first file that opens is taken.

use crate::{FileNode, Node, Try};

use super::Musl;
use super::load::NotLoaded;

/// Where musl looks without `ld-musl-*.path`.
const DEFAULT: &str = "/lib:/usr/local/lib:/usr/lib";

/// A file that was opened.
pub(crate) struct Opened {
    pub(crate) path: String,
    pub(crate) node: FileNode,
    pub(crate) why: String,
}

/// Everything tried.
#[derive(Debug, Default)]
pub(crate) struct Search {
    pub(crate) tries: Vec<Try>,
    doubts: Vec<String>,
    last: Option<&'static str>,
}

impl Musl<'_> {
    pub(crate) fn search(
        &self,
        name: &str,
        by: Option<usize>,
        search: &mut Search,
    ) -> Result<Opened, NotLoaded> {
        let found = if name.contains('/') {
            self.attempt(name, "path", search)?
        } else {
            self.everywhere(name, by, search)?
        };
        match found {
            Some(opened) => Ok(opened),
            None if search.doubts.is_empty() => Err(NotLoaded::Errno(
                search.last.unwrap_or("No such file or directory"),
            )),
            None => Err(NotLoaded::Unknown(std::mem::take(&mut search.doubts))),
        }
    }

    fn everywhere(
        &self,
        name: &str,
        by: Option<usize>,
        search: &mut Search,
    ) -> Result<Option<Opened>, NotLoaded> {
        if let Some(list) = self.conditions.variable("LD_LIBRARY_PATH") {
            let found = self.in_list(name, list, "LD_LIBRARY_PATH", search)?;
            if found.is_some() {
                return Ok(found);
            }
        }
        let mut at = by;
        while let Some(nth) = at {
            if let Some(list) = self.paths(nth) {
                let why = format!("RPATH or RUNPATH of {}", self.shown(nth));
                let found = self.in_list(name, &list, &why, search)?;
                if found.is_some() {
                    return Ok(found);
                }
            }
            at = self.objects.get(nth).and_then(|mapped| mapped.loaded.by);
        }
        let (list, why) = self.system_path();
        self.in_list(name, &list, &why, search)
    }

    fn in_list(
        &self,
        name: &str,
        list: &str,
        why: &str,
        search: &mut Search,
    ) -> Result<Option<Opened>, NotLoaded> {
        for folder in list.split([':', '\n']).filter(|folder| !folder.is_empty()) {
            let found = self.attempt(&format!("{folder}/{name}"), why, search)?;
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    fn attempt(
        &self,
        path: &str,
        why: &str,
        search: &mut Search,
    ) -> Result<Option<Opened>, NotLoaded> {
        let (result, found) = match self.open(path) {
            Ok(Ok(node)) => ("taken".to_owned(), Some(node)),
            Ok(Err(words)) => {
                search.last = Some(words);
                (words.to_lowercase(), None)
            }
            Err(missing) => {
                search.doubts.push(missing.clone());
                (format!("not known: {missing}"), None)
            }
        };
        search.tries.push(Try {
            what: path.to_owned(),
            why: why.to_owned(),
            result,
        });
        // A folder opens and cannot be mapped, which ends the search.
        if search.last == Some("Is a directory") {
            return Err(NotLoaded::Errno("Is a directory"));
        }
        Ok(found.map(|node| Opened {
            path: path.to_owned(),
            node,
            why: why.to_owned(),
        }))
    }

    /// `DT_RUNPATH`, else `DT_RPATH`; a `$` that begins no `$ORIGIN` makes the whole list void.
    fn paths(&self, nth: usize) -> Option<String> {
        let mapped = self.objects.get(nth)?;
        let facts = &mapped.loaded.object.facts;
        let list = facts.runpath.as_ref().or(facts.rpath.as_ref())?;
        let origin = if nth == 0 {
            &mapped.loaded.real
        } else {
            &mapped.loaded.path
        };
        let origin = match origin.rsplit_once('/') {
            Some((folder, _)) => folder,
            None => ".",
        };
        let expanded = list.replace("${ORIGIN}", "$ORIGIN");
        let rest = expanded.replace("$ORIGIN", "");
        (!rest.contains('$')).then(|| expanded.replace("$ORIGIN", origin))
    }

    /// The system path: that of `PREFIX/etc/ld-musl-ARCH.path`, where PREFIX stands two levels above the loader.
    fn system_path(&self) -> (String, String) {
        let name = &self.interpreter.path;
        let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
        let prefix = folder.rsplit_once('/').map_or("", |(prefix, _)| prefix);
        let arch = file
            .strip_prefix("ld-musl-")
            .and_then(|rest| rest.split('.').next());
        let listed = arch.map(|arch| format!("{prefix}/etc/ld-musl-{arch}.path"));
        if let Some(path) = listed
            && let Node::File(node) = self.tree.look(&path)
        {
            return match self.tree.bytes(&node.path) {
                Ok(bytes) => (String::from_utf8_lossy(&bytes).trim_end().to_owned(), path),
                Err(_) => (String::new(), path),
            };
        }
        (DEFAULT.to_owned(), "system path".to_owned())
    }
}
