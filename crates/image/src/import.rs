//! Symbols that the loader must find in other objects.

use diagnostic::Place;

/// One undefined symbol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import<'d> {
    /// Name without version.
    pub name: &'d str,
    /// The version asked for (`GLIBC_2.34`), if any.
    pub version: Option<&'d str>,
    /// The library that must have it: the version's file, the Mach-O ordinal, the PE import descriptor.
    pub library: Option<&'d str>,
    /// May stay unresolved.
    pub weak: bool,
    /// A function, where the format says: by the symbol's type, or by a slot in the PLT, which is only ever
    /// called. `None` for `STT_NOTYPE` without one.
    pub function: Option<bool>,
    /// Bound at the first call rather than at start. `None` where no relocation tells.
    pub lazy: Option<bool>,
    /// Table, index and offset.
    pub place: Place,
}

/// What [`crate::Image::imports`] read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imports<'d> {
    /// In table order.
    pub symbols: Vec<Import<'d>>,
    /// Whether some undefined symbols may be missing from `symbols`, and why.
    pub incomplete: Option<String>,
}

/// The dynamic symbols that ask for one symbol version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionUsers<'d> {
    /// Index in [`crate::Loading::version_needs`].
    pub need: usize,
    /// How many there are.
    pub symbols: u64,
    /// The first of them, in table order; `lazy` is not told.
    pub first: Vec<Import<'d>>,
}

/// How many symbols the loader must find elsewhere, for a reader who does not want their names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ImportCounts {
    /// Undefined symbols.
    pub symbols: usize,
    /// Of those, the ones bound at their first call.
    pub lazy: usize,
    /// There may be more than `symbols`: too many exported symbols to look at each.
    pub at_least: bool,
}
