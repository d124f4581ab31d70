//! `corpus/roots.toml`: what each root is made of.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use super::machine::Machine;
use super::manifest;
use crate::corpus::{Package, Suite};
use crate::workspace;

/// One root, as it is listed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Its name.
    pub(crate) name: String,
    /// The release whose profile says what this root has.
    pub(crate) release: Option<String>,
    /// The suite of Debian; none for an empty root.
    pub(crate) suite: Option<String>,
    /// Debian's name of the architecture.
    pub(crate) arch: String,
    /// What every installation has, and apt.
    #[serde(default)]
    pub(crate) minbase: bool,
    /// Packages with all that they depend on.
    #[serde(default)]
    pub(crate) with: Vec<String>,
    /// Packages without what they depend on.
    #[serde(default)]
    pub(crate) exact: Vec<String>,
    /// Whether the gate starts programs there.
    #[serde(default)]
    pub(crate) gate: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    root: Vec<Spec>,
}

/// The list.
pub(super) fn read() -> Result<Vec<Spec>> {
    let path = workspace::root().join("corpus/roots.toml");
    let text = std::fs::read_to_string(&path)
        .with_context(|| format!("cannot read {}", path.display()))?;
    let list: List = toml::from_str(&text).with_context(|| format!("in {}", path.display()))?;
    for spec in &list.root {
        spec.check()
            .with_context(|| format!("root `{}` of {}", spec.name, path.display()))?;
    }
    Ok(list.root)
}

impl Spec {
    /// A minimal base with more packages, without pins.
    pub(super) fn minbase(suite: &str, arch: &str, with: &[String]) -> Self {
        Self {
            name: format!("{suite}-{arch}"),
            release: None,
            suite: Some(suite.to_owned()),
            arch: arch.to_owned(),
            minbase: true,
            with: with.to_vec(),
            exact: Vec::new(),
            gate: false,
        }
    }

    fn check(&self) -> Result<()> {
        let packages = self.minbase || !self.with.is_empty() || !self.exact.is_empty();
        ensure!(
            packages == self.suite.is_some(),
            "packages come from a suite, and a suite gives packages"
        );
        ensure!(
            self.exact.is_empty() || (!self.minbase && self.with.is_empty()),
            "`exact` stands alone"
        );
        self.machine().map(|_| ())
    }

    /// The machine that its programs are for.
    pub(crate) fn machine(&self) -> Result<Machine> {
        Machine::of(&self.arch).with_context(|| format!("no architecture `{}`", self.arch))
    }

    /// What the suite offers for it.
    pub(super) fn packages(&self, suite: &Suite) -> Result<Vec<Package>> {
        if !self.exact.is_empty() {
            return suite.exactly(&self.exact);
        }
        let mut names = self.with.clone();
        if self.minbase {
            names.extend(suite.required()?);
            names.push("apt".into());
        }
        suite.closure(&names)
    }

    /// The versions that are pinned.
    pub(super) fn pins(&self) -> Result<Vec<Package>> {
        if self.suite.is_none() {
            return Ok(Vec::new());
        }
        manifest::read(&self.pin_file())
    }

    /// Where they stand.
    pub(super) fn pin_file(&self) -> PathBuf {
        let folder = workspace::root().join("corpus/roots");
        folder.join(format!("{}.tsv", self.name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> Result<()> {
        toml::from_str::<Spec>(text)?.check()
    }

    #[test]
    fn a_root_is_one_kind() {
        check("name = 'a'\narch = 'arm64'").unwrap();
        check("name = 'a'\narch = 'arm64'\nsuite = 'sid'\nexact = ['musl']").unwrap();
        assert!(check("name = 'a'\narch = 'arm64'\nsuite = 'sid'").is_err());
        assert!(check("name = 'a'\narch = 'arm64'\nexact = ['musl']").is_err());
        assert!(check("name = 'a'\narch = 'vax'").is_err());
        let both = "name = 'a'\narch = 'arm64'\nsuite = 'sid'\nminbase = true\nexact = ['musl']";
        assert!(check(both).is_err());
    }

    #[test]
    fn what_is_listed_is_pinned() {
        for spec in read().unwrap() {
            let pins = spec.pins().unwrap();
            assert_eq!(pins.is_empty(), spec.suite.is_none(), "{}", spec.name);
        }
    }
}
