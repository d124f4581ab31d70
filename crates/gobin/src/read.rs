//! From an image to everything that its bytes prove.

use std::cell::LazyCell;

use diagnostic::{Evidence, Fact, Place};
use image::Image;

use crate::cgo::{self, Signals};
use crate::inventory::Inventory;
use crate::{
    BuildInfo, Cgo, CgoState, Facts, Go, TableSummary, buildinfo, imports, link, linked,
    moduledata, packed, pclntab, runtime, version,
};

/// How much of a binary is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// What rules and a screen need: of a program with runtime/cgo the undefined symbols are counted, not
    /// named. Their names are scattered over dozens of megabytes in the largest binaries.
    Summary,
    /// Everything.
    Everything,
}

/// Reads every fact of an image.
#[must_use]
pub fn read(image: &Image<'_>) -> Facts {
    read_scope(image, Scope::Everything)
}

/// Reads the facts of an image that a scope asks for; [`Facts::imports`] is empty where it leaves names out.
#[must_use]
pub fn read_scope(image: &Image<'_>, scope: Scope) -> Facts {
    // WASM: Go's tables lie in tens of thousands of data segments.
    if let Some(memory) = image.linear_memory() {
        return read_scope(&image.over_memory(&memory), scope);
    }
    let info = buildinfo::read(image);
    let inventory = pclntab::find(image).map(Inventory::read);
    let inventory = inventory.as_ref();
    let text_start = inventory.and_then(|i| moduledata::text_start(image, &i.table));
    let os = os(image, info.as_ref(), inventory);
    let mut link = link::read(image, info.as_ref(), inventory);
    let mut cgo = cgo::read(image, inventory, text_start);
    let imported = LazyCell::new(|| image.imports());
    let signals = Signals {
        linking: link.linking.value,
        os: os.value.clone(),
        imports: &|| imports::evidence(image, &imported),
        exports: &|| imports::runtime_cgo_exports(image),
    };
    cgo::decide(image, inventory, &signals, &mut cgo);
    link.glibc = imports::glibc(image, &cgo);
    let (go_version, version_source) = version::read(image, info.as_ref(), inventory, text_start);
    let runtime = runtime::read(
        image,
        info.as_ref(),
        inventory,
        &cgo,
        go_version.value.as_deref(),
    );
    let named = scope == Scope::Everything || !has_runtime_cgo(&cgo);
    let imports = if named {
        imports::read(&imported, &cgo)
    } else {
        Vec::new()
    };
    let import_counts = if named {
        imports::count(&imports)
    } else {
        image.import_counts()
    };
    let go = is_go(image, info.as_ref(), inventory).then(|| Go {
        version: go_version,
        version_source,
        build_id: image.loading.go_build_id.clone(),
        build_info: info,
        pclntab: inventory.map(|i| summary(image, i)),
    });
    Facts {
        format: image.format,
        container: image.container.clone(),
        os,
        arch: image.arch,
        kind: image.kind,
        go,
        cgo,
        link,
        loading: image.loading.clone(),
        imports,
        import_counts,
        runtime,
        linked: linked::read(image, inventory),
        packed: packed::read(image),
        problems: image.problems.clone(),
    }
}

/// Whether imports are the host linker's business, which checked them.
fn has_runtime_cgo(cgo: &Cgo) -> bool {
    matches!(
        cgo.state.value,
        Some(CgoState::RuntimeOnly | CgoState::Std | CgoState::User)
    )
}

fn is_go(image: &Image<'_>, info: Option<&BuildInfo>, inventory: Option<&Inventory<'_>>) -> bool {
    let stated = image.loading.go_build_id.is_some() || image.stated_go_version().is_some();
    info.is_some() || inventory.is_some() || stated
}

fn summary(image: &Image<'_>, inventory: &Inventory<'_>) -> TableSummary {
    let table = &inventory.table;
    TableSummary {
        place: image.place(Place::new("pclntab").at(table.offset)),
        found_by: table.found_by,
        magic: table.magic,
        layout: table.layout.name(),
        functions: table.functions,
    }
}

/// `GOOS`: from the container, from the name of the entry function, from the build info.
fn os(
    image: &Image<'_>,
    info: Option<&BuildInfo>,
    inventory: Option<&Inventory<'_>>,
) -> Fact<String> {
    if let Some(setting) = info.and_then(|info| info.located("GOOS")) {
        let value = setting.value.1.clone();
        return Fact::known(
            value.clone(),
            vec![setting.place.clone().value(format!("GOOS={value}"))],
        );
    }
    if let Some(os) = &image.os {
        return Fact::known(os.value.to_owned(), vec![os.evidence()]);
    }
    let entry = inventory.and_then(|i| Some((i, i.runtime.rt0.or(i.runtime.rt0_lib)?)));
    let named = entry.and_then(|(inventory, (function, name))| {
        let os = name.trim_end_matches("_lib").rsplit('_').next()?;
        let proof: Evidence = cgo::function_place(image, inventory, function).value(name);
        Some((os.to_owned(), proof))
    });
    match named {
        Some((os, proof)) => Fact::known(os, vec![proof]),
        None => Fact::unknown(
            "`GOOS` in the build info, an entry function by name, or a mark in the header",
        ),
    }
}
