//! Machine names.

use std::fmt;

/// A machine, by the name that Go gives it, or by the number in the header where Go has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arch {
    /// The `GOARCH` name: `amd64`, `arm64`, `386`, `arm`, `loong64`, `mips`, `mips64`, `mips64le`,
    /// `mipsle`, `ppc64`, `ppc64le`, `riscv64`, `s390x`, `wasm`.
    Go(&'static str),
    /// A machine that Go does not target: the number in the file's header.
    Other(u32),
}

impl Arch {
    /// The `GOARCH` name, if Go targets this machine.
    #[must_use]
    pub const fn goarch(self) -> Option<&'static str> {
        match self {
            Self::Go(name) => Some(name),
            Self::Other(_) => None,
        }
    }
}

impl fmt::Display for Arch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Go(name) => f.write_str(name),
            Self::Other(number) => write!(f, "machine {number}"),
        }
    }
}
