//! The rows of the screen: the answer first, its evidence behind it.

use diagnostic::{Fact, Place};
use gobin::{CgoState, Facts, LinkMode, Linking, Lookup};
use image::Relro;

use crate::Live;

/// Label and answer of every row that applies.
pub(super) fn of(facts: &Facts) -> Vec<(&'static str, String)> {
    let mut rows = vec![("loads", loads(facts)), ("needs", needs(facts))];
    if facts.go.is_some() {
        rows.push(("cgo", cgo(facts)));
        rows.push(("runtime", runtime(facts)));
    }
    rows.push(("hardening", hardening(facts)));
    rows.extend(module(facts).map(|text| ("module", text)));
    rows
}

/// What the file is to its loader, who wrote it, and which loader.
fn loads(facts: &Facts) -> String {
    let mode = match facts.link.mode.value {
        None => unknown(&facts.link.mode),
        Some(LinkMode::Static) => "static: needs no loader".to_owned(),
        Some(LinkMode::StaticPie) => "static-pie: needs no loader, loads anywhere".to_owned(),
        Some(LinkMode::Dynamic) => "dynamic".to_owned(),
        Some(LinkMode::DynamicWithoutLibraries) => {
            "dynamic-without-libraries: needs the loader alone".to_owned()
        }
        Some(mode) => mode.name().replace('-', " "),
    };
    let mut parts = vec![mode];
    if let Some(loader) = &facts.loading.interpreter {
        parts.push(format!("loader {}{}", loader.value, at(&loader.place)));
    }
    match facts.link.linking.value {
        Some(Linking::Internal) => parts.push("written by Go's linker".to_owned()),
        Some(Linking::External) => parts.push("written by the host's linker".to_owned()),
        None => {}
    }
    parts.join("; ")
}

/// Libraries, versions, imports.
fn needs(facts: &Facts) -> String {
    let libraries: Vec<&str> = facts
        .loading
        .needed
        .iter()
        .map(|n| n.value.as_str())
        .collect();
    let mut parts = vec![if libraries.is_empty() {
        "no library".to_owned()
    } else {
        libraries.join(", ")
    }];
    let versions: Vec<String> = facts
        .link
        .max_versions
        .iter()
        .map(|(prefix, version)| format!("{prefix} {version}"))
        .collect();
    if !versions.is_empty() {
        parts.push(format!("up to {}", versions.join(", ")));
    }
    let imports = facts.import_counts;
    if imports.symbols > 0 {
        let lazy = imports.lazy;
        let least = if imports.at_least { "at least " } else { "" };
        let symbols = format!("{least}{}", count(imports.symbols, "symbol", "symbols"));
        parts.push(format!("{symbols}, {lazy} of them bound at the first call"));
    }
    parts.extend(
        facts
            .loading
            .runpath
            .iter()
            .map(|p| format!("runpath {}", p.value)),
    );
    parts.extend(
        facts
            .loading
            .rpath
            .iter()
            .map(|p| format!("rpath {}", p.value)),
    );
    parts.join("; ")
}

/// State, who brought it, and one piece of evidence.
fn cgo(facts: &Facts) -> String {
    let state = &facts.cgo.state;
    let Some(value) = state.value else {
        return unknown(state);
    };
    let what = match value {
        CgoState::None => "no trace of runtime/cgo",
        CgoState::RuntimeOnly => "runtime/cgo is linked, no call into C leaves a trace",
        CgoState::Std => "only the standard library calls C",
        CgoState::User => "packages outside the standard library call C",
        CgoState::Fake => "C without runtime/cgo",
        CgoState::Broken => "linked by the host's linker without runtime/cgo",
    };
    let mut text = format!("{}: {what}", value.name());
    let packages: Vec<String> = facts.cgo.packages.iter().map(package).collect();
    if !packages.is_empty() {
        text.push_str(": ");
        text.push_str(&packages.join(", "));
    }
    if let Some(proof) = state.evidence.first() {
        text.push_str(&format!(" [{}: {}]", proof.place, proof.value));
    }
    for limit in &facts.cgo.limits {
        text.push_str("; ");
        text.push_str(limit);
    }
    text
}

fn package(package: &gobin::CgoPackage) -> String {
    let (functions, exports) = (package.functions.len(), package.exports.len());
    let mut counts = Vec::new();
    if functions > 0 {
        counts.push(count(functions, "C function", "C functions"));
    }
    if exports > 0 {
        counts.push(count(exports, "export", "exports"));
    }
    if counts.is_empty() {
        package.path.clone()
    } else {
        format!("{} ({})", package.path, counts.join(", "))
    }
}

