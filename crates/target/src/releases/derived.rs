//! Releases of which only the release of glibc is known: glibc's libraries, their versions and their symbols
//! follow from it, because glibc only ever adds (a version names the release that brought it). Everything
//! else is left open.

use image::Library;

use super::machine::Machine;
use super::packages::{self, Item, Section};
use super::{make_interpreter, symbols};
use crate::{Entry, Exports, Loader, Profile};

/// A release of glibc.
type Release = (u32, u32);

/// Before this, the libraries of threads, clocks and dlopen were libraries of their own.
const JOINED: Release = (2, 34);

/// Libraries that came, went or moved between packages: their presence does not follow.
const OPEN: [&str; 8] = [
    "libc_malloc_debug.so",
    "libmemusage.so",
    "libpcprofile.so",
    "libnss_compat",
    "libnss_hesiod",
    "libnss_nis",
    "libnsl.so.1",
    "libcrypt",
];

/// Puts glibc's own libraries of that release into a profile; nothing if no release of the machine was read.
pub(super) fn put(
    profile: &mut Profile,
    machine: &'static Machine,
    glibc: Release,
    words: &[&str],
) -> Option<()> {
    let first = machine.first_glibc.strip_prefix("GLIBC_");
    if first.and_then(symbols::release)? > glibc {
        // That glibc did not run there yet.
        return None;
    }
    let source = source(machine, glibc)?;
    let rpm = words.contains(&"rpm");
    profile.folders = if rpm {
        machine.rpm_folders()
    } else {
        machine.debian_folders()
    };
    let folder = profile.folders.first()?.clone();
    let package = source
        .packages
        .iter()
        .find(|package| package.name == "libc6")?;
    for item in &package.items {
        let Item::Library(path, library) = item else {
            continue;
        };
        let name = packages::name(path, library);
        if path.contains(".so") && !OPEN.iter().any(|open| name.starts_with(open)) {
            let object = object(&source, path, library, glibc, level(machine, words));
            let place = format!("{folder}/{name}");
            profile.entries.insert(place, Entry::Library(object));
        }
    }
    network_services(profile, words, rpm);
    loader(profile, &source, machine, glibc)
}

/// `libnsl.so.1`: Debian's family has it with glibc, the others left it out unless they are said to have it.
fn network_services(profile: &mut Profile, words: &[&str], rpm: bool) {
    if !rpm || words.contains(&"libnsl?") || words.contains(&"libnsl") {
        return;
    }
    for folder in profile.folders.clone() {
        profile
            .entries
            .insert(format!("{folder}/libnsl.so.1"), Entry::Absent);
    }
}

/// The loader at the path that programs name.
fn loader(
    profile: &mut Profile,
    source: &Section,
    machine: &Machine,
    glibc: Release,
) -> Option<()> {
    let file = machine.glibc.rsplit('/').next()?;
    let folder = profile.folders.first()?.clone();
    let entry = profile.entries.get(&format!("{folder}/{file}"))?.clone();
    profile.entries.insert(machine.glibc.to_owned(), entry);
    make_interpreter(profile, machine.glibc, Loader::Glibc(Some(glibc)));
    profile
        .entries
        .insert(source.machine.musl_loader(), Entry::Absent);
    Some(())
}

/// The release that was read and is nearest: before the libraries were joined an older one, after it the next.
fn source(machine: &'static Machine, glibc: Release) -> Option<Section> {
    let mut older = None;
    for section in packages::all(machine) {
        if section.glibc >= glibc && (glibc >= JOINED) == (section.glibc >= JOINED) {
            return Some(section);
        }
        older = Some(section);
    }
    // Nothing as old was read on this machine, or nothing as new: the last resort must at least be newer.
    older.filter(|section| section.glibc >= glibc)
}

