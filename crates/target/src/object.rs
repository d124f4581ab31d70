//! One ELF file of a target, opened once and shared by every verdict of a run.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, OnceLock};

use crate::{Loader, identify};

use image::{Definition, Library, OpenError, SymbolIndex, UndefinedSymbols};

/// The bytes of a file, mapped or read.
pub type Bytes = Arc<dyn AsRef<[u8]> + Send + Sync>;

/// An ELF file: what its loader reads, and its symbols on demand.
pub struct Object {
    /// What the loader reads of it.
    pub facts: Library,
    exports: Exports,
    bytes: Option<Bytes>,
    undefined: OnceLock<UndefinedSymbols>,
    loader: OnceLock<Option<Loader>>,
    folders: OnceLock<Vec<String>>,
}

/// What is known of the symbols that a file defines.
#[derive(Clone, Debug)]
pub enum Exports {
    /// Its own tables, read in place.
    Table(SymbolIndex),
    /// Listed by a profile: every name, each with its versions. An empty version is a symbol without one.
    Listed(BTreeMap<String, Vec<String>>),
    /// It defines nothing that the loader can find.
    Nothing,
    /// Not known.
    Unknown,
}

impl Object {
    /// Reads an ELF file.
    ///
    /// # Errors
    /// When its header cannot be read.
    pub fn read(bytes: Bytes) -> Result<Self, OpenError> {
        let (facts, index) = Library::parse((*bytes).as_ref())?;
        Ok(Self {
            facts,
            exports: index.map_or(Exports::Nothing, Exports::Table),
            bytes: Some(bytes),
            undefined: OnceLock::new(),
            loader: OnceLock::new(),
            folders: OnceLock::new(),
        })
    }

    /// A file known from data alone: what it needs of others is `undefined`, empty where a profile vouches for
    /// the package as a whole.
    #[must_use]
    pub fn known(facts: Library, exports: Exports, undefined: UndefinedSymbols) -> Self {
        Self {
            facts,
            exports,
            bytes: None,
            undefined: OnceLock::from(undefined),
            loader: OnceLock::new(),
            folders: OnceLock::new(),
        }
    }

    /// Its bytes, where there are any.
    #[must_use]
    pub fn bytes(&self) -> Option<&[u8]> {
        self.bytes.as_ref().map(|bytes| (**bytes).as_ref())
    }

    /// What is known of its symbols.
    #[must_use]
    pub const fn exports(&self) -> &Exports {
        &self.exports
    }

    /// The entries of its symbol table with that name; empty unless the exports are a table.
    #[must_use]
    pub fn entries(&self, name: &str, hash: u32) -> Vec<Definition> {
        match (&self.exports, self.bytes()) {
            (Exports::Table(index), Some(bytes)) => index.entries(bytes, name, hash),
            _ => Vec::new(),
        }
    }

    /// The symbols that the loader must find elsewhere; read at the first call.
    #[must_use]
    pub fn undefined(&self) -> &UndefinedSymbols {
        self.undefined.get_or_init(|| {
            let bytes = self.bytes().unwrap_or_default();
            image::undefined_symbols(bytes).unwrap_or_default()
        })
    }
}

impl Object {
    /// Which dynamic loader this is, by its own words; `None` if it is none that is modelled here.
    #[must_use]
    pub fn loader(&self) -> Option<Loader> {
        let bytes = self.bytes().unwrap_or_default();
        let soname = self.facts.soname.as_deref();
        *self.loader.get_or_init(|| identify::loader(bytes, soname))
    }

    /// The folders that this loader, one of glibc's, was built to search.
    #[must_use]
    pub fn built_in_folders(&self) -> &[String] {
        let bytes = self.bytes().unwrap_or_default();
        self.folders.get_or_init(|| identify::folders(bytes))
    }
}

impl fmt::Debug for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Object")
            .field("facts", &self.facts)
            .finish_non_exhaustive()
    }
}
