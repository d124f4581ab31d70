//! Undefined symbols and the Go packages that want them.

use std::collections::BTreeMap;

use diagnostic::{Evidence, Located};
use image::{Image, ImportCounts, Imports};

use crate::{Cgo, ImportedSymbol};

/// The loader's imports as evidence: libraries first, then up to three symbols.
pub(crate) fn evidence(image: &Image<'_>, imports: &Imports<'_>) -> Vec<Evidence> {
    let libraries = image.loading.needed.iter().map(Located::evidence);
    let symbols = imports
        .symbols
        .iter()
        .take(3)
        .map(|s| s.place.clone().value(s.name));
    libraries.chain(symbols).collect()
}

/// Dynamic symbols that runtime/cgo defines in every dynamic program and library linked with it.
const RUNTIME_CGO_EXPORTS: [&str; 3] = ["_cgo_panic", "_cgo_topofstack", "crosscall2"];

/// Which of them the image defines, as evidence.
pub(crate) fn runtime_cgo_exports(image: &Image<'_>) -> Vec<Evidence> {
    let found = image.exports_named(&RUNTIME_CGO_EXPORTS);
    found
        .into_iter()
        .flatten()
        .map(|symbol| symbol.place.value(symbol.name))
        .collect()
}

/// Every import, with the packages whose wrappers call a C function of that name.
pub(crate) fn read(imports: &Imports<'_>, cgo: &Cgo) -> Vec<ImportedSymbol> {
    let mut callers: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for package in &cgo.packages {
        for function in &package.functions {
            callers
                .entry(function.as_str())
                .or_default()
                .push(package.path.as_str());
        }
    }
    let packages = |name: &str| {
        callers
            .get(name)
            .map(|list| list.iter().map(|p| (*p).to_owned()).collect())
    };
    imports
        .symbols
        .iter()
        .map(|symbol| ImportedSymbol {
            packages: packages(symbol.name).unwrap_or_default(),
            name: symbol.name.to_owned(),
            version: symbol.version.map(str::to_owned),
            library: symbol.library.map(str::to_owned),
            weak: symbol.weak,
            lazy: symbol.lazy,
            place: symbol.place.clone(),
        })
        .collect()
}

/// How many imports there are, and how many are bound at their first call.
pub(crate) fn count(imports: &[ImportedSymbol]) -> ImportCounts {
    let lazy = imports
        .iter()
        .filter(|import| import.lazy == Some(true))
        .count();
    ImportCounts {
        symbols: imports.len(),
        lazy,
        at_least: false,
    }
}
