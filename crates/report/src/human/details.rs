//! What `--verbose` adds: every C function, every import, the evidence of each fact.

use diagnostic::Evidence;
use gobin::{CgoPackage, ImportedSymbol};
use serde_json::Value;

use super::findings::proof;
use super::palette::Palette;
use super::wrap;
use crate::format::View;
use crate::{Record, escape, field};

pub(super) fn render(record: &Record, view: &View) -> String {
    let facts = &record.facts;
    let palette = Palette::new(view.color);
    let mut text = String::new();
    let mut section = |title: &str, body: String| {
        if !body.is_empty() {
            text.push_str(&format!("\n  {}\n{body}", palette.strong(title)));
        }
    };
    section("build", build(record, view));
    section(
        "calls into C",
        facts
            .cgo
            .packages
            .iter()
            .map(|p| package(p, view))
            .collect(),
    );
    section("imports", facts.imports.iter().map(import).collect());
    section("evidence", evidence(record, palette));
    text
}

/// Settings and dependencies, as recorded.
fn build(record: &Record, view: &View) -> String {
    let go = record.facts.go.as_ref();
    let Some(info) = go.and_then(|go| go.build_info.as_ref()) else {
        return String::new();
    };
    let settings = info
        .settings
        .iter()
        .map(|s| format!("{}={}", s.value.0, s.value.1));
    let deps = info
        .deps
        .iter()
        .map(|dep| format!("dep {} {}", dep.path, dep.version));
    settings
        .chain(deps)
        .map(|line| lines("    ", &line, view))
        .collect()
}

fn package(package: &CgoPackage, view: &View) -> String {
    let mut text = format!("    {}\n", escape(&package.path));
    for (label, names) in [("calls", &package.functions), ("exports", &package.exports)] {
        if !names.is_empty() {
            text.push_str(&lines(
                "      ",
                &format!("{label} {}", names.join(", ")),
                view,
            ));
        }
    }
    for evidence in &package.evidence {
        text.push_str(&format!("      [{}]\n", proof(evidence)));
    }
    text
}

/// `getaddrinfo@GLIBC_2.2.5 from libc.so.6, at the first call, for net`.
fn import(import: &ImportedSymbol) -> String {
    let mut text = import.name.clone();
    if let Some(version) = &import.version {
        text.push_str(&format!("@{version}"));
    }
    if let Some(library) = &import.library {
        text.push_str(&format!(" from {library}"));
    }
    match import.lazy {
        Some(true) => text.push_str(", bound at the first call"),
        Some(false) => text.push_str(", bound at start"),
        None => {}
    }
    if import.weak {
        text.push_str(", weak");
    }
    if !import.packages.is_empty() {
        text.push_str(&format!(", for {}", import.packages.join(", ")));
    }
    format!(
        "    {} [{}]\n",
        escape(&text),
        escape(&import.place.to_string())
    )
}

fn evidence(record: &Record, palette: Palette) -> String {
    let mut text = String::new();
    let mut fact = |name: &str, value: &str, evidence: &[Evidence]| {
        text.push_str(&format!("    {name}: {}\n", escape(value)));
        for one in evidence {
            text.push_str(&format!("      {} {}\n", palette.guide("|"), proof(one)));
        }
    };
    for field in field::all(&record.facts) {
        match (&field.value, field.missing) {
            (Value::Null, Some(missing)) => {
                fact(
                    field.name,
                    &format!("unknown, missing {missing}"),
                    field.evidence,
                );
            }
            (Value::Null, None) => {}
            (Value::String(value), _) => fact(field.name, value, field.evidence),
            (value, _) => fact(field.name, &value.to_string(), field.evidence),
        }
    }
    for (name, read) in field::read_verbatim(&record.facts) {
        for one in read {
            fact(name, &one.value, &[one.evidence()]);
        }
    }
    text
}

fn lines(indent: &str, text: &str, view: &View) -> String {
    let lines = wrap::hang("", indent.len(), &escape(text), view.width);
    lines.into_iter().map(|line| line + "\n").collect()
}
