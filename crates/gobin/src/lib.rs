//! Image to Go facts: what the bytes of one binary prove about the Go program in it.
//!
//! Nothing here opens a file; a value is said only with the places it was read from, and "unknown" comes
//! with what is missing.

mod buildinfo;
mod cgo;
mod code;
mod facts;
mod fips;
mod imports;
mod inventory;
mod link;
mod linked;
mod modinfo;
mod moduledata;
mod packed;
mod pclntab;
mod read;
mod runtime;
mod runtime_cgo;
mod stubs;
mod version;

pub use facts::{
    BuildInfo, Cgo, CgoPackage, CgoState, Facts, Fips, GlibcNeed, Go, ImportedSymbol, Link,
    LinkMode, Linking, Lookup, Module, Runtime, TableSummary, VersionSource,
};
pub use link::compare_versions;
pub use linked::{Linked, LinkedPackage, LinkedStub};
pub use read::{Scope, read, read_scope};
pub use runtime_cgo::is_import_of_runtime_cgo;
pub use stubs::{STUBS, Stub};
