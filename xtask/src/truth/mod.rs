//! What cgone says about every file of the corpus, against what trusted tools said about it.
//!
//! The truth is `../shared/cases/corpus/truth.jsonl`. Differences that were looked into are data in
//! `corpus/differences.toml`; any other fails, and so does an explanation that no longer explains anything.

mod audit;
mod compare;
mod differences;
mod fields;
mod report;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::corpus;
use compare::Comparison;

/// `cargo xtask truth`
#[derive(Debug, Default, clap::Args)]
pub(crate) struct Arguments {
    /// The program to ask, instead of a release build of this checkout
    #[arg(long, value_name = "PROGRAM")]
    cgone: Option<PathBuf>,
    /// Print unexplained differences as entries for `corpus/differences.toml`
    #[arg(long)]
    propose: bool,
}

/// One file of the corpus, compared.
#[derive(Debug)]
struct Compared {
    /// Its digest.
    sha256: String,
    /// Where it came from.
    origin: String,
    /// Every field that both sides speak about.
    comparisons: Vec<Comparison>,
}

/// Compares and prints every difference; gives the counts in a line.
///
/// # Errors
/// A difference without explanation, an explanation without difference, a field that was compared on no
/// file, a corpus or a program that cannot be had.
pub(crate) fn run(arguments: &Arguments) -> Result<String> {
    let entries = corpus::ensure()?;
    let truth = read_truth()?;
    let said = audit::ask(arguments.cgone.as_deref(), &entries)?;
    let compared = entries.iter().filter_map(|entry| {
        let truth = truth.get(&entry.row.sha256)?;
        let records = said
            .get(&entry.row.sha256)
            .map(Vec::as_slice)
            .unwrap_or_default();
        Some(Compared {
            sha256: entry.row.sha256.clone(),
            origin: entry.row.to_string(),
            comparisons: compare::compare(truth, records),
        })
    });
    let compared: Vec<Compared> = compared.collect();
    let known = differences::read()?;
    let verdict = differences::judge(&compared, &known);
    report::table(&compared, &verdict);
    report::details(&verdict, arguments.propose);
    judge(&compared, &verdict)?;
    Ok(report::summary(&compared, &verdict))
}

fn judge(compared: &[Compared], verdict: &differences::Verdict<'_>) -> Result<()> {
    let idle = fields::names().filter(|name| !compared.iter().any(|file| file.has(name)));
    let idle: Vec<&str> = idle.collect();
    let (new, stale) = (verdict.unexplained.len(), verdict.stale.len());
    if new + stale + idle.len() > 0 {
        bail!(
            "{new} differences without explanation, {stale} explanations without difference, compared on no file: {idle:?}"
        );
    }
    Ok(())
}

impl Compared {
    fn has(&self, family: &str) -> bool {
        self.comparisons
            .iter()
            .any(|comparison| comparison.family() == family)
    }
}

/// Truth by digest.
fn read_truth() -> Result<BTreeMap<String, Value>> {
    let path = corpus::shared().join("truth.jsonl");
    let text =
        fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let row = |line: &str| {
        let row: Value = serde_json::from_str(line)?;
        let sha256 = row
            .get("sha256")
            .and_then(Value::as_str)
            .context("a row without digest")?;
        Ok((sha256.to_owned(), row))
    };
    text.lines().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_check_on_nothing_fails() {
        let error = judge(&[], &differences::judge(&[], &[]))
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("is_go") && error.contains("wrappers"),
            "{error}"
        );
    }

    #[test]
    fn a_difference_fails_until_it_is_explained() {
        let comparison = Comparison::new("link.pie", json!(true), json!(false));
        let compared = [Compared {
            sha256: "aa".into(),
            origin: String::new(),
            comparisons: vec![comparison],
        }];
        assert_eq!(differences::judge(&compared, &[]).unexplained.len(), 1);
    }
}
