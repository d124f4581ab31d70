//! Libraries with a Go runtime of their own among the files of the same run.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use diagnostic::{Evidence, Place};
use gobin::{Facts, LinkMode, Scope};
use image::{Arch, Format, Kind, Opened};
use rules::GoLibrary;

use crate::input::{Candidate, open};

/// What one file turned out to be.
#[derive(Clone, Debug)]
struct Library {
    format: Format,
    arch: Arch,
    soname: Option<String>,
    evidence: Vec<Evidence>,
}

/// The files of a run that a binary may need by name, and what those hold that one did need.
#[derive(Debug, Default)]
pub(crate) struct GoLibraries {
    by_name: BTreeMap<String, Vec<Candidate>>,
    seen: Mutex<BTreeMap<PathBuf, Option<Library>>>,
}

impl GoLibraries {
    /// Files with a library's name; of a single file none, so that its audit opens nothing else.
    pub(crate) fn among(candidates: &[Candidate]) -> Self {
        let mut by_name: BTreeMap<String, Vec<Candidate>> = BTreeMap::new();
        if candidates.len() > 1 {
            for candidate in candidates {
                let name = candidate
                    .path
                    .file_name()
                    .map(|name| name.to_string_lossy());
                if let Some(name) = name.filter(|name| is_library(name)) {
                    let same = by_name.entry(name.into_owned()).or_default();
                    same.push(candidate.clone());
                }
            }
        }
        Self {
            by_name,
            seen: Mutex::default(),
        }
    }

    /// The Go libraries that an image needs, as far as the run met them.
    pub(crate) fn needed_by(&self, path: &Path, facts: &Facts) -> Vec<GoLibrary> {
        if self.by_name.is_empty() || facts.go.is_none() {
            return Vec::new();
        }
        let needed = facts.loading.needed.iter().map(|needed| &needed.value);
        needed
            .filter_map(|needed| self.needed(path, facts, needed))
            .collect()
    }

    /// Of several files under that name the one nearest to the image counts.
    fn needed(&self, path: &Path, facts: &Facts, needed: &str) -> Option<GoLibrary> {
        let name = needed.rsplit('/').next().unwrap_or(needed);
        let mut candidates: Vec<&Candidate> = self.named(name).collect();
        candidates.retain(|candidate| candidate.path != path);
        candidates.sort_by_key(|candidate| std::cmp::Reverse(shared(path, &candidate.path)));
        let nearest = candidates.first()?;
        let library = self.library(nearest)?;
        let by_name = nearest.path.file_name().is_some_and(|file| file == name);
        let fits = library.format == facts.format && library.arch == facts.arch;
        let answers = by_name || library.soname.as_deref() == Some(needed);
        (fits && answers).then(|| GoLibrary {
            needed: needed.to_owned(),
            path: nearest.path.to_string_lossy().into_owned(),
            evidence: library.evidence,
        })
    }

    /// Files of that very name, or else of that name and a version: `libx.so.1.2` for `libx.so.1`.
    fn named(&self, name: &str) -> impl Iterator<Item = &Candidate> {
        let exact = self.by_name.get(name);
        let start = format!("{name}.");
        let versioned = self.by_name.range(start.clone()..);
        let versioned = versioned.take_while(move |(file, _)| file.starts_with(&start));
        let versioned = versioned.filter(move |_| exact.is_none());
        exact
            .into_iter()
            .chain(versioned.map(|(_, paths)| paths))
            .flatten()
    }

    /// What a file holds, looked at once in a run.
    fn library(&self, candidate: &Candidate) -> Option<Library> {
        let path = &candidate.path;
        let known = {
            let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
            seen.get(path).cloned()
        };
        if let Some(known) = known {
            return known;
        }
        let library = look(candidate);
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.insert(path.to_owned(), library.clone());
        library
    }
}

/// Whether a file is named as libraries are: `libx.so`, `libx.so.1.2`, `libx.dylib`, `x.dll`.
fn is_library(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    lower.ends_with(".so")
        || lower.contains(".so.")
        || lower.ends_with(".dylib")
        || lower.ends_with(".dll")
}

/// How many folders two paths share from the start.
fn shared(a: &Path, b: &Path) -> usize {
    let pairs = a.components().zip(b.components());
    pairs.take_while(|(a, b)| a == b).count()
}

/// The library in a file, if Go's function table is in it. A plugin shares its host's runtime.
fn look(candidate: &Candidate) -> Option<Library> {
    let opened = open(candidate.source()).ok()?;
    let Ok(Opened::One(image)) = image::open(&opened.bytes) else {
        return None;
    };
    let can_be_needed = matches!(
        image.kind,
        Kind::SharedLibrary | Kind::PositionIndependentExecutable
    );
    if !can_be_needed {
        return None;
    }
    let facts = gobin::read_scope(&image, Scope::Summary);
    if facts.link.mode.is(&LinkMode::Plugin) {
        return None;
    }
    let go = facts.go?;
    let table = go.pclntab?;
    let version = go.version.value.unwrap_or_else(|| "Go".to_owned());
    let place = Place {
        container: Some(candidate.path.to_string_lossy().into_owned()),
        ..table.place
    };
    Some(Library {
        format: image.format,
        arch: image.arch,
        soname: image.loading.soname.as_ref().map(|name| name.value.clone()),
        evidence: vec![place.value(format!("{} functions of {version}", table.functions))],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn among(paths: &[&str]) -> GoLibraries {
        let candidate = |path: &&str| Candidate {
            path: PathBuf::from(path),
            root: 0,
            named: false,
            inside: None,
        };
        let candidates: Vec<Candidate> = paths.iter().map(candidate).collect();
        GoLibraries::among(&candidates)
    }

    #[test]
    fn a_single_file_has_no_neighbours() {
        assert!(among(&["dist/libx.so"]).by_name.is_empty());
        assert_eq!(among(&["dist/app", "dist/libx.so"]).by_name.len(), 1);
    }

    #[test]
    fn a_version_is_looked_for_where_the_name_itself_is_not_met() {
        let libraries = among(&["a/libx.so.1.2", "a/libx.so.10", "a/liby.so"]);
        let names = |name: &str| libraries.named(name).count();
        assert_eq!(names("libx.so.1"), 1);
        assert_eq!(names("liby.so"), 1);
        assert_eq!(names("libz.so"), 0);
    }

    #[test]
    fn folders_in_common_are_counted() {
        assert_eq!(shared(Path::new("a/b/app"), Path::new("a/b/libx.so")), 2);
        assert_eq!(shared(Path::new("a/b/app"), Path::new("c/libx.so")), 0);
    }
}
