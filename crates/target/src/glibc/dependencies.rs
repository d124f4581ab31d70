//! Loading what is preloaded and needed, breadth first (`dl_main`, elf/rtld.c; `_dl_map_object_deps`,
//! elf/dl-deps.c).

use crate::start::Stop;
use crate::{Loaded, Stage, Step};

use super::search::{Found, Search};
use super::{Glibc, LOADER, Mapped, tokens};

impl Glibc<'_> {
    /// Loads everything that the program needs. What is in scope is in the order of look-ups.
    pub(crate) fn map_all(&mut self) -> Result<(), Stop> {
        let mut scope = vec![0];
        for name in self.preloads() {
            if let Some(nth) = self.preload(&name)
                && !scope.contains(&nth)
            {
                scope.push(nth);
            }
        }
        let mut next = 0;
        while let Some(by) = scope.get(next).copied() {
            next += 1;
            for name in self.needed(by) {
                let nth = self.map(&name, by)?;
                self.mark_needed(by, nth);
                if !scope.contains(&nth) {
                    scope.push(nth);
                }
            }
        }
        self.put_in_scope(&scope);
        Ok(())
    }

    pub(crate) fn needed(&self, by: usize) -> Vec<String> {
        self.objects
            .get(by)
            .map(|mapped| mapped.loaded.object.facts.needed.clone())
            .unwrap_or_default()
    }

    pub(crate) fn mark_needed(&mut self, by: usize, nth: usize) {
        if let Some(mapped) = self.objects.get_mut(by)
            && !mapped.loaded.needs.contains(&nth)
        {
            mapped.loaded.needs.push(nth);
        }
    }

    fn put_in_scope(&mut self, scope: &[usize]) {
        for nth in scope {
            if let Some(mapped) = self.objects.get_mut(*nth) {
                mapped.in_scope = true;
            }
        }
        self.scope = scope.to_vec();
    }

    /// The names in `LD_PRELOAD` and `/etc/ld.so.preload`.
    fn preloads(&self) -> Vec<String> {
        let listed = self.conditions.variable("LD_PRELOAD").unwrap_or_default();
        let mut names: Vec<String> = listed.split([' ', ':']).map(str::to_owned).collect();
        if let crate::Node::File(node) = self.tree.look("/etc/ld.so.preload")
            && let Ok(bytes) = self.tree.bytes(&node.path)
        {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let lines = text
                .lines()
                .map(|line| line.split('#').next().unwrap_or_default());
            let file: Vec<String> = lines
                .flat_map(|line| line.split([' ', '\t', ':']).map(str::to_owned))
                .collect();
            names.extend(file);
        }
        names.retain(|name| !name.is_empty());
        names
    }

    /// A preloaded library that cannot be loaded is said and ignored.
    fn preload(&mut self, name: &str) -> Option<usize> {
        match self.map(name, 0) {
            Ok(nth) => Some(nth),
            Err(Stop::Fails(failure)) => {
                let error = failure
                    .message
                    .rsplit_once(&format!("{name}: "))
                    .map_or("", |(_, e)| e);
                let error = error.split(": ").next().unwrap_or_default();
                self.record.notes.push(format!(
                    "ERROR: ld.so: object '{name}' from LD_PRELOAD cannot be preloaded ({error}): ignored."
                ));
                None
            }
            Err(Stop::Unknown(missing)) => {
                self.doubts.extend(missing);
                None
            }
        }
    }

    /// The object of that name: one that is loaded already, or a new one.
    pub(crate) fn map(&mut self, name: &str, by: usize) -> Result<usize, Stop> {
        if let Some(nth) = self.named(name) {
            return Ok(nth);
        }
        let mut search = Search::new(name);
        let found = self.search(&mut search, by);
        let result = match &found {
            Ok(Some(found)) => format!("found `{}`", found.path),
            Ok(None) if search.doubts.is_empty() => "found nowhere".to_owned(),
            Ok(None) => "not known".to_owned(),
            Err(_) => "refused".to_owned(),
        };
        self.record.trail.push(Step {
            stage: Stage::Search,
            does: format!("find `{name}` for `{}`", self.shown(by)),
            tries: std::mem::take(&mut search.tries),
            result,
        });
        match found? {
            Some(found) => Ok(self.put(name, by, found)),
            None if search.doubts.is_empty() => Err(Stop::Fails(self.not_found(&search))),
            None => Err(Stop::Unknown(search.doubts)),
        }
    }

    /// `_dl_name_match_p` and the soname of each loaded object.
    pub(crate) fn named(&self, name: &str) -> Option<usize> {
        self.objects.iter().position(|mapped| mapped.answers(name))
    }

    /// A new object, unless the file is loaded under another name.
    fn put(&mut self, name: &str, by: usize, found: Found) -> usize {
        let identity = found.node.identity;
        if let Some(nth) = self
            .objects
            .iter()
            .position(|o| o.loaded.identity == identity)
        {
            if let Some(mapped) = self.objects.get_mut(nth) {
                mapped.names.push(name.to_owned());
            }
            return nth;
        }
        self.objects.push(Mapped {
            name: found.path.clone(),
            names: vec![name.to_owned()],
            in_scope: false,
            origin: tokens::folder_of(&found.path).to_owned(),
            rpath: None,
            runpath: None,
            loaded: Loaded {
                name: name.to_owned(),
                path: found.path,
                real: found.node.path,
                identity,
                by: Some(by),
                needs: Vec::new(),
                found: found.why,
                object: found.object,
            },
        });
        self.objects.len() - 1
    }

    /// Whether the object is the loader itself.
    pub(crate) const fn is_loader(nth: usize) -> bool {
        nth == LOADER
    }
}

impl Mapped {
    pub(crate) fn answers(&self, name: &str) -> bool {
        let soname = self.loaded.object.facts.soname.as_deref();
        self.name == name || soname == Some(name) || self.names.iter().any(|known| known == name)
    }
}
