//! From an image to everything that its bytes prove.

use diagnostic::{Evidence, Fact, Located, Place};
use image::{Format, Image};

use crate::cgo::{self, Signals};
use crate::inventory::Inventory;
use crate::{
    BuildInfo, Facts, Go, ImportedSymbol, TableSummary, buildinfo, imports, link, moduledata,
    packed, pclntab, runtime, version,
};

/// Reads every fact of an image.
#[must_use]
pub fn read(image: &Image<'_>) -> Facts {
    // WASM: Go's tables lie in tens of thousands of data segments.
    if let Some(memory) = image.linear_memory() {
        return read(&image.over_memory(&memory));
    }
    let info = buildinfo::read(image);
    let inventory = pclntab::find(image).map(Inventory::read);
    let text_start = inventory
        .as_ref()
        .and_then(|i| moduledata::text_start(image, &i.table));
    let os = os(image, info.as_ref(), inventory.as_ref());
    let link = link::read(image, info.as_ref(), inventory.as_ref());
    let mut cgo = cgo::read(image, inventory.as_ref(), text_start);
    let imported = image.imports();
    let signals = Signals {
        linking: link.linking.value,
        os: os.value.clone(),
        imports: imports::evidence(image, &imported),
        exports: imports::runtime_cgo_exports(image),
        host_marks: image
            .loading
            .host_linker_marks
            .iter()
            .map(Located::evidence)
            .collect(),
    };
    cgo::decide(image, inventory.as_ref(), signals, &mut cgo);
    let (go_version, version_source) =
        version::read(image, info.as_ref(), inventory.as_ref(), text_start);
    let runtime = runtime::read(
        image,
        info.as_ref(),
        inventory.as_ref(),
        &cgo,
        go_version.value.as_deref(),
    );
    let imports: Vec<ImportedSymbol> = imports::read(imported, &cgo);
    let pclntab = inventory.as_ref().map(|i| summary(image, i));
    let is_go = info.is_some()
        || pclntab.is_some()
        || image.loading.go_build_id.is_some()
        || image.stated_go_version().is_some();
    let go = is_go.then(|| Go {
        version: go_version,
        version_source,
        build_id: image.loading.go_build_id.clone(),
        build_info: info,
        pclntab,
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
        runtime,
        packed: packed::read(image),
        problems: image.problems.clone(),
    }
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
        None if image.format == Format::Pe => Fact::known("windows".to_owned(), Vec::new()),
        None => Fact::unknown(
            "`GOOS` in the build info, an entry function by name, or a mark in the header",
        ),
    }
}
