//! The packages whose wrappers are in the function table.

use std::collections::BTreeMap;

use diagnostic::{Evidence, Place};
use image::Image;

use super::function_place;
use super::wrapper::{Kind, unescape};
use crate::CgoPackage;
use crate::inventory::{Found, Inventory};
use crate::pclntab::Function;

/// Packages of the Go distribution that contain cgo, besides those under `internal` and `vendor`
/// (`go list -f '{{if .CgoFiles}}{{.ImportPath}}{{end}}' std` of Go 1.19 to 1.27, and runtime/race).
const STD: [&str; 6] = [
    "crypto/x509",
    "net",
    "os/user",
    "plugin",
    "runtime/cgo",
    "runtime/race",
];

/// Whether a package with cgo belongs to the Go distribution.
pub(crate) fn is_std(path: &str) -> bool {
    let under = ["vendor/", "internal/", "crypto/internal/", "runtime/"];
    STD.contains(&path) || under.iter().any(|prefix| path.starts_with(prefix))
}

/// A package, and of its wrappers the one that proves most: a call before an export before a conversion,
/// which may live on only inlined.
#[derive(Default)]
struct Gathered<'d> {
    package: CgoPackage,
    best: Option<Found<'d>>,
}

impl<'d> Gathered<'d> {
    fn take(&mut self, found: Found<'d>) {
        let wrapper = found.wrapper;
        self.package.wrappers += 1;
        match wrapper.kind {
            Kind::Call => self.package.functions.push(wrapper.name.to_owned()),
            Kind::Export => self.package.exports.push(wrapper.name.to_owned()),
            Kind::Macro | Kind::Conversion => {}
        }
        if self
            .best
            .is_none_or(|best| wrapper.kind < best.wrapper.kind)
        {
            self.best = Some(found);
        }
    }

    fn finish(self, path: String, image: &Image<'_>, inventory: &Inventory<'_>) -> CgoPackage {
        let mut package = self.package;
        for list in [&mut package.functions, &mut package.exports] {
            list.sort_unstable();
            list.dedup();
        }
        let evidence = self.best.map(|found| evidence(image, inventory, found));
        package.evidence.extend(evidence);
        package.std = is_std(&path);
        package.path = path;
        package
    }
}

/// Every package with a wrapper or an export, sorted by import path.
pub(super) fn read(image: &Image<'_>, inventory: &Inventory<'_>) -> Vec<CgoPackage> {
    let mut packages: BTreeMap<String, Gathered<'_>> = BTreeMap::new();
    let mut exporting: BTreeMap<&str, String> = BTreeMap::new();
    for (escaped, wrappers) in inventory
        .wrappers
        .iter()
        .filter(|(escaped, _)| !escaped.is_empty())
    {
        let package = packages.entry(unescape(escaped)).or_default();
        wrappers.list.iter().for_each(|found| package.take(*found));
    }
    for found in inventory
        .wrappers
        .get("")
        .map_or(&[][..], |wrappers| &wrappers.list)
    {
        let of_hash = || exporting_package(inventory, function_of(inventory, *found));
        let path = exporting.entry(found.wrapper.hash).or_insert_with(of_hash);
        packages.entry(path.clone()).or_default().take(*found);
    }
    let finish = |(path, gathered): (String, Gathered<'_>)| gathered.finish(path, image, inventory);
    packages.into_iter().map(finish).collect()
}

/// The function of a wrapper: looked for by its name only where evidence needs it.
fn function_of(inventory: &Inventory<'_>, found: Found<'_>) -> Option<Function> {
    let by_name = || inventory.table.function_named(found.name);
    found.function.or_else(by_name)
}

fn evidence(image: &Image<'_>, inventory: &Inventory<'_>, found: Found<'_>) -> Evidence {
    let place = match function_of(inventory, found) {
        Some(function) => function_place(image, inventory, function),
        None => image.place(Place::new("pclntab name").at(inventory.table.name_place(found.name))),
    };
    place.value(describe(found.wrapper.kind))
}

fn describe(kind: Kind) -> &'static str {
    match kind {
        Kind::Call => "wrapper of a C function",
        Kind::Macro => "wrapper of a C macro",
        Kind::Conversion => "conversion between Go and C memory",
        Kind::Export => "Go function exported to C",
    }
}

/// The package of an export: the one that most of the functions around it in the same unit belong to
/// (a few are instantiations of other packages' generic functions).
fn exporting_package(inventory: &Inventory<'_>, export: Option<Function>) -> String {
    let table = &inventory.table;
    let Some(export) = export else {
        return String::new();
    };
    let near = export.index.saturating_sub(64)..export.index.saturating_add(65);
    let mut votes: BTreeMap<&str, u32> = BTreeMap::new();
    for function in near
        .filter_map(|index| table.function(index))
        .filter(|f| f.unit == export.unit)
    {
        if let Some(package) = table.name(function.name_offset).and_then(package_of) {
            *votes.entry(package).or_default() += 1;
        }
    }
    let most = votes.into_iter().max_by_key(|(_, count)| *count);
    most.map_or_else(String::new, |(package, _)| unescape(package))
}

/// The package of a function's name: up to the first dot after the last slash.
pub(crate) fn package_of(name: &str) -> Option<&str> {
    if name.starts_with("_cgoexp_") || name.starts_with("type:") || name.starts_with("type..") {
        return None;
    }
    let end = name.find(['[', '(']).unwrap_or(name.len());
    let head = name.get(..end)?;
    let slash = head.rfind('/').map_or(0, |at| at + 1);
    let dot = head.get(slash..)?.find('.')? + slash;
    head.get(..dot).filter(|path| !path.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, expect: Option<&str>) {
        assert_eq!(package_of(name), expect, "{name}");
    }

    #[test]
    fn a_function_name_starts_with_its_package() {
        check("net.(*Resolver).lookupIP", Some("net"));
        check(
            "github.com/a/b%2ev2.F[go.shape.int]",
            Some("github.com/a/b%2ev2"),
        );
        check("a.b/c.F[d.e/f.T]", Some("a.b/c"));
        check("_cgoexp_00_f", None);
        check("type:.eq.net.IPNet", None);
        check("gogo", None);
    }

    #[test]
    fn a_module_without_a_dot_is_not_the_standard_library() {
        assert!(is_std("net") && is_std("crypto/internal/boring") && is_std("vendor/a.b/c"));
        assert!(!is_std("main") && !is_std("mynet") && !is_std("app/internal/c"));
    }
}
