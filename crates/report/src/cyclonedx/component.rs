//! The parts of a bill: the binary, the modules in it, the libraries that it needs.

use diagnostic::{Located, Place};
use gobin::{Facts, Go, LinkMode, Module, VersionSource};
use serde_json::{Map, Value, json};

use super::purl;
use crate::field;
use crate::format::Listed;
use crate::{Record, uri};

/// The binary itself, without evidence: it is what the bill is about.
pub(super) fn binary(record: &Record) -> Listed {
    let facts = &record.facts;
    let name = record
        .path
        .rsplit('/')
        .next()
        .filter(|name| !name.is_empty());
    let main = facts.go.as_ref().and_then(main_module);
    let mut component = Map::new();
    let mut put = |key: &str, value: Value| component.insert(key.to_owned(), value);
    put("type", json!(kind(facts)));
    put("bom-ref", json!(binary_key(record)));
    put("name", json!(name.unwrap_or(&record.path)));
    if let Some(version) = main.and_then(|main| purl::released(&main.version)) {
        put("version", json!(version));
    }
    // The digest is of the file as it is stored: no slice and no member has it.
    if let (Some(hash), None) = (&record.sha256, &facts.container) {
        put("hashes", json!([{"alg": "SHA-256", "content": hash}]));
    }
    put("properties", properties(record));
    Listed {
        key: binary_key(record),
        text: Value::Object(component).to_string(),
        also: Vec::new(),
    }
}

fn binary_key(record: &Record) -> String {
    let (uri::FileUri::Relative(uri) | uri::FileUri::Absolute(uri)) = uri::of_path(&record.path);
    match &record.facts.container {
        Some(container) => format!("binary:{uri}#{}", uri::segment(container)),
        None => format!("binary:{uri}"),
    }
}

fn kind(facts: &Facts) -> &'static str {
    match facts.link.mode.value {
        Some(LinkMode::SharedLibrary | LinkMode::Plugin | LinkMode::Archive) => "library",
        _ => "application",
    }
}

/// Every known fact under its name in machine output.
fn properties(record: &Record) -> Value {
    let mut properties = vec![
        property("cgone:path", &record.path),
        property("cgone:format", record.format()),
        property("cgone:arch", &record.facts.arch.to_string()),
    ];
    if let Some(container) = &record.facts.container {
        properties.push(property("cgone:container", container));
    }
    if let Some(placed) = &record.placed {
        properties.push(property("cgone:image", &placed.image));
        properties.push(property("cgone:image:platform", &placed.platform));
        properties.push(property("cgone:image:path", &placed.path));
    }
    for field in field::all(&record.facts) {
        let text = match field.value {
            Value::Null => continue,
            Value::String(text) => text,
            other => other.to_string(),
        };
        properties.push(property(&format!("cgone:{}", field.name), &text));
    }
    Value::Array(properties)
}

fn property(name: &str, value: &str) -> Value {
    json!({"name": name, "value": value})
}

fn main_module(go: &Go) -> Option<&Module> {
    go.build_info.as_ref()?.main.as_ref()
}

/// The standard library, the main module and every dependency that the build info names.
pub(super) fn modules(record: &Record) -> Vec<Listed> {
    let Some(go) = &record.facts.go else {
        return Vec::new();
    };
    let mut all = vec![standard_library(record, go)];
    if let Some(info) = &go.build_info {
        let named = info.main.iter().chain(&info.deps);
        all.extend(named.map(|module| listed_module(record, module, &info.place)));
    }
    all
}

fn standard_library(record: &Record, go: &Go) -> Listed {
    let known = go
        .version
        .value
        .as_deref()
        .filter(|_| go.version_source != VersionSource::Tables);
    let number = known.and_then(|v| v.strip_prefix("go"));
    let number = number.and_then(|v| v.split_whitespace().next());
    let number = number.and_then(purl::released).unwrap_or_default();
    let purl = purl::of_module("stdlib", number).unwrap_or_default();
    let mut component = json!({
        "type": "library",
        "bom-ref": purl,
        "name": "stdlib",
        "description": "the Go runtime and standard library",
        "purl": purl,
    });
    if let (Some(fields), false) = (component.as_object_mut(), number.is_empty()) {
        fields.insert("version".into(), json!(number));
    }
    let evidence = go.version.evidence.first().map(|e| &e.place);
    listed(record, purl, &component, evidence)
}

/// What was compiled: where a module was replaced, that is the replacement.
fn listed_module(record: &Record, module: &Module, place: &Place) -> Listed {
    let built = module.replace.as_deref().unwrap_or(module);
    let purl = purl::of_module(&built.path, &built.version);
    let key = purl
        .clone()
        .unwrap_or_else(|| format!("module:{}", built.path));
    let key = match &module.replace {
        Some(_) => format!("{key}#{}@{}", module.path, module.version),
        None => key,
    };
    let mut component = Map::new();
    component.insert("type".into(), json!("library"));
    component.insert("bom-ref".into(), json!(key));
    component.insert("name".into(), json!(built.path));
    if let Some(version) = purl::released(&built.version) {
        component.insert("version".into(), json!(version));
    }
    component.extend(purl.map(|purl| ("purl".to_owned(), json!(purl))));
    let mut properties = Vec::new();
    if module.replace.is_some() {
        let replaced = format!("{}@{}", module.path, module.version);
        properties.push(property("cgone:go:replaces", &replaced));
    }
    if !built.sum.is_empty() {
        properties.push(property("cgone:go:sum", &built.sum));
    }
    if !properties.is_empty() {
        component.insert("properties".into(), Value::Array(properties));
    }
    listed(record, key, &Value::Object(component), Some(place))
}

/// The loader and the libraries that must be there when the program starts. They are known by name alone:
/// which file it will be, and which version, the target decides.
pub(super) fn libraries(record: &Record) -> Vec<Listed> {
    let loading = &record.facts.loading;
    let loader = loading.interpreter.iter().map(|l| ("loader", l));
    let needed = loading.needed.iter().map(|l| ("shared library", l));
    loader
        .chain(needed)
        .map(|(role, l)| library(record, role, l))
        .collect()
}

fn library(record: &Record, role: &str, library: &Located<String>) -> Listed {
    let key = format!("{role}:{}", library.value);
    let component = json!({
        "type": "library",
        "bom-ref": key,
        "name": library.value,
        "scope": "required",
        "properties": [
            property("cgone:role", role),
            property("cgone:linkage", "not in the binary: loaded when the program starts"),
        ],
    });
    listed(record, key, &component, Some(&library.place))
}

/// A component, and the place in this binary that names it.
fn listed(record: &Record, key: String, component: &Value, place: Option<&Place>) -> Listed {
    let mut occurrence = json!({"location": record.path});
    if let (Some(fields), Some(place)) = (occurrence.as_object_mut(), place) {
        fields.insert("additionalContext".into(), json!(place.to_string()));
        // The schema's integers are those of JSON: a place in memory may lie above.
        if let Some(offset) = place.offset.and_then(|at| i64::try_from(at).ok()) {
            fields.insert("offset".into(), json!(offset));
        }
    }
    Listed {
        key,
        text: component.to_string(),
        also: vec![occurrence.to_string()],
    }
}
