//! The symbols of all libraries of all releases as one table: what several releases share stands there once.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::Release;
use super::scan::{Item, Section};
use crate::command;
use crate::roots::{Machine, Root};

/// Libraries with more symbols are left out: nothing in C has as many but glibc, and a symbol of a library
/// with versions is vouched for by its version.
const MOST: usize = 800;
/// Characters of a line.
const WIDTH: usize = 110;

/// A release on a machine, `debian:12/amd64`.
type Place = (String, &'static str);
/// A symbol: its version (empty without one) and its name.
type Symbol = (String, String);

/// Who has which symbol of which library.
#[derive(Debug, Default)]
pub(super) struct Table {
    libraries: BTreeMap<String, BTreeMap<Symbol, BTreeSet<Place>>>,
}

impl Table {
    /// Adds every library of a section.
    pub(super) fn add(&mut self, release: &Release, section: &Section, root: &Root) -> Result<()> {
        let place = (release.name.clone(), section.machine.go);
        for part in &section.parts {
            for item in &part.items {
                let Item::Library(path, facts) = item else {
                    continue;
                };
                let file = root.folder.join(path.trim_start_matches('/'));
                let name = name(path, facts.soname.as_deref());
                let symbols = defined(&file).with_context(|| path.clone())?;
                if part.package.name == "libc6"
                    || part.package.name == "musl"
                    || symbols.len() <= MOST
                {
                    self.insert(&name, symbols, &place, section.machine);
                }
            }
        }
        Ok(())
    }

    fn insert(
        &mut self,
        library: &str,
        symbols: BTreeSet<Symbol>,
        place: &Place,
        machine: Machine,
    ) {
        let table = self.libraries.entry(library.to_owned()).or_default();
        for (version, name) in symbols {
            let symbol = (shared(version, machine), name);
            table.entry(symbol).or_default().insert(place.clone());
        }
        // A library without symbols is known to have none.
        let nothing = (String::new(), String::new());
        table.entry(nothing).or_default().insert(place.clone());
    }

    /// All of it.
    pub(super) fn text(&self) -> String {
        let mut text = String::from(
            "# Symbols by library, by who has them, by version. Written by `cargo xtask profiles`.\n\
             # `BASE` is the first version that glibc has on a machine; `-` is no version.\n",
        );
        for (library, symbols) in &self.libraries {
            let _ = write!(text, "\nlibrary {library}\n");
            let mut groups = BTreeMap::<&BTreeSet<Place>, BTreeMap<&str, Vec<&str>>>::new();
            for ((version, name), places) in symbols {
                let versions = groups.entry(places).or_default();
                versions.entry(version).or_default().push(name);
            }
            for (places, versions) in groups {
                let _ = writeln!(text, "in {}", set(places));
                for (version, names) in versions {
                    lines(&mut text, version, &names);
                }
            }
        }
        text
    }
}

/// The soname, or the file's name: musl's library has the soname of no other.
fn name(path: &str, soname: Option<&str>) -> String {
    if path.contains("-linux-musl") || path.contains("/ld-musl-") {
        return "musl".into();
    }
    let file = path.rsplit('/').next().unwrap_or(path);
    soname.unwrap_or(file).to_owned()
}

/// The first version of glibc on a machine (`sysdeps/*/shlib-versions`), by one name for all machines.
fn shared(version: String, machine: Machine) -> String {
    if version == machine.first_glibc {
        "BASE".into()
    } else {
        version
    }
}

/// `debian:12/amd64,arm64 debian:13/amd64`
fn set(places: &BTreeSet<Place>) -> String {
    let mut releases = BTreeMap::<&str, Vec<&str>>::new();
    for (release, arch) in places {
        releases.entry(release).or_default().push(arch);
    }
    let text = |(release, arches): (&str, Vec<&str>)| format!("{release}/{}", arches.join(","));
    releases.into_iter().map(text).collect::<Vec<_>>().join(" ")
}

fn lines(text: &mut String, version: &str, names: &[&str]) {
    let version = if version.is_empty() { "-" } else { version };
    let mut line = String::new();
    for name in names.iter().filter(|name| !name.is_empty()) {
        if line.len() + name.len() >= WIDTH {
            text.push_str(&line);
            text.push('\n');
            line.clear();
        }
        if line.is_empty() {
            line.push_str(version);
        }
        line.push(' ');
        line.push_str(name);
    }
    if !line.is_empty() {
        text.push_str(&line);
        text.push('\n');
    }
}

/// The symbols that a library defines for others, by readelf; private ones of glibc are left out.
pub(super) fn defined(file: &Path) -> Result<BTreeSet<Symbol>> {
    let mut readelf = Command::new("readelf");
    readelf.args(["--wide", "--dyn-syms"]).arg(file);
    let said = command::text(readelf.env("LC_ALL", "C"))?;
    ensure!(
        said.contains("Symbol table '.dynsym'"),
        "no dynamic symbols"
    );
    let symbols = said.lines().filter_map(symbol);
    Ok(symbols
        .filter(|(version, _)| version != "GLIBC_PRIVATE")
        .collect())
}

/// `12: 0000000000084f80   123 FUNC    GLOBAL DEFAULT   15 name@@VERSION`; in between, `[<other>: 88]`.
fn symbol(line: &str) -> Option<Symbol> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let binding = words.get(4)?;
    if !matches!(*binding, "GLOBAL" | "WEAK" | "UNIQUE") {
        return None;
    }
    if !matches!(*words.get(5)?, "DEFAULT" | "PROTECTED") {
        return None;
    }
    let rest = words.get(6..)?;
    let section = rest.iter().position(|word| {
        matches!(*word, "UND" | "ABS" | "COM") || word.bytes().all(|b| b.is_ascii_digit())
    })?;
    let name = rest.get(section + 1)?;
    if rest.get(section) == Some(&"UND") {
        return None;
    }
    let is_absolute = rest.get(section) == Some(&"ABS");
    let (name, version) = name.split_once('@').unwrap_or((name, ""));
    let version = version.trim_start_matches('@');
    // A version's own symbol is absolute, and not of itself.
    let names_version = name == version || (is_absolute && version.is_empty());
    (!names_version).then(|| (version.to_owned(), name.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expect: Option<(&str, &str)>) {
        let found = symbol(line);
        let found = found.as_ref().map(|(v, n)| (v.as_str(), n.as_str()));
        assert_eq!(found, expect, "{line}");
    }

    #[test]
    fn lines_of_readelf() {
        check(
            "  1: 00084f80  123 FUNC    GLOBAL DEFAULT   15 open@@GLIBC_2.17",
            Some(("GLIBC_2.17", "open")),
        );
        check(
            "  1: 00084f80  123 FUNC    WEAK   DEFAULT   15 open@GLIBC_2.0",
            Some(("GLIBC_2.0", "open")),
        );
        check(
            "  1: 00084f80  123 FUNC    GLOBAL DEFAULT [<localentry>: 8]    15 f",
            Some(("", "f")),
        );
        check(
            "  1: 00000000    0 FUNC    GLOBAL DEFAULT  UND open@GLIBC_2.17 (2)",
            None,
        );
        check(
            "  1: 00000000    0 OBJECT  GLOBAL DEFAULT  ABS GLIBC_2.17",
            None,
        );
        check(
            "  1: 00000000    0 OBJECT  GLOBAL DEFAULT  ABS GLIBC_2.17@@GLIBC_2.17",
            None,
        );
        check("  1: 00084f80  123 FUNC    LOCAL  DEFAULT   15 f", None);
        check("Symbol table '.dynsym' contains 3 entries:", None);
    }

    #[test]
    fn what_is_shared_stands_once() {
        let mut table = Table::default();
        for arch in ["amd64", "arm64"] {
            let machine = Machine::of(arch).unwrap();
            let place = ("debian:12".to_owned(), machine.go);
            let base = machine.first_glibc.to_owned();
            let symbols = [(base, "open".to_owned()), (String::new(), "f".to_owned())];
            table.insert("libx.so.1", symbols.into(), &place, machine);
        }
        let text = table.text();
        assert!(
            text.ends_with("\nlibrary libx.so.1\nin debian:12/amd64,arm64\n- f\nBASE open\n"),
            "{text}"
        );
    }
}
