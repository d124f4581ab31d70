//! Releases by name: `debian:12`, `alpine:3.22`, `distroless/base-debian12`. What each has is data in
//! `crates/target/profiles`; only the profile that is asked for is read.

mod alpine;
mod derived;
mod floor;
mod machine;
mod names;
mod packages;
mod symbols;
mod table;

use std::collections::BTreeMap;
use std::sync::Arc;

use thiserror::Error;

use crate::{Certainty, Entry, Object, Profile};
use machine::Machine;

use table::{From, Row};

pub use floor::{Family, Oldest, families};
pub use table::{Listed, listed};

/// Why there is no profile.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum NoProfile {
    /// No release has that name.
    #[error("no release is named `{asked}`; near: {}", quoted(.nearest))]
    Name {
        /// What was asked for.
        asked: String,
        /// Names that look alike, the nearest first.
        nearest: Vec<String>,
    },
    /// Nothing is known of the release on that machine.
    #[error("nothing is known of `{name}` on `{arch}`")]
    Machine {
        /// The release.
        name: String,
        /// The `GOARCH` name that was asked for.
        arch: String,
    },
}

fn quoted(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

/// The profile of a release, as an image reference or a short name calls it, on a machine (`GOARCH`).
///
/// # Errors
/// No release has that name, or nothing is known of it on that machine.
pub fn profile(asked: &str, arch: &str) -> Result<Profile, NoProfile> {
    let row = find(asked)?;
    let other_machine = || NoProfile::Machine {
        name: row.name.to_owned(),
        arch: arch.to_owned(),
    };
    let machine = machine::of(arch).ok_or_else(other_machine)?;
    let mut profile = Profile {
        name: names::plain(asked),
        arch: machine.go,
        certainty: row.certainty,
        folders: Vec::new(),
        entries: row.files(),
        complete: Vec::new(),
    };
    row.fill(machine, &mut profile).ok_or_else(other_machine)?;
    Ok(profile)
}

fn find(asked: &str) -> Result<Row, NoProfile> {
    let plain = names::plain(asked);
    let found = table::rows().find(|row| row.is_called(&plain));
    found.ok_or_else(|| NoProfile::Name {
        asked: asked.to_owned(),
        nearest: names::nearest(&plain),
    })
}

/// Every folder that loaders search or that programs name libraries in.
const LIBRARY_FOLDERS: [&str; 7] = [
    "/lib/",
    "/lib32/",
    "/lib64/",
    "/usr/lib/",
    "/usr/lib32/",
    "/usr/lib64/",
    "/usr/local/lib/",
];

impl Row {
    /// Fills in what the release has; nothing if it is not known on that machine.
    fn fill(&self, machine: &'static Machine, profile: &mut Profile) -> Option<()> {
        let all = || LIBRARY_FOLDERS.map(str::to_owned).to_vec();
        match &self.from {
            From::Open => {}
            From::Nothing if self.name == "scratch" => profile.complete = vec!["/".into()],
            From::Nothing => profile.complete = all(),
            From::Minbase(release) => match packages::section(release, machine) {
                Some(section) => {
                    section.put(profile, |package| !package.extra, true);
                    profile.complete = all();
                }
                None => self.derive(machine, profile, &["debian"])?,
            },
            From::Packages(release, wanted) => {
                let section = packages::section(release, machine)?;
                let merged = section.is_merged_by_packages();
                section.put(profile, |package| wanted.contains(&package.name), merged);
                profile.complete = all();
            }
            From::Derived(words) => self.derive(machine, profile, words)?,
            From::Alpine(openssl) => {
                alpine::put(profile, machine, self.musl(), openssl);
                profile.complete = all();
            }
        }
        Some(())
    }

    fn derive(
        &self,
        machine: &'static Machine,
        profile: &mut Profile,
        words: &[&str],
    ) -> Option<()> {
        if profile.certainty == Certainty::Packages {
            profile.certainty = Certainty::Table;
        }
        derived::put(profile, machine, self.glibc()?, words)
    }

    fn files(&self) -> BTreeMap<String, Entry> {
        let mut entries = BTreeMap::new();
        for path in RUNTIME_FILES {
            // What is known to be absent is known to be absent from its folder.
            for (end, _) in path.match_indices('/').skip(1) {
                let folder = path.get(..end).unwrap_or_default();
                entries.insert(folder.to_owned(), Entry::Folder);
            }
            entries.insert(path.to_owned(), Entry::Absent);
        }
        if matches!(self.from, From::Derived(_) | From::Open) {
            entries.clear();
        }
        for path in &self.files {
            let is_folder = path.ends_with("zoneinfo");
            let entry = if is_folder {
                Entry::Folder
            } else {
                Entry::File
            };
            entries.insert((*path).to_owned(), entry);
        }
        entries
    }
}

/// Files that Go programs read while running, which a profile says that it has or that it lacks.
const RUNTIME_FILES: [&str; 5] = [
    "/etc/group",
    "/etc/nsswitch.conf",
    "/etc/passwd",
    "/etc/ssl/certs/ca-certificates.crt",
    "/usr/share/zoneinfo",
];

/// Replaces the entry at a path by a loader, if it is a library.
fn make_interpreter(profile: &mut Profile, path: &str, loader: crate::Loader) {
    if let Some(Entry::Library(object)) = profile.entries.get(path) {
        let object: Arc<Object> = Arc::clone(object);
        profile
            .entries
            .insert(path.to_owned(), Entry::Interpreter(loader, object));
    }
}

#[cfg(test)]
mod tests;
