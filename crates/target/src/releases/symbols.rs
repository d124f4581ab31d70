//! `symbols.txt`: which library of which release has which symbol.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::machine::Machine;
use crate::Exports;

const TEXT: &str = include_str!("../../profiles/symbols.txt");

/// The symbols of a library (its soname) in a release on a machine; unknown where they are not kept.
pub(super) fn of(library: &str, release: &str, machine: &Machine) -> Exports {
    let Some(section) = section(library) else {
        return Exports::Unknown;
    };
    let mut names = BTreeMap::<String, Vec<String>>::new();
    let (mut known, mut here) = (false, false);
    for line in section.lines() {
        if let Some(places) = line.strip_prefix("in ") {
            here = holds(places, release, machine.go);
            known |= here;
        } else if here {
            read(line, machine, &mut names);
        }
    }
    if known {
        Exports::Listed(names)
    } else {
        Exports::Unknown
    }
}

/// The lines of one library.
fn section(library: &str) -> Option<&'static str> {
    static SECTIONS: OnceLock<BTreeMap<&str, &str>> = OnceLock::new();
    let sections = SECTIONS.get_or_init(|| {
        let sections = TEXT.split("\nlibrary ").skip(1);
        sections
            .filter_map(|section| section.split_once('\n'))
            .collect()
    });
    sections.get(library).copied()
}

/// `debian:12/amd64,arm64 debian:13/amd64`
fn holds(places: &str, release: &str, arch: &str) -> bool {
    places.split(' ').any(|place| {
        place
            .split_once('/')
            .is_some_and(|(name, arches)| name == release && arches.split(',').any(|a| a == arch))
    })
}

/// `VERSION NAME NAME…`
fn read(line: &str, machine: &Machine, names: &mut BTreeMap<String, Vec<String>>) {
    let mut words = line.split(' ');
    let version = match words.next() {
        None | Some("") => return,
        Some("-") => "",
        Some("BASE") => machine.first_glibc,
        Some(version) => version,
    };
    for name in words {
        let versions = names.entry(name.to_owned()).or_default();
        versions.push(version.to_owned());
    }
}

/// `2.36`, `2.3.4`: the first two numbers.
pub(super) fn release(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.split('.').map(str::parse);
    let mut next = || numbers.next()?.ok();
    Some((next()?, next()?))
}
