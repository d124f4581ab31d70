//! How the file was linked: what it is to its loader, who wrote it, which versions it asks for.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use diagnostic::{Evidence, Fact, Place};
use image::{Format, Image, Kind};

use crate::cgo::function_place;
use crate::inventory::Inventory;
use crate::{BuildInfo, Link, LinkMode, Linking};

/// Mode, linking and highest versions.
pub(crate) fn read(
    image: &Image<'_>,
    info: Option<&BuildInfo>,
    inventory: Option<&Inventory<'_>>,
) -> Link {
    Link {
        mode: mode(image, info, inventory),
        linking: linking(image, inventory),
        max_versions: max_versions(image),
        glibc: Vec::new(),
    }
}

fn mode(
    image: &Image<'_>,
    info: Option<&BuildInfo>,
    inventory: Option<&Inventory<'_>>,
) -> Fact<LinkMode> {
    let evidence = mode_evidence(image);
    match image.kind {
        Kind::Object => Fact::known(LinkMode::Archive, evidence),
        Kind::SharedLibrary => library_mode(image, info, inventory, evidence),
        Kind::Core => Fact::unknown("a program rather than its memory"),
        Kind::Executable | Kind::PositionIndependentExecutable => {
            Fact::known(program_mode(image), evidence)
        }
    }
}

fn program_mode(image: &Image<'_>) -> LinkMode {
    let loading = &image.loading;
    let pie = image.kind == Kind::PositionIndependentExecutable;
    match (&loading.interpreter, loading.needed.is_empty()) {
        (_, false) => LinkMode::Dynamic,
        (Some(_), true) => LinkMode::DynamicWithoutLibraries,
        (None, true) if pie && image.format == Format::Elf => LinkMode::StaticPie,
        (None, true) => LinkMode::Static,
    }
}

/// A plugin has no library entry; c-shared has one by name.
fn library_mode(
    image: &Image<'_>,
    info: Option<&BuildInfo>,
    inventory: Option<&Inventory<'_>>,
    mut evidence: Vec<Evidence>,
) -> Fact<LinkMode> {
    if let Some(setting) = info.and_then(|info| info.located("-buildmode")) {
        let value = &setting.value.1;
        evidence.push(setting.place.clone().value(value.clone()));
        let mode = if value == "plugin" {
            LinkMode::Plugin
        } else {
            LinkMode::SharedLibrary
        };
        return Fact::known(mode, evidence);
    }
    let Some(inventory) =
        inventory.filter(|inventory| inventory.named() || inventory.runtime.rt0_lib.is_some())
    else {
        return unnamed_library(image, evidence);
    };
    if let Some((function, _)) = inventory.runtime.rt0_lib {
        evidence
            .push(function_place(image, inventory, function).value("entry of a c-shared library"));
        return Fact::known(LinkMode::SharedLibrary, evidence);
    }
    if image.format != Format::Elf {
        return Fact::known(LinkMode::SharedLibrary, evidence);
    }
    let place = image.place(Place::new("pclntab").at(inventory.table.offset));
    evidence.push(place.value("no `_rt0_…_lib`: not an entry of a c-shared library"));
    Fact::known(LinkMode::Plugin, evidence)
}

/// Only ELF and Mach-O have Go plugins; there a library and a plugin differ in their functions alone.
fn unnamed_library(image: &Image<'_>, evidence: Vec<Evidence>) -> Fact<LinkMode> {
    if image.format == Format::Pe {
        return Fact::known(LinkMode::SharedLibrary, evidence);
    }
    let missing =
        "function names or `-buildmode` in the build info: a c-shared library or a plugin";
    Fact {
        evidence,
        ..Fact::unknown(missing)
    }
}

