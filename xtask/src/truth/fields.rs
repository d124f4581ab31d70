//! The fields that are compared: where each stands in a row of the truth and in a record of cgone.

use serde_json::{Map as Object, Value, json};

use self::Read::{At, By};

/// One field with one value: its name, the truth's value, cgone's value in the truth's words.
pub(super) struct Field(pub(super) &'static str, pub(super) Read, pub(super) Read);

/// How a value is read.
pub(super) enum Read {
    /// It stands there.
    At(&'static str),
    /// It follows from what stands there.
    By(fn(&Value) -> Option<Value>),
}

impl Read {
    /// The value; `None` if the side does not speak about it.
    pub(super) fn of(&self, side: &Value) -> Option<Value> {
        match self {
            At(pointer) => side.pointer(pointer).cloned(),
            By(read) => read(side),
        }
    }
}

/// A field with an entry a key.
pub(super) struct Map {
    /// The part of the name before the key.
    pub(super) name: &'static str,
    /// The truth's entries; `None` where the truth does not speak.
    pub(super) theirs: fn(&Value) -> Option<Object<String, Value>>,
    /// cgone's entries.
    pub(super) ours: fn(&Value) -> Object<String, Value>,
}

/// Every name, as the report groups them.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    let fields = FIELDS.iter().map(|field| field.0);
    std::iter::once("is_go")
        .chain(fields)
        .chain(MAPS.iter().map(|map| map.name))
}

/// The field of the record whose evidence belongs to a compared field.
pub(super) fn evidence(name: &str) -> &str {
    match name {
        "cgo.linked" | "cgo.kind" | "cgo.user" | "cgo.fake" => "cgo.state",
        "runtime.boring" => "runtime.fips.boring_linked",
        same => same,
    }
}

pub(super) const FIELDS: &[Field] = &[
    Field("format", At("/format"), At("/format")),
    Field("os", At("/settings/GOOS"), At("/os")),
    Field("arch", By(arch), At("/arch")),
    Field("go.version", By(null_if_absent_version), By(version)),
    Field("go.main", By(null_if_absent_main), By(main_package)),
    Field("cgo.linked", By(linked), By(our_linked)),
    Field("cgo.kind", By(kind), By(our_kind)),
    Field("cgo.user", By(user), By(|r| state_is(r, "user"))),
    Field("cgo.fake", By(fake), By(|r| state_is(r, "fake"))),
    Field("functions", By(functions), At("/go/pclntab/functions")),
    Field("layout", By(layout), At("/go/pclntab/layout")),
    Field("link.interpreter", At("/interp"), At("/link/interpreter")),
    Field("link.needed", At("/needed"), At("/link/needed")),
    Field(
        "link.glibc",
        At("/max_glibc"),
        At("/link/max_versions/GLIBC"),
    ),
    Field("link.soname", At("/soname"), At("/link/soname")),
    Field("link.rpath", At("/rpath"), By(rpath)),
    Field("link.pie", At("/pie"), At("/link/pie")),
    Field("link.relro", At("/relro_seg"), By(relro)),
    Field("link.bind_now", At("/bind_now"), At("/link/bind_now")),
    Field("link.nx", By(nx), At("/link/nx")),
    Field("link.textrel", At("/textrel"), At("/link/textrel")),
    Field("link.tls", At("/tls_seg"), At("/link/tls")),
    Field("link.symtab", At("/symtab"), At("/link/symtab")),
    Field("link.dynsym", At("/dynsym"), At("/link/dynsym")),
    Field("link.dwarf", At("/dwarf"), At("/link/dwarf")),
    Field("runtime.dns", By(dns), By(our_dns)),
    Field("runtime.users", By(users), By(our_users)),
    Field(
        "runtime.boring",
        At("/pcln/Boring"),
        At("/runtime/fips/boring_linked"),
    ),
];

pub(super) const MAPS: &[Map] = &[
    Map {
        name: "settings",
        theirs: |t| object(t, "/settings"),
        ours: settings,
    },
    Map {
        name: "wrappers",
        theirs: their_wrappers,
        ours: wrappers,
    },
];

fn text<'v>(value: &'v Value, pointer: &str) -> Option<&'v str> {
    value.pointer(pointer).and_then(Value::as_str)
}

fn object(value: &Value, pointer: &str) -> Option<Object<String, Value>> {
    value.pointer(pointer).and_then(Value::as_object).cloned()
}

/// `readelf`'s name of the machine, as a GOARCH. Every 64-bit MIPS of the corpus is little-endian.
fn arch(truth: &Value) -> Option<Value> {
    let goarch = match (text(truth, "/machine")?, text(truth, "/class")?) {
        ("Advanced Micro Devices X86-64", "ELF64") => "amd64",
        ("AArch64", _) => "arm64",
        ("Intel 80386", _) => "386",
        ("ARM", _) => "arm",
        ("LoongArch", "ELF64") => "loong64",
        ("RISC-V", "ELF64") => "riscv64",
        ("MIPS R3000", "ELF64") => "mips64le",
        ("PowerPC64", _) => "ppc64le",
        ("IBM S/390", "ELF64") => "s390x",
        (other, _) => other,
    };
    Some(json!(goarch))
}

/// The truth is what `go version` prints; it leaves out what that cannot read.
fn null_if_absent_version(truth: &Value) -> Option<Value> {
    Some(truth.get("go").cloned().unwrap_or_default())
}

