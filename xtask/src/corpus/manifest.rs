//! The lists of wanted files: one line a file, tab-separated, with a heading.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::workspace;

/// One wanted file.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Row {
    /// `debian-SUITE`, `npm`, `pypi`, or `other` (no registry has it).
    pub(crate) registry: String,
    /// Name of the package.
    pub(crate) package: String,
    /// Version, or `-` for whichever is served.
    pub(crate) version: String,
    /// Debian architecture, or the tag of a wheel (`py3-none-manylinux2014_x86_64`).
    pub(crate) arch: String,
    /// Member of the package; what follows a `!` is how it is packed there (`bin/x!gunzip`).
    pub(crate) path: String,
    /// Digest of the member, unpacked.
    pub(crate) sha256: String,
    /// Whether the file is Go's.
    pub(crate) is_go: bool,
    /// Size in bytes, where the list says.
    pub(crate) size: Option<u64>,
}

impl Row {
    /// The list names one version.
    pub(crate) fn is_pinned(&self) -> bool {
        self.version != "-"
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} {} {} {} {}",
            self.registry, self.package, self.version, self.arch, self.path
        )
    }
}

/// The folder with the manifest and the truth.
pub(crate) fn folder() -> PathBuf {
    workspace::root().join("../shared/cases/corpus")
}

/// `manifest.tsv`, with the sizes that `truth.jsonl` knows.
pub(super) fn corpus() -> Result<Vec<Row>> {
    let mut rows = read(&folder().join("manifest.tsv"))?;
    let sizes = sizes(&folder().join("truth.jsonl"))?;
    for row in &mut rows {
        row.size = sizes.get(&row.sha256).copied();
    }
    Ok(rows)
}

/// `corpus/bench.tsv`.
pub(super) fn bench() -> Result<Vec<Row>> {
    read(&workspace::root().join("corpus/bench.tsv"))
}

fn read(file: &Path) -> Result<Vec<Row>> {
    let text =
        fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    parse(&text).with_context(|| format!("in {}", file.display()))
}

fn parse(text: &str) -> Result<Vec<Row>> {
    let rows: Vec<Row> = text
        .lines()
        .enumerate()
        .skip(1)
        .map(|(at, line)| row(line).with_context(|| format!("line {}: `{line}`", at + 1)))
        .collect::<Result<_>>()?;
    if rows.is_empty() {
        bail!("the list is empty");
    }
    Ok(rows)
}

fn row(line: &str) -> Result<Row> {
    let mut fields = line.split('\t').map(str::to_owned);
    let mut next = |name| fields.next().with_context(|| format!("no column `{name}`"));
    let row = Row {
        registry: next("registry")?,
        package: next("package")?,
        version: next("version")?,
        arch: next("arch")?,
        path: next("path_in_package")?,
        sha256: next("sha256")?,
        is_go: next("is_go")? == "1",
        size: next("size").ok().map(|size| size.parse()).transpose()?,
    };
    if row.sha256.len() != 64 || !row.sha256.bytes().all(|b| b.is_ascii_hexdigit()) {
        bail!("`{}` is no SHA-256", row.sha256);
    }
    Ok(row)
}

#[derive(serde::Deserialize)]
struct Sized {
    sha256: String,
    size: u64,
}

fn sizes(truth: &Path) -> Result<BTreeMap<String, u64>> {
    let text =
        fs::read_to_string(truth).with_context(|| format!("cannot read {}", truth.display()))?;
    let size = |line| serde_json::from_str(line).map(|s: Sized| (s.sha256, s.size));
    Ok(text.lines().map(size).collect::<Result<_, _>>()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIGEST: &str = "0e52299ea44efef0f6b94d6cd153ed5011c686ba818aedd6949bcbd3c0b6eb0f";

    #[test]
    fn a_line_is_a_file() {
        let text = format!(
            "heading\ndebian-sid\tage\t1.3.2-1\tamd64\tusr/bin/age\t{DIGEST}\t1\t3672144\n"
        );
        let rows = parse(&text).unwrap();
        assert_eq!(
            rows[0].to_string(),
            "debian-sid age 1.3.2-1 amd64 usr/bin/age"
        );
        assert_eq!((rows[0].is_go, rows[0].size), (true, Some(3_672_144)));
    }

    #[test]
    fn what_is_no_line_is_named() {
        let error = format!(
            "{:#}",
            parse("heading\nnpm\tx\t1\t-\tbin/x\tabc\t1").unwrap_err()
        );
        assert!(
            error.contains("line 2") && error.contains("`abc` is no SHA-256"),
            "{error}"
        );
        let error = format!("{:#}", parse("heading\nnpm\tx").unwrap_err());
        assert!(error.contains("no column `version`"), "{error}");
        assert!(parse("heading\n").is_err());
    }

    #[test]
    fn the_benchmarks_name_six_sizes() {
        let rows = bench().unwrap();
        assert!(rows.len() >= 6 && rows.iter().all(|row| row.is_go && row.size.is_some()));
    }
}