fn mode_evidence(image: &Image<'_>) -> Vec<Evidence> {
    let loading = &image.loading;
    let mut evidence = vec![
        image
            .place(Place::new("file header").at(image.base))
            .value(kind_name(image.kind)),
    ];
    match &loading.interpreter {
        Some(interpreter) => evidence.push(interpreter.evidence()),
        None => evidence.push(
            image
                .place(Place::new("program headers"))
                .value("no interpreter"),
        ),
    }
    match loading.needed.first() {
        Some(_) => evidence.extend(loading.needed.iter().map(diagnostic::Located::evidence)),
        None => evidence.push(
            image
                .place(Place::new("dynamic table"))
                .value("0 libraries"),
        ),
    }
    evidence
}

const fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Executable => "executable at a fixed address",
        Kind::PositionIndependentExecutable => "position-independent executable",
        Kind::SharedLibrary => "shared library",
        Kind::Object => "relocatable object",
        Kind::Core => "core dump",
    }
}

/// `_rt0_GOARCH_GOOS` is the entry that Go's linker chooses; a host linker enters through C start code,
/// which calls `main`. c-shared, c-archive and plugin are always linked by the host.
fn linking(image: &Image<'_>, inventory: Option<&Inventory<'_>>) -> Fact<Linking> {
    let Some(inventory) = inventory.filter(|_| image.format == Format::Elf) else {
        return Fact::unknown(
            "a function table, in an ELF file: elsewhere both linkers keep the same entry",
        );
    };
    let runtime = &inventory.runtime;
    if let Some((function, _)) = runtime.rt0_lib.filter(|_| image.kind == Kind::Object) {
        let place = function_place(image, inventory, function);
        return Fact::known(
            Linking::External,
            vec![place.value("entry of a c-archive, which the host links")],
        );
    }
    let marks = || {
        image
            .loading
            .host_linker_marks
            .iter()
            .map(diagnostic::Located::evidence)
    };
    if let Some((function, _)) = runtime.rt0.filter(|_| image.kind != Kind::SharedLibrary) {
        let place = function_place(image, inventory, function);
        return Fact::known(
            Linking::Internal,
            vec![place.value("entry that only Go's linker keeps")],
        );
    }
    let library = runtime
        .rt0_lib
        .map(|(function, _)| function)
        .filter(|_| image.kind != Kind::Object);
    if let Some(function) = runtime.host_main.or(library) {
        let place = function_place(image, inventory, function);
        let proof = place.value("entry for C start code");
        return Fact::known(
            Linking::External,
            std::iter::once(proof).chain(marks()).collect(),
        );
    }
    if image.kind == Kind::SharedLibrary && !image.loading.host_linker_marks.is_empty() {
        return Fact::known(Linking::External, marks().collect());
    }
    Fact::unknown("an entry function by name: neither `main` nor `_rt0_…` is in the function table")
}

/// The highest version of each prefix (`GLIBC`, `GCC`), sorted by prefix.
fn max_versions(image: &Image<'_>) -> Vec<(String, String)> {
    let mut highest: BTreeMap<&str, &str> = BTreeMap::new();
    for need in &image.loading.version_needs {
        let Some((prefix, version)) = need.version.rsplit_once('_') else {
            continue;
        };
        if !version.starts_with(|c: char| c.is_ascii_digit()) {
            continue;
        }
        let slot = highest.entry(prefix).or_insert(version);
        if compare_versions(version, slot) == Ordering::Greater {
            *slot = version;
        }
    }
    highest
        .into_iter()
        .map(|(prefix, version)| (prefix.to_owned(), version.to_owned()))
        .collect()
}

/// Compares dotted versions number by number.
#[must_use]
pub fn compare_versions(a: &str, b: &str) -> Ordering {
    let numbers = |text: &str| {
        text.split('.')
            .map(|part| part.parse::<u64>().unwrap_or(0))
            .collect::<Vec<_>>()
    };
    numbers(a).cmp(&numbers(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_by_number() {
        assert_eq!(compare_versions("2.34", "2.4"), Ordering::Greater);
        assert_eq!(compare_versions("2.3.2", "2.3"), Ordering::Greater);
        assert_eq!(compare_versions("2.17", "2.17"), Ordering::Equal);
    }
}
