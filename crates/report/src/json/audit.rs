//! The fields of `cgone.audit/1`. Fields are added, never renamed; what is not known is `null`.

use diagnostic::{Decision, Evidence, Finding, Located, Place};
use gobin::{BuildInfo, Cgo, CgoPackage, Facts, Go, ImportedSymbol, Module};
use serde_json::{Map, Value, json};

use super::placed;
use crate::field::{self, Named, value};
use crate::{Live, Record};

/// The name of the schema.
pub(super) const SCHEMA: &str = "cgone.audit/1";

/// One record.
pub(crate) fn record(record: &Record) -> Value {
    let facts = &record.facts;
    json!({
        "schema": SCHEMA,
        "path": record.path,
        "container": facts.container,
        "sha256": record.sha256,
        "format": record.format(),
        "member_format": record.is_member().then(|| facts.format.name()),
        "os": value(&facts.os),
        "arch": facts.arch.to_string(),
        "go": facts.go.as_ref().map(go),
        "cgo": cgo(&facts.cgo),
        "link": link(facts),
        "runtime": runtime(facts),
        "live": record.live.as_ref().map(live),
        "image": record.placed.as_ref().map(placed::placed),
        "imports": facts.imports.iter().map(import).collect::<Vec<_>>(),
        "packed": facts.packed.as_ref().map(|packer| &packer.value),
        "findings": record.findings.iter().map(|f| finding(record, f)).collect::<Vec<_>>(),
        "problems": facts.problems.iter()
            .map(|p| json!({"offset": p.offset, "message": p.message}))
            .collect::<Vec<_>>(),
        "unknown": unknown(facts),
        "evidence": evidence_by_field(facts),
    })
}

fn go(go: &Go) -> Value {
    let info = go.build_info.as_ref();
    json!({
        "version": value(&go.version),
        "version_source": go.version_source.named(),
        "main": info.and_then(|i| i.path.as_ref()),
        "module": info.and_then(|i| i.main.as_ref()).map(module),
        "settings": info.map(settings),
        "deps": info.map(|i| i.deps.iter().map(module).collect::<Vec<_>>()),
        "build_id": go.build_id.as_ref().map(|id| &id.value),
        "build_info": info.map(|i| json!({"form": i.form, "place": place(&i.place)})),
        "pclntab": go.pclntab.as_ref().map(|table| json!({
            "layout": table.layout,
            "magic": table.magic,
            "functions": table.functions,
            "found_by": table.found_by,
            "place": place(&table.place),
        })),
    })
}

fn settings(info: &BuildInfo) -> Value {
    let pairs = info.settings.iter().map(|s| s.value.clone());
    Value::Object(
        pairs
            .map(|(key, value)| (key, Value::String(value)))
            .collect(),
    )
}

fn module(module: &Module) -> Value {
    json!({
        "path": module.path,
        "version": module.version,
        "sum": module.sum,
        "replace": module.replace.as_deref().map(self::module),
    })
}

fn cgo(cgo: &Cgo) -> Value {
    let mut functions: Vec<&String> = cgo.packages.iter().flat_map(|p| &p.functions).collect();
    functions.sort_unstable();
    functions.dedup();
    json!({
        "state": value(&cgo.state),
        "packages": cgo.packages.iter().map(|p| &p.path).collect::<Vec<_>>(),
        "functions": functions,
        "by_package": cgo.packages.iter().map(package).collect::<Vec<_>>(),
        "limits": cgo.limits,
        "evidence": evidence(&cgo.state.evidence),
    })
}

fn package(package: &CgoPackage) -> Value {
    json!({
        "path": package.path,
        "std": package.std,
        "functions": package.functions,
        "exports": package.exports,
        "wrappers": package.wrappers,
        "evidence": evidence(&package.evidence),
    })
}

fn link(facts: &Facts) -> Value {
    let (link, loading) = (&facts.link, &facts.loading);
    let versions = link.max_versions.iter().cloned();
    let versions: Map<String, Value> = versions.map(|(k, v)| (k, Value::String(v))).collect();
    let mut fields = json!({
        "mode": value(&link.mode),
        "linking": value(&link.linking),
        "interpreter": text(loading.interpreter.as_ref()),
        "needed": texts(&loading.needed),
        "soname": text(loading.soname.as_ref()),
        "runpath": texts(&loading.runpath),
        "rpath": texts(&loading.rpath),
        "max_versions": versions,
        "pie": value(&loading.pie),
        "relro": value(&loading.relro),
        "bind_now": value(&loading.bind_now),
        "nx": value(&loading.nx),
        "textrel": value(&loading.textrel),
        "symtab": loading.symtab,
        "dynsym": loading.dynsym,
        "dwarf": loading.dwarf,
    });
    if let Some(fields) = fields.as_object_mut() {
        fields.extend(more_link_fields(facts));
    }
    fields
}

