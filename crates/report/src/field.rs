//! Every fact by its field name in machine output, so that no format keeps a list of its own.

use diagnostic::{Evidence, Fact, Located};
use gobin::{CgoState, Facts, Go, LinkMode, Linking, Lookup, VersionSource};
use image::{Arch, Format, Kind, Relro, TlsModel};
use serde_json::{Value, json};

/// One fact: name, value, evidence, and what is missing where there is no value.
pub(crate) struct Field<'f> {
    /// `link.mode`.
    pub(crate) name: &'static str,
    /// `null` where unknown.
    pub(crate) value: Value,
    /// What it rests on.
    pub(crate) evidence: &'f [Evidence],
    /// What would settle it.
    pub(crate) missing: Option<&'f str>,
}

impl<'f> Field<'f> {
    fn new<T: Named>(name: &'static str, fact: &'f Fact<T>) -> Self {
        Self {
            name,
            value: value(fact),
            evidence: &fact.evidence,
            missing: fact.missing.as_deref(),
        }
    }
}

/// The value of a fact in machine output, `null` if unknown.
pub(crate) fn value<T: Named>(fact: &Fact<T>) -> Value {
    fact.value.as_ref().map_or(Value::Null, Named::named)
}

/// Every fact, in the order of machine output.
pub(crate) fn all(facts: &Facts) -> Vec<Field<'_>> {
    let mut fields = vec![Field::new("os", &facts.os)];
    if let Some(go) = &facts.go {
        fields.push(Field::new("go.version", &go.version));
    }
    let (link, loading, runtime) = (&facts.link, &facts.loading, &facts.runtime);
    fields.extend([
        Field::new("cgo.state", &facts.cgo.state),
        Field::new("link.mode", &link.mode),
        Field::new("link.linking", &link.linking),
        Field::new("link.pie", &loading.pie),
        Field::new("link.relro", &loading.relro),
        Field::new("link.bind_now", &loading.bind_now),
        Field::new("link.nx", &loading.nx),
        Field::new("link.textrel", &loading.textrel),
        Field::new("link.tls_model", &loading.tls_model),
        Field::new("runtime.iscgo", &facts.cgo.iscgo),
        Field::new("runtime.cgo_init", &facts.cgo.cgo_init),
        Field::new("runtime.dns", &runtime.dns),
        Field::new("runtime.users", &runtime.users),
        Field::new("runtime.tzdata", &runtime.tzdata),
        Field::new("runtime.x509_roots", &runtime.x509_roots),
        Field::new("runtime.plugin", &runtime.plugin),
        Field::new("runtime.sanitizer", &runtime.sanitizer),
        Field::new("runtime.fips.boring_asked", &runtime.fips.boring_asked),
        Field::new("runtime.fips.boring_linked", &runtime.fips.boring_linked),
        Field::new("runtime.fips.module", &runtime.fips.module),
        Field::new("runtime.fips.default_mode", &runtime.fips.default_mode),
        Field::new("runtime.cpu_level", &runtime.cpu_level),
    ]);
    fields
}

/// The names of all facts of a Go program.
pub(crate) fn names() -> Vec<&'static str> {
    let mut blank = Facts::blank(Format::Elf, Arch::Go("amd64"), Kind::Executable);
    blank.go = Some(Go::default());
    all(&blank).into_iter().map(|field| field.name).collect()
}

/// What was read verbatim, by field name, with the places it was read from.
pub(crate) fn read_verbatim(facts: &Facts) -> Vec<(&'static str, Vec<&Located<String>>)> {
    let loading = &facts.loading;
    let build_id = facts.go.as_ref().and_then(|go| go.build_id.as_ref());
    vec![
        ("go.build_id", build_id.into_iter().collect()),
        ("link.interpreter", loading.interpreter.iter().collect()),
        ("link.needed", loading.needed.iter().collect()),
        ("link.soname", loading.soname.iter().collect()),
        ("link.runpath", loading.runpath.iter().collect()),
        ("link.rpath", loading.rpath.iter().collect()),
        ("link.build_id", loading.build_id.iter().collect()),
        (
            "link.minimum_system",
            loading.minimum_system.iter().collect(),
        ),
        ("link.isa_needed", loading.isa_needed.iter().collect()),
        ("packed", facts.packed.iter().collect()),
    ]
}

/// A value's name in machine output.
pub(crate) trait Named {
    /// A JSON scalar.
    fn named(&self) -> Value;
}

impl Named for bool {
    fn named(&self) -> Value {
        json!(self)
    }
}

impl Named for String {
    fn named(&self) -> Value {
        json!(self)
    }
}

impl Named for Option<String> {
    /// A known absence is `"none"`: `null` is kept for what is not known.
    fn named(&self) -> Value {
        json!(self.as_deref().unwrap_or("none"))
    }
}

impl Named for u64 {
    fn named(&self) -> Value {
        json!(self)
    }
}

impl Named for CgoState {
    fn named(&self) -> Value {
        json!(self.name())
    }
}

impl Named for LinkMode {
    fn named(&self) -> Value {
        json!(self.name())
    }
}

impl Named for Linking {
    fn named(&self) -> Value {
        json!(self.name())
    }
}

impl Named for Lookup {
    fn named(&self) -> Value {
        json!(self.name())
    }
}

impl Named for Relro {
    fn named(&self) -> Value {
        json!(match self {
            Self::None => "none",
            Self::Partial => "partial",
            Self::Full => "full",
        })
    }
}

impl Named for TlsModel {
    fn named(&self) -> Value {
        json!(match self {
            Self::LocalExec => "local-exec",
            Self::InitialExec => "initial-exec",
            Self::Dynamic => "dynamic",
        })
    }
}

impl Named for VersionSource {
    fn named(&self) -> Value {
        match self {
            Self::Unknown => Value::Null,
            Self::BuildInfo => json!("build-info"),
            Self::RuntimeVariable => json!("runtime-variable"),
            Self::Tables => json!("tables"),
            Self::ObjectHeader => json!("object-header"),
            Self::Producers => json!("producers"),
            Self::Dwarf => json!("dwarf"),
        }
    }
}