fn object(
    source: &Section,
    path: &str,
    library: &Library,
    glibc: Release,
    level: u32,
) -> std::sync::Arc<crate::Object> {
    let mut library = library.clone();
    if let Some(versions) = &mut library.versions {
        versions.retain(|version| is_in(&version.name, glibc, source.glibc));
    }
    library.minimum_kernel = None;
    library.isa_needed = level;
    let exports = match symbols::of(
        packages::name(path, &library),
        source.release,
        source.machine,
    ) {
        Exports::Listed(mut names) => {
            for versions in names.values_mut() {
                versions.retain(|version| is_in(version, glibc, source.glibc));
            }
            names.retain(|_, versions| !versions.is_empty());
            Exports::Listed(names)
        }
        other => other,
    };
    packages::object(library, exports)
}

/// Whether a version of a later release is in an earlier one too.
fn is_in(version: &str, glibc: Release, source: Release) -> bool {
    let Some(rest) = version.strip_prefix("GLIBC_") else {
        return true;
    };
    match (symbols::release(rest), rest) {
        (Some(release), _) => release <= glibc,
        (None, "PRIVATE") => true,
        (None, "ABI_DT_RELR") => glibc >= (2, 36),
        (None, _) => glibc >= source,
    }
}

/// The level of x86-64 that the libraries are built for, as the property of their notes has it.
fn level(machine: &Machine, words: &[&str]) -> u32 {
    match machine.go {
        "amd64" if words.contains(&"v3") => 4,
        "amd64" if words.contains(&"v2") => 2,
        _ => 0,
    }
}

/// Cuts a newer section down to an older release and holds it against what was read there; the number of
/// versions and symbols that agree.
#[cfg(test)]
pub(super) fn compare(newer: &Section, older: &Section) -> usize {
    let libraries = |section: &Section, glibc: Release| {
        let package = section
            .packages
            .iter()
            .find(|package| package.name == "libc6");
        let mut found = std::collections::BTreeMap::new();
        for item in &package.unwrap().items {
            if let Item::Library(path, library) = item {
                let name = packages::name(path, library).to_owned();
                if !OPEN.iter().any(|open| name.starts_with(open)) {
                    found.insert(name, object(section, path, library, glibc, 0));
                }
            }
        }
        found
    };
    let (cut, read) = (libraries(newer, older.glibc), libraries(older, older.glibc));
    let mut compared = 0;
    for (name, read) in &read {
        let (release, arch) = (older.release, older.machine.go);
        let cut = cut
            .get(name)
            .unwrap_or_else(|| panic!("{name} of {release} {arch} is gone"));
        let versions = |object: &crate::Object| {
            let all = object.facts.versions.clone().unwrap_or_default();
            let mut all: Vec<String> = all.into_iter().map(|version| version.name).collect();
            // Marks of an ABI are added to older releases too.
            all.retain(|name| !name.starts_with("GLIBC_ABI_"));
            all.sort();
            all
        };
        assert_eq!(versions(cut), versions(read), "{name} of {release} {arch}");
        if let (Exports::Listed(cut), Exports::Listed(read)) = (cut.exports(), read.exports()) {
            let gone: Vec<&String> = read
                .keys()
                .filter(|key| cut.get(*key) != read.get(*key))
                .collect();
            assert!(gone.is_empty(), "{name} of {release} {arch}: {gone:?}");
            let new: Vec<&String> = cut.keys().filter(|key| !read.contains_key(*key)).collect();
            assert!(new.is_empty(), "{name} of {release} {arch} had no {new:?}");
            compared += read.len();
        }
        compared += versions(read).len();
    }
    compared
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_cumulative() {
        let check = |version: &str, expect: bool| {
            assert_eq!(is_in(version, (2, 35), (2, 36)), expect, "{version}");
        };
        check("GLIBC_2.2.5", true);
        check("GLIBC_2.35", true);
        check("GLIBC_2.36", false);
        check("GLIBC_PRIVATE", true);
        check("GLIBC_ABI_DT_RELR", false);
        check("GCC_3.0", true);
        check("", true);
    }
}
