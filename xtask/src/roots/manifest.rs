//! Lists of packages and versions: what is pinned, and what a root was made of.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::cache;
use crate::corpus::Package;

/// What a root is made of.
#[derive(Clone, Debug, Default)]
pub(crate) struct Contents {
    /// Its packages, sorted.
    pub(crate) packages: Vec<Package>,
    /// Those of them that are pinned in another version, which the archive no longer has, or not at all.
    pub(crate) replaced: Vec<Package>,
}

impl Contents {
    /// Reads what was used and holds it against the pins.
    pub(super) fn read(list: &Path, pins: &[Package]) -> Result<Self> {
        let packages = read(list)?;
        let replaced = packages.iter().filter(|package| !pins.contains(package));
        Ok(Self {
            replaced: replaced.cloned().collect(),
            packages,
        })
    }
}

const HEADING: &str = "package\tversion";

/// Writes a list, sorted.
pub(super) fn write(file: &Path, packages: &[Package]) -> Result<()> {
    let line = |p: &Package| format!("{}\t{}\n", p.name, p.version);
    let mut lines: Vec<String> = packages.iter().map(line).collect();
    lines.sort();
    cache::write(file, format!("{HEADING}\n{}", lines.concat()).as_bytes())
}

/// Reads a list; each package stands in it once.
pub(super) fn read(file: &Path) -> Result<Vec<Package>> {
    let text =
        fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    parse(&text).with_context(|| format!("in {}", file.display()))
}

fn parse(text: &str) -> Result<Vec<Package>> {
    let lines = text.strip_prefix(HEADING).context("no heading")?;
    let mut packages = BTreeMap::new();
    for line in lines.lines().filter(|line| !line.is_empty()) {
        let (name, version) = line
            .split_once('\t')
            .with_context(|| format!("no version in `{line}`"))?;
        let known = packages.insert(name.to_owned(), version.to_owned());
        ensure!(known.is_none(), "`{name}` stands there twice");
    }
    let package = |(name, version)| Package { name, version };
    Ok(packages.into_iter().map(package).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_as_it_was_written() {
        let file = std::env::temp_dir().join(format!("cgone-list-{}.tsv", std::process::id()));
        let package = |name: &str, version: &str| Package {
            name: name.into(),
            version: version.into(),
        };
        write(&file, &[package("b", "1:2-3"), package("a", "1")]).unwrap();
        let contents = Contents::read(&file, &[package("b", "1:2-3"), package("a", "0")]).unwrap();
        fs::remove_file(&file).unwrap();
        assert_eq!(
            contents.packages,
            [package("a", "1"), package("b", "1:2-3")]
        );
        assert_eq!(contents.replaced, [package("a", "1")]);
    }

    #[test]
    fn what_is_no_list_is_refused() {
        assert!(parse("a\t1\n").is_err());
        assert!(parse("package\tversion\na\n").is_err());
        assert!(parse("package\tversion\na\t1\na\t2\n").is_err());
    }
}