fn null_if_absent_main(truth: &Value) -> Option<Value> {
    Some(truth.get("main_path").cloned().unwrap_or_default())
}

/// The truth is what `go version -m` prints, which knows no other source than the build info's blob: what
/// cgone finds elsewhere (a module text without blob) the truth neither confirms nor denies.
fn from_blob<'r>(record: &'r Value, pointer: &str) -> Option<&'r Value> {
    text(record, "/go/build_info/form").filter(|form| ["inline", "pointer"].contains(form))?;
    record.pointer(pointer)
}

fn main_package(record: &Value) -> Option<Value> {
    from_blob(record, "/go/main").cloned()
}

fn settings(record: &Value) -> Object<String, Value> {
    let settings = from_blob(record, "/go/settings").and_then(Value::as_object);
    settings.cloned().unwrap_or_default()
}

/// As [`from_blob`].
fn version(record: &Value) -> Option<Value> {
    let from_build_info = text(record, "/go/version_source") == Some("build-info");
    record
        .pointer("/go/version")
        .filter(|_| from_build_info)
        .cloned()
}

/// `null` is "undecidable" for the truth: nothing to compare.
fn linked(truth: &Value) -> Option<Value> {
    truth
        .get("cgo_linked")
        .filter(|linked| !linked.is_null())
        .cloned()
}

fn state(record: &Value) -> Option<&str> {
    text(record, "/cgo/state")
}

fn our_linked(record: &Value) -> Option<Value> {
    match state(record)? {
        "none" | "broken" => Some(json!(false)),
        "runtime-only" | "std" | "user" | "fake" => Some(json!(true)),
        _ => None,
    }
}

fn kind(truth: &Value) -> Option<Value> {
    truth
        .get("cgo_kind")
        .filter(|kind| kind.as_str() != Some("unknown"))
        .cloned()
}

fn our_kind(record: &Value) -> Option<Value> {
    match state(record)? {
        "none" | "broken" => Some(json!("none")),
        "runtime-only" => Some(json!("runtime/cgo only")),
        "std" | "user" => Some(json!("cgo")),
        "fake" => Some(json!("fakecgo(purego)")),
        _ => None,
    }
}

fn state_is(record: &Value, name: &str) -> Option<Value> {
    state(record).map(|state| json!(state == name))
}

/// What the truth read from the function table, if it found one.
fn pclntab<'t>(truth: &'t Value, name: &str) -> Option<&'t Value> {
    let table = truth.get("pcln")?;
    text(table, "/Magic").filter(|magic| !magic.is_empty())?;
    table.get(name)
}

/// A package of one's own calls C. The truth does not say whose the exports are, so without such a call but
/// with exports there is nothing to compare.
fn user(truth: &Value) -> Option<Value> {
    let mut packages = pclntab(truth, "CfuncPkgs")?
        .as_object()
        .into_iter()
        .flatten();
    let calls = packages.any(|(path, _)| !is_std(path));
    let exports = pclntab(truth, "Cgoexp")?.as_u64()? > 0;
    (calls || !exports).then(|| json!(calls))
}

/// Import paths of the standard library have no dot in their first element.
fn is_std(path: &str) -> bool {
    path != "main" && !path.split('/').next().unwrap_or_default().contains('.')
}

fn fake(truth: &Value) -> Option<Value> {
    Some(json!(pclntab(truth, "FakeCgo")?.as_u64()? > 0))
}

fn functions(truth: &Value) -> Option<Value> {
    pclntab(truth, "NFuncs").cloned()
}

/// `go1.20+` → `1.20`.
fn layout(truth: &Value) -> Option<Value> {
    let magic = pclntab(truth, "Magic")?.as_str()?;
    Some(json!(magic.trim_start_matches("go").trim_end_matches('+')))
}

fn rpath(record: &Value) -> Option<Value> {
    let paths = ["/link/rpath", "/link/runpath"]
        .into_iter()
        .filter_map(|p| record.pointer(p)?.as_array());
    paths.flatten().next().cloned()
}

fn relro(record: &Value) -> Option<Value> {
    text(record, "/link/relro").map(|relro| json!(relro != "none"))
}

/// A file without the program header leaves the decision to the kernel.
fn nx(truth: &Value) -> Option<Value> {
    text(truth, "/gnu_stack").map(|flags| json!(!flags.contains('E')))
}

fn dns(truth: &Value) -> Option<Value> {
    pclntab(truth, "NetCgo").cloned()
}

fn our_dns(record: &Value) -> Option<Value> {
    text(record, "/runtime/dns").map(|dns| json!(dns == "cgo"))
}

fn their_wrappers(truth: &Value) -> Option<Object<String, Value>> {
    let packages = pclntab(truth, "CfuncPkgs")?;
    Some(packages.as_object().cloned().unwrap_or_default())
}

/// `UserCgo` is about package os/user.
fn users(truth: &Value) -> Option<Value> {
    pclntab(truth, "UserCgo").cloned()
}

fn our_users(record: &Value) -> Option<Value> {
    text(record, "/runtime/users").map(|users| json!(users == "cgo"))
}

/// C functions called, by package.
fn wrappers(record: &Value) -> Object<String, Value> {
    let packages = record.pointer("/cgo/by_package").and_then(Value::as_array);
    let entry = |package: &Value| {
        let functions = package.get("functions")?.as_array()?.len();
        (functions > 0).then_some(())?;
        Some((text(package, "/path")?.to_owned(), json!(functions)))
    };
    packages.into_iter().flatten().filter_map(entry).collect()
}