/// DNS, users, what is embedded, FIPS, CPU.
fn runtime(facts: &Facts) -> String {
    let runtime = &facts.runtime;
    let mut parts = vec![
        lookup("hosts", &runtime.dns),
        lookup("users", &runtime.users),
    ];
    let yes = |fact: &Fact<bool>, what: &str| fact.is(&true).then(|| what.to_owned());
    parts.extend(yes(&runtime.tzdata, "time zones embedded"));
    parts.extend(yes(&runtime.x509_roots, "certificates embedded"));
    parts.extend(yes(&runtime.plugin, "opens plugins"));
    parts.extend(yes(&runtime.fips.boring_linked, "BoringCrypto"));
    let module = runtime.fips.module.value.as_deref().filter(|m| *m != "off");
    parts.extend(module.map(|m| format!("FIPS 140 module {m}")));
    parts.extend(runtime.sanitizer.value.clone().flatten());
    parts.extend(
        runtime
            .cpu_level
            .value
            .as_ref()
            .map(|level| format!("CPU {level}")),
    );
    parts.join("; ")
}

fn lookup(what: &str, fact: &Fact<Lookup>) -> String {
    match fact.value {
        None => format!("{what} {}", unknown(fact)),
        Some(Lookup::NotLinked) => format!("no look-up of {what}"),
        Some(Lookup::Go) => format!("{what} by Go's own code"),
        Some(Lookup::Cgo) => format!("{what} by the C library"),
        Some(Lookup::System) => format!("{what} by the system"),
    }
}

fn hardening(facts: &Facts) -> String {
    let loading = &facts.loading;
    let flag = |name: &str, fact: &Fact<bool>| {
        let answer = fact.value.map(|on| if on { "yes" } else { "no" });
        answer.map(|answer| format!("{name} {answer}"))
    };
    let relro = loading.relro.value.map(|relro| match relro {
        Relro::None => "RELRO no".to_owned(),
        Relro::Partial => "RELRO partial".to_owned(),
        Relro::Full => "RELRO full".to_owned(),
    });
    let parts = [
        flag("PIE", &loading.pie),
        relro,
        flag("BIND_NOW", &loading.bind_now),
        flag("NX", &loading.nx),
        flag("TEXTREL", &loading.textrel),
    ];
    let tables = [(loading.symtab, "symbols"), (loading.dwarf, "DWARF")];
    let tables = tables.map(|(has, what)| format!("{} {what}", if has { "has" } else { "no" }));
    let parts: Vec<String> = parts.into_iter().flatten().chain(tables).collect();
    parts.join(", ")
}

fn module(facts: &Facts) -> Option<String> {
    let info = facts.go.as_ref()?.build_info.as_ref()?;
    let main = info.main.as_ref();
    let path = info.path.as_deref().or(main.map(|m| m.path.as_str()))?;
    let version = main.map(|m| m.version.as_str()).filter(|v| !v.is_empty());
    let revision = info.setting("vcs.revision").and_then(|r| r.get(..12));
    let mut text = path.to_owned();
    for part in [version, revision].into_iter().flatten() {
        text.push(' ');
        text.push_str(part);
    }
    let deps = count(info.deps.len(), "dependency", "dependencies");
    Some(format!("{text}; {deps}"))
}

/// What the memory of the program holds.
pub(super) fn live(live: &Live) -> String {
    let iscgo = match live.iscgo.value {
        None => unknown(&live.iscgo),
        Some(value) => value.to_string(),
    };
    let cgo_init = match live.cgo_init.value {
        None => unknown(&live.cgo_init),
        Some(value) => format!("{value:#x}"),
    };
    let places = [&live.iscgo.evidence, &live.cgo_init.evidence];
    let places = places.into_iter().flatten().map(|e| e.place.to_string());
    format!(
        "{}: runtime.iscgo {iscgo}, _cgo_init {cgo_init} [{}]",
        live.source,
        places.collect::<Vec<_>>().join(", ")
    )
}

/// `1 symbol`, `2 symbols`.
fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

fn unknown<T>(fact: &Fact<T>) -> String {
    match &fact.missing {
        Some(missing) => format!("unknown: missing {missing}"),
        None => "unknown".to_owned(),
    }
}

fn at(place: &Place) -> String {
    match place.offset {
        Some(offset) => format!(" (at {offset:#x})"),
        None => String::new(),
    }
}
