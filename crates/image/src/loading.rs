//! How an image asks to be loaded, in words that all formats share.

use diagnostic::{Fact, Located, Place};

/// How much of the relocation data is read-only after start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relro {
    /// No `PT_GNU_RELRO`.
    None,
    /// `PT_GNU_RELRO`, the PLT's table still writable.
    Partial,
    /// `PT_GNU_RELRO` and everything bound at start.
    Full,
}

/// How thread-local storage is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TlsModel {
    /// A fixed offset from the thread pointer, known when linked (`PT_TLS`, no TLS relocation).
    LocalExec,
    /// A fixed offset, filled in by the loader (`DF_STATIC_TLS` or a `TPOFF` relocation).
    InitialExec,
    /// Through `__tls_get_addr` or a TLS descriptor.
    Dynamic,
}

/// One symbol version that a library must have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionNeed {
    /// The library (`vn_file`).
    pub library: String,
    /// The version (`GLIBC_2.34`).
    pub version: String,
    /// The index that `.gnu.version` uses for it.
    pub index: u16,
    /// `VER_FLG_WEAK`: its absence only warns.
    pub weak: bool,
    /// Where in the version-needs table.
    pub place: Place,
}

/// Everything that the image asks of its loader.
///
/// `None` and `Fact::default()` mean that the format has no such notion.
#[derive(Clone, Debug, Default)]
pub struct Loading {
    /// `PT_INTERP`, `LC_LOAD_DYLINKER`, XCOFF's loader import path.
    pub interpreter: Option<Located<String>>,
    /// Has a table for a dynamic loader (`PT_DYNAMIC`, `LC_DYLD_INFO`, an import directory).
    pub dynamic: bool,
    /// Libraries, in the order in which they are asked for.
    pub needed: Vec<Located<String>>,
    /// The name that the image gives itself (`DT_SONAME`, `LC_ID_DYLIB`).
    pub soname: Option<Located<String>>,
    /// `DT_RUNPATH`, `LC_RPATH`, unsplit.
    pub runpath: Vec<Located<String>>,
    /// `DT_RPATH`, unsplit.
    pub rpath: Vec<Located<String>>,
    /// Version needs, in table order.
    pub version_needs: Vec<VersionNeed>,
    /// A program that can be loaded at any address.
    pub pie: Fact<bool>,
    /// RELRO.
    pub relro: Fact<Relro>,
    /// Everything is bound at start.
    pub bind_now: Fact<bool>,
    /// The stack is not executable (`PT_GNU_STACK` without `PF_X`, `MH_ALLOW_STACK_EXECUTION` unset, `NX_COMPAT`).
    pub nx: Fact<bool>,
    /// Read-only pages are written at start (`DT_TEXTREL`, `DF_TEXTREL`).
    pub textrel: Fact<bool>,
    /// A static symbol table is present.
    pub symtab: bool,
    /// A dynamic symbol table is present.
    pub dynsym: bool,
    /// DWARF is present.
    pub dwarf: bool,
    /// A TLS segment is present.
    pub tls: bool,
    /// How TLS is reached.
    pub tls_model: Fact<TlsModel>,
    /// The Go build ID note (`.note.go.buildid`), where the format keeps it in a note.
    pub go_build_id: Option<Located<String>>,
    /// The GNU build ID or `LC_UUID`, in hexadecimal.
    pub build_id: Option<Located<String>>,
    /// Oldest kernel or system version that the image accepts (`.note.ABI-tag`, `LC_BUILD_VERSION`, PE's
    /// subsystem version), as `3.2.0`.
    pub minimum_system: Option<Located<String>>,
    /// x86 instruction set levels that `.note.gnu.property` demands, as `x86-64-v2`.
    pub isa_needed: Vec<Located<String>>,
    /// Places where a host linker left its mark: `.init_array`, `.comment`, `.eh_frame`, crt symbols.
    pub host_linker_marks: Vec<Located<String>>,
}
