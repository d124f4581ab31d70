//! One side of a comparison: what is read of a `cgone.audit/1` record. Fields that an older report lacks are
//! as unknown as fields that are `null`.

use std::collections::BTreeMap;

use diagnostic::Level;
use serde::Deserialize;

/// One image of one audit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Build {
    /// `cgone.audit/1`.
    pub(crate) schema: String,
    /// The file, as it was named or found; [`crate::compare`] shortens it to what lies below the side's folder.
    pub path: String,
    /// The part of an archive or of a universal file.
    pub container: Option<String>,
    pub(crate) format: Option<String>,
    pub(crate) os: Option<String>,
    pub(crate) arch: Option<String>,
    pub(crate) go: Option<Go>,
    pub(crate) cgo: Cgo,
    pub(crate) link: Link,
    pub(crate) runtime: Runtime,
    pub(crate) imports: Vec<Import>,
    pub(crate) packed: Option<String>,
    /// What the rules found, at every level.
    pub findings: Vec<Finding>,
    pub(crate) unknown: Vec<Missing>,
    pub(crate) evidence: BTreeMap<String, Vec<Proof>>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct Go {
    pub(crate) version: Option<String>,
    pub(crate) main: Option<String>,
    pub(crate) module: Option<Module>,
    pub(crate) settings: Option<BTreeMap<String, String>>,
    pub(crate) deps: Option<Vec<Module>>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct Module {
    pub(crate) path: String,
    pub(crate) version: String,
    pub(crate) replace: Option<Box<Module>>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct Cgo {
    pub(crate) state: Option<String>,
    pub(crate) by_package: Vec<CgoPackage>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct CgoPackage {
    pub(crate) path: String,
    pub(crate) std: bool,
    pub(crate) functions: Vec<String>,
    pub(crate) exports: Vec<String>,
    pub(crate) evidence: Vec<Proof>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct Link {
    pub(crate) mode: Option<String>,
    pub(crate) linking: Option<String>,
    pub(crate) interpreter: Option<String>,
    pub(crate) needed: Vec<String>,
    pub(crate) soname: Option<String>,
    pub(crate) runpath: Vec<String>,
    pub(crate) rpath: Vec<String>,
    pub(crate) max_versions: BTreeMap<String, String>,
    pub(crate) pie: Option<bool>,
    pub(crate) relro: Option<String>,
    pub(crate) bind_now: Option<bool>,
    pub(crate) nx: Option<bool>,
    pub(crate) textrel: Option<bool>,
    pub(crate) symtab: Option<bool>,
    pub(crate) dwarf: Option<bool>,
    pub(crate) version_needs: Vec<VersionNeed>,
    pub(crate) tls_model: Option<String>,
    pub(crate) minimum_system: Option<String>,
    pub(crate) isa_needed: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct VersionNeed {
    pub(crate) library: String,
    pub(crate) version: String,
    pub(crate) weak: bool,
    pub(crate) place: Place,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct Runtime {
    pub(crate) dns: Option<String>,
    pub(crate) users: Option<String>,
    pub(crate) tzdata: Option<bool>,
    pub(crate) x509_roots: Option<bool>,
    pub(crate) plugin: Option<bool>,
    pub(crate) sanitizer: Option<String>,
    pub(crate) fips: Fips,
    pub(crate) cpu_level: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct Fips {
    pub(crate) boring_linked: Option<bool>,
    pub(crate) module: Option<String>,
    pub(crate) default_mode: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct Import {
    pub(crate) name: String,
    pub(crate) version: Option<String>,
    pub(crate) library: Option<String>,
    pub(crate) place: Place,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct Missing {
    pub(crate) field: String,
    pub(crate) missing: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct Place {
    pub(crate) text: String,
}

/// Where a side read something, and what stood there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Proof {
    pub(crate) place: Place,
    /// What was read, verbatim.
    pub value: String,
}

impl Proof {
    pub(crate) fn new(place: &Place, value: impl Into<String>) -> Self {
        Self {
            place: place.clone(),
            value: value.into(),
        }
    }

    /// The place in words: `program header 1 (PT_INTERP) at 0xfe4`.
    #[must_use]
    pub fn place(&self) -> &str {
        &self.place.text
    }
}

/// One finding as a report holds it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Finding {
    /// The rule; one that this cgone no longer has, perhaps.
    pub rule: String,
    pub(crate) level: String,
    /// One clause.
    pub message: String,
    pub(crate) subject: Option<String>,
    /// As the report holds it.
    pub fingerprint: Option<String>,
    /// An exception or the baseline set it aside.
    pub waived: bool,
    /// What it rests on.
    pub evidence: Vec<Proof>,
    /// What the reader can do.
    pub help: Option<String>,
}

impl Finding {
    /// The level that it was recorded with.
    #[must_use]
    pub fn level(&self) -> Level {
        // Only `read` makes findings of text, and it refuses other names.
        Level::named(&self.level).unwrap_or(Level::Deny)
    }

    /// Whether it makes a run fail.
    #[must_use]
    pub fn denies(&self) -> bool {
        self.level() == Level::Deny && !self.waived
    }

    /// What makes it the same finding on the other side: that of `rules::fingerprint` but the path. Reports of
    /// the first version lack the subject; their message stands for it.
    pub(crate) fn identity(&self) -> (&str, &str) {
        let subject = self.subject.as_deref();
        (&self.rule, subject.unwrap_or(&self.message))
    }
}

impl Build {
    /// Path and container, as the user knows them.
    #[must_use]
    pub fn name(&self) -> String {
        match &self.container {
            Some(container) => format!("{} ({container})", self.path),
            None => self.path.clone(),
        }
    }

    /// The main package's import path.
    #[must_use]
    pub fn main(&self) -> Option<&str> {
        self.go.as_ref()?.main.as_deref()
    }

    /// `linux/amd64`.
    #[must_use]
    pub fn platform(&self) -> String {
        let word = |word: &Option<String>| word.clone().unwrap_or_else(|| "unknown".to_owned());
        format!("{}/{}", word(&self.os), word(&self.arch))
    }

    /// What would settle a field that is unknown.
    pub(crate) fn missing(&self, field: &str) -> String {
        let missing = self.unknown.iter().find(|m| m.field == field);
        missing.map_or("a value in the report".to_owned(), |m| m.missing.clone())
    }

    /// What a field rests on.
    pub(crate) fn proofs(&self, field: &str) -> &[Proof] {
        self.evidence.get(field).map_or(&[], Vec::as_slice)
    }

    /// The proof of one value of a field that holds a list.
    pub(crate) fn proof_of(&self, field: &str, value: &str) -> Option<Proof> {
        let mut proofs = self.proofs(field).iter();
        proofs.find(|proof| proof.value == value).cloned()
    }
}
