//! Where a library is looked for, in order (`_dl_map_object`, elf/dl-load.c).

use std::sync::Arc;

use crate::start::Stop;
use crate::{FileNode, Object, Reason, Try};

use super::cache::{self, Cache};
use super::open::{Candidate, Passed};
use super::{Glibc, hwcaps, tokens};

/// A library that was found.
pub(crate) struct Found {
    /// The path it was opened by.
    pub(crate) path: String,
    pub(crate) node: FileNode,
    pub(crate) object: Arc<Object>,
    /// Why it was found there.
    pub(crate) why: String,
}

/// One search: what is looked for, and everything tried.
pub(crate) struct Search {
    pub(crate) name: String,
    pub(crate) tries: Vec<Try>,
    other_class: bool,
    denied: bool,
    pub(crate) doubts: Vec<String>,
}

impl Search {
    pub(crate) fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            tries: Vec::new(),
            other_class: false,
            denied: false,
            doubts: Vec::new(),
        }
    }

    pub(crate) fn tried(&mut self, what: &str, why: &str, result: impl Into<String>) {
        self.tries.push(Try {
            what: what.to_owned(),
            why: why.to_owned(),
            result: result.into(),
        });
    }
}

/// `/etc/ld.so.cache`.
const CACHE: &str = "/etc/ld.so.cache";