/// Fields beyond the first set of the schema.
fn more_link_fields(facts: &Facts) -> Map<String, Value> {
    let loading = &facts.loading;
    let needs = loading.version_needs.iter().map(|need| {
        json!({
            "library": need.library,
            "version": need.version,
            "weak": need.weak,
            "place": place(&need.place),
        })
    });
    let fields = [
        ("version_needs", needs.collect()),
        ("tls", json!(loading.tls)),
        ("tls_model", value(&loading.tls_model)),
        ("build_id", json!(text(loading.build_id.as_ref()))),
        (
            "minimum_system",
            json!(text(loading.minimum_system.as_ref())),
        ),
        ("isa_needed", json!(texts(&loading.isa_needed))),
    ];
    fields
        .map(|(key, value)| (key.to_owned(), value))
        .into_iter()
        .collect()
}

fn runtime(facts: &Facts) -> Value {
    let runtime = &facts.runtime;
    json!({
        "iscgo": value(&facts.cgo.iscgo),
        "cgo_init": value(&facts.cgo.cgo_init),
        "dns": value(&runtime.dns),
        "users": value(&runtime.users),
        "tzdata": value(&runtime.tzdata),
        "x509_roots": value(&runtime.x509_roots),
        "plugin": value(&runtime.plugin),
        "sanitizer": value(&runtime.sanitizer),
        "fips": {
            "boring_asked": value(&runtime.fips.boring_asked),
            "boring_linked": value(&runtime.fips.boring_linked),
            "module": value(&runtime.fips.module),
            "default_mode": value(&runtime.fips.default_mode),
        },
        "cpu_level": value(&runtime.cpu_level),
    })
}

fn live(live: &Live) -> Value {
    json!({
        "source": live.source,
        "load_bias": live.load_bias,
        "iscgo": value(&live.iscgo),
        "cgo_init": value(&live.cgo_init),
        "evidence": evidence(&[live.iscgo.evidence.as_slice(), &live.cgo_init.evidence].concat()),
        "missing": [&live.iscgo.missing, &live.cgo_init.missing],
    })
}

fn import(import: &ImportedSymbol) -> Value {
    json!({
        "name": import.name,
        "version": import.version,
        "library": import.library,
        "weak": import.weak,
        "lazy": import.lazy,
        "packages": import.packages,
        "place": place(&import.place),
    })
}

fn finding(record: &Record, finding: &Finding) -> Value {
    json!({
        "rule": finding.rule,
        "level": finding.level.name(),
        "message": finding.message,
        "subject": finding.subject,
        "fingerprint": rules::fingerprint(&record.name(), finding),
        "evidence": evidence(&finding.evidence),
        "help": finding.help,
        "decided": finding.decided.iter().map(decision).collect::<Vec<_>>(),
        "waived": finding.waived().is_some(),
    })
}

fn decision(decision: &Decision) -> Value {
    let place = decision.place.as_ref();
    json!({
        "by": decision.by.name(),
        "file": place.map(|p| p.file.as_str()),
        "line": place.map(|p| p.line),
        "column": place.map(|p| p.column),
        "says": decision.says,
    })
}

fn evidence(evidence: &[Evidence]) -> Value {
    let one = |e: &Evidence| json!({"place": place(&e.place), "value": e.value});
    evidence.iter().map(one).collect()
}

fn place(place: &Place) -> Value {
    json!({
        "container": place.container,
        "table": place.table,
        "index": place.index,
        "name": place.name,
        "offset": place.offset,
        "text": place.to_string(),
    })
}

/// Facts without a value, and what would settle each.
fn unknown(facts: &Facts) -> Value {
    let fields = field::all(facts).into_iter();
    let missing = fields.filter_map(|f| Some(json!({"field": f.name, "missing": f.missing?})));
    missing.collect()
}

/// What each fact rests on.
fn evidence_by_field(facts: &Facts) -> Value {
    let fields = field::all(facts).into_iter();
    let proved = fields.filter(|f| !f.evidence.is_empty());
    let mut map: Map<String, Value> = proved
        .map(|f| (f.name.to_owned(), evidence(f.evidence)))
        .collect();
    for (name, read) in field::read_verbatim(facts) {
        if !read.is_empty() {
            let read: Vec<Evidence> = read.iter().map(|l| l.evidence()).collect();
            map.insert(name.to_owned(), evidence(&read));
        }
    }
    Value::Object(map)
}

fn text(located: Option<&Located<String>>) -> Option<&str> {
    located.map(|l| l.value.as_str())
}

fn texts(located: &[Located<String>]) -> Vec<&str> {
    located.iter().map(|l| l.value.as_str()).collect()
}
