//! Undefined symbols and the Go packages that want them.

use std::collections::BTreeMap;

use diagnostic::{Evidence, Located};
use image::{Image, Import, ImportCounts, Imports, VersionUsers};

use crate::{Cgo, GlibcNeed, ImportedSymbol};

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

/// The packages by the C functions that their wrappers call.
struct Callers<'c>(BTreeMap<&'c str, Vec<&'c str>>);

impl<'c> Callers<'c> {
    fn of(cgo: &'c Cgo) -> Self {
        let mut callers: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for package in &cgo.packages {
            for function in &package.functions {
                let list = callers.entry(function.as_str()).or_default();
                list.push(package.path.as_str());
            }
        }
        Self(callers)
    }

    fn imported(&self, symbol: &Import<'_>) -> ImportedSymbol {
        let packages = self.0.get(symbol.name).into_iter().flatten();
        ImportedSymbol {
            packages: packages.map(|path| (*path).to_owned()).collect(),
            name: symbol.name.to_owned(),
            version: symbol.version.map(str::to_owned),
            library: symbol.library.map(str::to_owned),
            weak: symbol.weak,
            lazy: symbol.lazy,
            place: symbol.place.clone(),
        }
    }
}

/// Every import, with the packages whose wrappers call a C function of that name.
pub(crate) fn read(imports: &Imports<'_>, cgo: &Cgo) -> Vec<ImportedSymbol> {
    let callers = Callers::of(cgo);
    let symbols = imports.symbols.iter();
    symbols.map(|symbol| callers.imported(symbol)).collect()
}

/// Symbols that are named for each version.
const NAMED: usize = 8;

/// Every version of glibc that is needed, with the first symbols that ask for it.
pub(crate) fn glibc(image: &Image<'_>, cgo: &Cgo) -> Vec<GlibcNeed> {
    let users = image.version_users(&|version| version.starts_with("GLIBC_"), NAMED);
    if users.is_empty() {
        return Vec::new();
    }
    let callers = Callers::of(cgo);
    let need = |users: VersionUsers<'_>| {
        let need = image.loading.version_needs.get(users.need)?;
        Some(GlibcNeed {
            version: need.version.strip_prefix("GLIBC_")?.to_owned(),
            weak: need.weak,
            place: need.place.clone(),
            symbols: users.symbols,
            named: users.first.iter().map(|s| callers.imported(s)).collect(),
        })
    };
    users.into_iter().filter_map(need).collect()
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
