//! What is known about one binary: the words that rules and reports use.

use diagnostic::{Fact, Located, Problem};
use image::{Arch, Format, ImportCounts, Kind, Loading};

use crate::Linked;

/// Everything that the bytes of one image prove.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The container format.
    pub format: Format,
    /// The image is a member of an `ar` archive or a slice of a universal file: `member go.o`, `slice arm64`.
    pub container: Option<String>,
    /// `GOOS`.
    pub os: Fact<String>,
    /// The machine.
    pub arch: Arch,
    /// What the header says the image is.
    pub kind: Kind,
    /// `None` if nothing in the bytes is Go's.
    pub go: Option<Go>,
    /// Which cgo is linked in.
    pub cgo: Cgo,
    /// How it was linked.
    pub link: Link,
    /// How it asks to be loaded.
    pub loading: Loading,
    /// Every undefined symbol; empty where [`crate::Scope::Summary`] left the names out.
    pub imports: Vec<ImportedSymbol>,
    /// How many undefined symbols there are.
    pub import_counts: ImportCounts,
    /// What the Go runtime in it does.
    pub runtime: Runtime,
    /// What else is linked in, and which paths it names.
    pub linked: Linked,
    /// The packer, if it is packed (`UPX 3.96`).
    pub packed: Option<Located<String>>,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

impl Facts {
    /// Facts of an image of which nothing is known beyond its header: no Go, no cgo, nothing to load.
    #[must_use]
    pub fn blank(format: Format, arch: Arch, kind: Kind) -> Self {
        Self {
            format,
            container: None,
            os: Fact::default(),
            arch,
            kind,
            go: None,
            cgo: Cgo::default(),
            link: Link::default(),
            loading: Loading::default(),
            imports: Vec::new(),
            import_counts: ImportCounts::default(),
            runtime: Runtime::default(),
            linked: Linked::default(),
            packed: None,
            problems: Vec::new(),
        }
    }
}

/// That it is a Go binary, and which.
#[derive(Clone, Debug, Default)]
pub struct Go {
    /// `go1.27.3`, with any suffix, or a range such as `go1.20 or newer` when only tables tell.
    pub version: Fact<String>,
    /// What the version was read from.
    pub version_source: VersionSource,
    /// The build info, where there is one.
    pub build_info: Option<BuildInfo>,
    /// Go's own build ID.
    pub build_id: Option<Located<String>>,
    /// The function table.
    pub pclntab: Option<TableSummary>,
}

/// What the Go version was read from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum VersionSource {
    /// Nothing tells.
    #[default]
    Unknown,
    /// The build info.
    BuildInfo,
    /// The variable `runtime.buildVersion`, which the runtime's code loads.
    RuntimeVariable,
    /// The layout of the tables; a range.
    Tables,
    /// A Go object file's first line.
    ObjectHeader,
    /// The `producers` section of a WASM module.
    Producers,
    /// The `go:buildid`-style producer string of DWARF.
    Dwarf,
}

/// The function table in short.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableSummary {
    /// Where it starts, and how it was found: `section`, `scan`, `moduledata`.
    pub place: diagnostic::Place,
    /// How it was found.
    pub found_by: &'static str,
    /// The magic as stored.
    pub magic: u32,
    /// The layout that was decoded: `1.2`, `1.16`, `1.18`, `1.20`.
    pub layout: &'static str,
    /// Functions.
    pub functions: u64,
}

/// The build info blob.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BuildInfo {
    /// Where the blob starts.
    pub place: diagnostic::Place,
    /// `inline` (Go 1.18 and newer), `pointer` (older), or [`BuildInfo::MODULE_TEXT`].
    pub form: &'static str,
    /// The Go version, verbatim; empty for [`BuildInfo::MODULE_TEXT`].
    pub version: String,
    /// `path` line: the main package.
    pub path: Option<String>,
    /// `mod` line: the main module.
    pub main: Option<Module>,
    /// `dep` lines.
    pub deps: Vec<Module>,
    /// `build` lines, in order.
    pub settings: Vec<Located<(String, String)>>,
}

