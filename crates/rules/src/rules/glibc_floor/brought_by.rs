//! Who brings a C function into a Go binary.

use gobin::{Cgo, CgoState, ImportedSymbol};

/// Who asks for a symbol, as far as the bytes tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Bringer<'f> {
    /// Go packages whose wrappers call a function of that name.
    Packages(&'f [String]),
    /// runtime/cgo's own C code.
    RuntimeCgo,
    /// The C library's start code, which the host's linker adds to every program.
    StartCode,
    /// No wrapper names it: C code that was linked in, or an import written by hand.
    Unknown,
}

impl<'f> Bringer<'f> {
    pub(super) fn of(symbol: &'f ImportedSymbol, cgo: &Cgo) -> Self {
        let with_runtime = matches!(
            cgo.state.value,
            Some(CgoState::RuntimeOnly | CgoState::Std | CgoState::User)
        );
        if !symbol.packages.is_empty() {
            Self::Packages(&symbol.packages)
        } else if symbol.name == "__libc_start_main" {
            Self::StartCode
        } else if with_runtime && gobin::is_import_of_runtime_cgo(&symbol.name) {
            Self::RuntimeCgo
        } else {
            Self::Unknown
        }
    }

    /// As the rest of a sentence about the symbol.
    pub(super) fn describe(&self) -> String {
        match self {
            Self::Packages(packages) => format!("called by package {}", packages.join(", ")),
            Self::RuntimeCgo => "used by runtime/cgo".to_owned(),
            Self::StartCode => "called by the C start code".to_owned(),
            Self::Unknown => "used by C code that is linked in".to_owned(),
        }
    }
}