impl Glibc<'_> {
    /// Looks everywhere for the library that object `by` asks for.
    pub(crate) fn search(&mut self, search: &mut Search, by: usize) -> Result<Option<Found>, Stop> {
        if search.name.contains('/') {
            return self.by_path(search, by);
        }
        let has_runpath = self
            .objects
            .get(by)
            .is_some_and(|o| o.loaded.object.facts.runpath.is_some());
        if !has_runpath && let Some(found) = self.along_rpaths(search, by)? {
            return Ok(Some(found));
        }
        if let Some(list) = self
            .conditions
            .variable("LD_LIBRARY_PATH")
            .filter(|v| !v.is_empty())
        {
            let folders = self.split(list, &[':', ';'], 0);
            if let Some(found) = self.in_folders(search, &folders, "LD_LIBRARY_PATH")? {
                return Ok(Some(found));
            }
        }
        let runpath = self.runpath(by);
        let why = format!("RUNPATH of {}", self.shown(by));
        if let Some(found) = self.in_folders(search, &runpath, &why)? {
            return Ok(Some(found));
        }
        if let Some(found) = self.in_cache(search, by)? {
            return Ok(Some(found));
        }
        if self.skips_default_folders(by) {
            search.tried("default folders", "DF_1_NODEFLIB", "not searched");
            return Ok(None);
        }
        let folders = self.folders.clone();
        self.in_folders(search, &folders, "default folder")
    }

    /// A name with a slash is a path, from the working folder if it is relative.
    fn by_path(&mut self, search: &mut Search, by: usize) -> Result<Option<Found>, Stop> {
        let name = search.name.clone();
        let Some(path) = self.expanded(&name, by) else {
            search.tried(&name, "path", "a token in it has no value here");
            return Ok(None);
        };
        self.attempt(search, &path, "path")
    }

    /// `DT_RPATH` of the object, of those that loaded it, and of the program.
    fn along_rpaths(&mut self, search: &mut Search, by: usize) -> Result<Option<Found>, Stop> {
        let mut at = Some(by);
        let mut did_program = false;
        while let Some(nth) = at {
            let folders = self.rpath(nth);
            if !folders.is_empty() {
                did_program |= nth == 0;
                let why = format!("RPATH of {}", self.shown(nth));
                if let Some(found) = self.in_folders(search, &folders, &why)? {
                    return Ok(Some(found));
                }
            }
            at = self.objects.get(nth).and_then(|mapped| mapped.loaded.by);
        }
        if did_program {
            return Ok(None);
        }
        let folders = self.rpath(0);
        let why = format!("RPATH of {}", self.shown(0));
        self.in_folders(search, &folders, &why)
    }

    fn in_cache(&mut self, search: &mut Search, by: usize) -> Result<Option<Found>, Stop> {
        let crate::Node::File(node) = self.tree.look(CACHE) else {
            search.tried(CACHE, "ld.so.cache", "no such file or directory");
            return Ok(None);
        };
        let Ok(bytes) = self.tree.bytes(&node.path) else {
            search.tried(CACHE, "ld.so.cache", "cannot be read");
            return Ok(None);
        };
        let identity = &self.interpreter.object.facts.identity;
        let Some(cache) = Cache::parse(&bytes, identity.little_endian) else {
            search.tried(CACHE, "ld.so.cache", "is no cache that this loader reads");
            return Ok(None);
        };
        let (arch, cpu) = (identity.arch, self.conditions.cpu);
        let flags = cache::flags(identity);
        let legacy = !self.release.at_least(2, 37);
        let hit = cache.find(&search.name, &flags, legacy, |name| {
            hwcaps::rank(name, arch, cpu)
        });
        let Some(hit) = hit else {
            search.tried(CACHE, "ld.so.cache", "does not list it");
            return Ok(None);
        };
        if self.skips_default_folders(by) && self.is_default(&hit.path) {
            search.tried(
                &hit.path,
                "ld.so.cache",
                "in a default folder, which DF_1_NODEFLIB excludes",
            );
            return Ok(None);
        }
        let why = match &hit.subfolder {
            Some(name) => format!("ld.so.cache, for {name}"),
            None => "ld.so.cache".to_owned(),
        };
        self.attempt(search, &hit.path, &why)
    }

    fn is_default(&self, path: &str) -> bool {
        self.folders
            .iter()
            .any(|folder| path.starts_with(&format!("{folder}/")))
    }

    fn skips_default_folders(&self, by: usize) -> bool {
        self.objects
            .get(by)
            .is_some_and(|o| o.loaded.object.facts.flags.no_default_folders)
    }

    /// Every subfolder of every folder. Subfolders that do not exist are left out, as the loader leaves them
    /// out once it knows.
    fn in_folders(
        &mut self,
        search: &mut Search,
        folders: &[String],
        why: &str,
    ) -> Result<Option<Found>, Stop> {
        for folder in folders {
            let slash = if folder.ends_with('/') { "" } else { "/" };
            for nth in 0..self.subfolders.len() {
                let Some(subfolder) = self.subfolders.get(nth) else {
                    break;
                };
                let whole = format!("{folder}{slash}{subfolder}");
                if !subfolder.is_empty() && !matches!(self.tree.look(&whole), crate::Node::Folder) {
                    continue;
                }
                let path = format!("{whole}{}", search.name);
                if let Some(found) = self.attempt(search, &path, why)? {
                    return Ok(Some(found));
                }
            }
        }
        Ok(None)
    }

    /// Looks at one path.
    fn attempt(
        &mut self,
        search: &mut Search,
        path: &str,
        why: &str,
    ) -> Result<Option<Found>, Stop> {
        match self.candidate(&search.name, path) {
            Ok(Candidate::Taken(node, object)) => {
                search.tried(path, why, "taken");
                Ok(Some(Found {
                    path: path.to_owned(),
                    node,
                    object,
                    why: why.to_owned(),
                }))
            }
            Ok(Candidate::Passed(passed)) => {
                search.tried(path, why, passed.words());
                match passed {
                    Passed::OtherClass => search.other_class = true,
                    Passed::Unknown(missing) => search.doubts.push(missing),
                    Passed::Missing(crate::Absence::Denied) => search.denied = true,
                    _ => {}
                }
                Ok(None)
            }
            Err(stop) => {
                let result = match &stop {
                    Stop::Fails(failure) => failure.message.clone(),
                    Stop::Unknown(missing) => missing.join("; "),
                };
                search.tried(path, why, result);
                Err(stop)
            }
        }
    }

    /// The message for a library that was found nowhere.
    pub(crate) fn not_found(&self, search: &Search) -> crate::Failure {
        let (error, errno) = if search.other_class {
            let wide = self.interpreter.object.facts.identity.wide;
            let other = if wide { "ELFCLASS32" } else { "ELFCLASS64" };
            (format!("wrong ELF class: {other}"), None)
        } else {
            let errno = if search.denied && search.name.contains('/') {
                "Permission denied"
            } else {
                "No such file or directory"
            };
            ("cannot open shared object file".to_owned(), Some(errno))
        };
        crate::Failure {
            reason: Reason::MissingLibrary,
            ..self.failure(&search.name, &error, errno)
        }
    }

    /// An object as messages name it.
    pub(crate) fn shown(&self, nth: usize) -> String {
        match self.objects.get(nth) {
            Some(mapped) if !mapped.name.is_empty() => mapped.name.clone(),
            _ => self.program.to_owned(),
        }
    }

    fn rpath(&mut self, nth: usize) -> Vec<String> {
        let Some(mapped) = self.objects.get(nth) else {
            return Vec::new();
        };
        if let Some(known) = &mapped.rpath {
            return known.clone();
        }
        let facts = &mapped.loaded.object.facts;
        // `elf_get_dynamic_info` drops DT_RPATH where there is a DT_RUNPATH.
        let raw = facts.rpath.clone().filter(|_| facts.runpath.is_none());
        let folders = raw
            .map(|raw| self.split(&raw, &[':'], nth))
            .unwrap_or_default();
        if let Some(mapped) = self.objects.get_mut(nth) {
            mapped.rpath = Some(folders.clone());
        }
        folders
    }

    fn runpath(&mut self, nth: usize) -> Vec<String> {
        let Some(mapped) = self.objects.get(nth) else {
            return Vec::new();
        };
        if let Some(known) = &mapped.runpath {
            return known.clone();
        }
        let raw = mapped.loaded.object.facts.runpath.clone();
        let folders = raw
            .map(|raw| self.split(&raw, &[':'], nth))
            .unwrap_or_default();
        if let Some(mapped) = self.objects.get_mut(nth) {
            mapped.runpath = Some(folders.clone());
        }
        folders
    }

    /// A list of folders with their tokens replaced (`fillin_rpath`): each once; an empty part is the working
    /// folder.
    fn split(&self, list: &str, separators: &[char], nth: usize) -> Vec<String> {
        let mut folders: Vec<String> = Vec::new();
        if list.is_empty() {
            return folders;
        }
        for part in list.split(separators) {
            let Some(folder) = self.expanded(part, nth) else {
                continue;
            };
            if folder.is_empty() && !part.is_empty() {
                continue;
            }
            let folder = match folder.trim_end_matches('/') {
                "" if folder.is_empty() => WORKING_FOLDER.to_owned(),
                "" => "/".to_owned(),
                folder if folder.starts_with('/') => folder.to_owned(),
                folder => format!("{WORKING_FOLDER}{folder}"),
            };
            if !folders.contains(&folder) {
                folders.push(folder);
            }
        }
        folders
    }

    fn expanded(&self, text: &str, nth: usize) -> Option<String> {
        if !text.contains('$') {
            return Some(text.to_owned());
        }
        let origin = self
            .objects
            .get(nth)
            .map_or("/", |mapped| mapped.origin.as_str());
        let lib = self
            .folders
            .first()
            .map_or("lib", |folder| folder.trim_start_matches('/'));
        tokens::expand(
            text,
            tokens::Tokens {
                origin,
                lib,
                platform: self.platform(),
            },
        )
    }

    /// `AT_PLATFORM`, which glibc replaces by `haswell` on a CPU that is one.
    fn platform(&self) -> Option<&'static str> {
        match self.interpreter.object.facts.identity.arch.goarch()? {
            "amd64" => match self.conditions.cpu.and_then(crate::Cpu::amd64) {
                Some(3 | 4) => Some("haswell"),
                Some(_) => Some("x86_64"),
                None => None,
            },
            "arm64" => Some("aarch64"),
            _ => None,
        }
    }
}

/// Where the program is started: containers start in the root.
const WORKING_FOLDER: &str = "/";