impl BuildInfo {
    /// The form of a module text that stands alone, without the blob that `go version` reads.
    pub const MODULE_TEXT: &'static str = "module text";

    /// The value of a setting: `CGO_ENABLED`, `-buildmode`, `vcs.revision`.
    #[must_use]
    pub fn setting(&self, key: &str) -> Option<&str> {
        self.located(key).map(|s| s.value.1.as_str())
    }

    /// A setting with its place.
    #[must_use]
    pub fn located(&self, key: &str) -> Option<&Located<(String, String)>> {
        self.settings.iter().find(|s| s.value.0 == key)
    }
}

/// One module of the build.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Module {
    /// Its line in the build info.
    pub place: diagnostic::Place,
    /// Module path.
    pub path: String,
    /// Version, `(devel)`, or empty.
    pub version: String,
    /// `h1:` checksum, or empty.
    pub sum: String,
    /// What it was replaced by.
    pub replace: Option<Box<Module>>,
}

/// How much cgo is in the binary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CgoState {
    /// No trace of `runtime/cgo`.
    None,
    /// `runtime/cgo` and no call into C that leaves a trace (constants-only cgo looks the same).
    RuntimeOnly,
    /// Calls only from the standard library.
    Std,
    /// Calls or exports of packages outside the standard library.
    User,
    /// No `runtime/cgo`, but its role is played by another package (purego's `fakecgo`), or symbols are
    /// imported dynamically without it.
    Fake,
    /// Linked by the host linker without `runtime/cgo`.
    Broken,
}

impl CgoState {
    /// The name in machine output: `none`, `runtime-only`, `std`, `user`, `fake`, `broken`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::RuntimeOnly => "runtime-only",
            Self::Std => "std",
            Self::User => "user",
            Self::Fake => "fake",
            Self::Broken => "broken",
        }
    }
}

/// Which cgo is linked in.
#[derive(Clone, Debug, Default)]
pub struct Cgo {
    /// The state.
    pub state: Fact<CgoState>,
    /// Packages whose wrappers or exports are in the function table, sorted by import path.
    pub packages: Vec<CgoPackage>,
    /// What the evidence cannot tell, as clauses: constants-only cgo, absent function table.
    pub limits: Vec<String>,
    /// `runtime.iscgo` as the file initialises it.
    pub iscgo: Fact<bool>,
    /// `_cgo_init` as the file initialises it: the address of `x_cgo_init`, or 0.
    pub cgo_init: Fact<u64>,
    /// Virtual address of `runtime.iscgo` at load bias 0, for reading a live process or a core.
    pub iscgo_address: Option<u64>,
    /// Virtual address of `_cgo_init` at load bias 0.
    pub cgo_init_address: Option<u64>,
}

/// One package that crosses into C.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CgoPackage {
    /// Import path, unescaped.
    pub path: String,
    /// Part of the Go distribution.
    pub std: bool,
    /// C functions called (`_Cfunc_X`, `_C2func_X`), sorted, without prefix.
    pub functions: Vec<String>,
    /// Go functions exported to C (`_cgoexp_…_X`), sorted.
    pub exports: Vec<String>,
    /// Functions that the cgo command wrote for it, of every kind.
    pub wrappers: u64,
    /// The first function of the package that proves it.
    pub evidence: Vec<diagnostic::Evidence>,
}

/// What the file as a whole is to its loader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LinkMode {
    /// Needs no loader and sits at a fixed address.
    Static,
    /// Needs no loader and relocates itself.
    StaticPie,
    /// Needs a loader and libraries.
    Dynamic,
    /// Needs a loader, but no library.
    DynamicWithoutLibraries,
    /// A shared library (c-shared).
    SharedLibrary,
    /// A Go plugin.
    Plugin,
    /// An archive (c-archive, Go `.a`) or object.
    Archive,
}

impl LinkMode {
    /// The name in machine output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Static => "static",
            Self::StaticPie => "static-pie",
            Self::Dynamic => "dynamic",
            Self::DynamicWithoutLibraries => "dynamic-without-libraries",
            Self::SharedLibrary => "shared-library",
            Self::Plugin => "plugin",
            Self::Archive => "archive",
        }
    }
}

/// Who wrote the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Linking {
    /// `cmd/link` alone.
    Internal,
    /// The host's linker.
    External,
}

impl Linking {
    /// The name in machine output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Internal => "internal",
            Self::External => "external",
        }
    }
}

/// How the binary was linked.
#[derive(Clone, Debug, Default)]
pub struct Link {
    /// What it is to its loader.
    pub mode: Fact<LinkMode>,
    /// Who wrote it.
    pub linking: Fact<Linking>,
    /// Highest version needed by prefix, sorted: `("GLIBC", "2.34")`.
    pub max_versions: Vec<(String, String)>,
    /// Every version of glibc that is needed, in table order.
    pub glibc: Vec<GlibcNeed>,
}

/// One version of glibc that the loader must find, and who asks for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GlibcNeed {
    /// Without `GLIBC_`: `2.34`, `PRIVATE`, `ABI_DT_RELR`.
    pub version: String,
    /// Its absence only warns.
    pub weak: bool,
    /// Where in the version-needs table.
    pub place: diagnostic::Place,
    /// How many dynamic symbols ask for it.
    pub symbols: u64,
    /// The first of them, at most eight; whether they are bound late is not told.
    pub named: Vec<ImportedSymbol>,
}

/// One undefined symbol and who wants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedSymbol {
    /// Name without version.
    pub name: String,
    /// Version, if any.
    pub version: Option<String>,
    /// Library that must have it, if the file says.
    pub library: Option<String>,
    /// May stay unresolved.
    pub weak: bool,
    /// Bound at the first call.
    pub lazy: Option<bool>,
    /// Go packages whose cgo wrappers name it; empty where nothing tells.
    pub packages: Vec<String>,
    /// Where.
    pub place: diagnostic::Place,
}

/// How names are looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lookup {
    /// The package is not linked.
    NotLinked,
    /// Go's own code.
    Go,
    /// The C library, through cgo.
    Cgo,
    /// The operating system's own interface without cgo (Windows, darwin's libSystem).
    System,
}

impl Lookup {
    /// The name in machine output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotLinked => "not-linked",
            Self::Go => "go",
            Self::Cgo => "cgo",
            Self::System => "system",
        }
    }
}

/// What the Go runtime and standard library in the binary do.
#[derive(Clone, Debug, Default)]
pub struct Runtime {
    /// How package net resolves host names.
    pub dns: Fact<Lookup>,
    /// How package os/user finds users.
    pub users: Fact<Lookup>,
    /// `time/tzdata` is embedded.
    pub tzdata: Fact<bool>,
    /// `golang.org/x/crypto/x509roots/fallback` is embedded.
    pub x509_roots: Fact<bool>,
    /// Package plugin is linked with a working `Open`.
    pub plugin: Fact<bool>,
    /// Package plugin is linked, and its `Open` only refuses.
    pub plugin_stub: Fact<bool>,
    /// The race, memory or address sanitizer is linked: `race`, `msan`, `asan`.
    pub sanitizer: Fact<Option<String>>,
    /// FIPS 140: what was asked for and what is linked.
    pub fips: Fips,
    /// CPU level asked of the compiler: `v3`, `7,hardfloat`.
    pub cpu_level: Fact<String>,
}

/// FIPS 140 state.
#[derive(Clone, Debug, Default)]
pub struct Fips {
    /// `GOEXPERIMENT=boringcrypto` in the build info.
    pub boring_asked: Fact<bool>,
    /// `BoringSSL` functions are linked.
    pub boring_linked: Fact<bool>,
    /// `GOFIPS140` in the build info: `off`, `latest`, `v1.0.0`.
    pub module: Fact<String>,
    /// `fips140` in the default GODEBUG.
    pub default_mode: Fact<String>,
}
