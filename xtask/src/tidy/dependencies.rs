//! `deny.toml` held against `cargo metadata`: licences, banned crates, two versions of one crate, sources.
//!
//! cargo-deny reads the same file and does more, but takes four minutes to install on two cores and its
//! advisories come from a git repository; this part needs neither.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::Value;

use super::{Check, Complaint, Outcome, Tree};
use crate::workspace;

pub(super) const CHECK: Check = Check {
    name: "dependencies",
    subject: "crates",
    run,
};

const POLICY: &str = "deny.toml";
/// How `cargo metadata` names crates.io.
const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// The part of `deny.toml` that is checked here.
#[derive(Debug, Deserialize)]
struct Policy {
    licenses: Licenses,
    bans: Bans,
}

#[derive(Debug, Deserialize)]
struct Licenses {
    allow: BTreeSet<String>,
}

#[derive(Debug, Deserialize)]
struct Bans {
    deny: Vec<Named>,
    skip: Vec<Named>,
}

/// `name` or `name@version`, and why.
#[derive(Debug, Deserialize)]
struct Named {
    #[serde(rename = "crate")]
    spec: String,
    reason: String,
}

/// One crate from outside.
#[derive(Clone, Debug, Deserialize)]
struct Package {
    name: String,
    version: String,
    license: Option<String>,
    source: Option<String>,
}

impl Package {
    fn spec(&self) -> String {
        format!("{}@{}", self.name, self.version)
    }

    fn is(&self, named: &Named) -> bool {
        named.spec == self.name || named.spec == self.spec()
    }
}

fn run(tree: &Tree) -> Result<Outcome> {
    let policy: Policy = toml::from_str(tree.text(POLICY)?).context(POLICY)?;
    let packages = outside(&workspace::metadata()?)?;
    Ok(Outcome {
        looked_at: packages.len(),
        complaints: complain(&policy, &packages),
    })
}

fn outside(metadata: &Value) -> Result<Vec<Package>> {
    let all: Vec<Package> = serde_json::from_value(metadata["packages"].clone())?;
    Ok(all.into_iter().filter(|p| p.source.is_some()).collect())
}

fn complain(policy: &Policy, packages: &[Package]) -> Vec<Complaint> {
    let each = packages.iter().flat_map(|package| {
        [
            licence(&policy.licenses.allow, package),
            banned(&policy.bans.deny, package),
            source(package),
        ]
        .into_iter()
        .flatten()
        .map(|message| Complaint::new(package.spec(), message))
    });
    let each: Vec<Complaint> = each.collect();
    let twice = twice(&policy.bans.skip, packages);
    let unused = policy
        .bans
        .skip
        .iter()
        .filter(|named| !packages.iter().any(|p| p.is(named)));
    let unused =
        unused.map(|n| Complaint::new(POLICY, format!("`skip` of `{}` matches nothing", n.spec)));
    each.into_iter().chain(twice).chain(unused).collect()
}

fn licence(allowed: &BTreeSet<String>, package: &Package) -> Option<String> {
    let Some(text) = &package.license else {
        return Some("names no licence".into());
    };
    let Ok(expression) = spdx::Expression::parse_mode(text, spdx::ParseMode::LAX) else {
        return Some(format!("licence `{text}` is no SPDX expression"));
    };
    let fine = expression.evaluate(|requirement| allowed.contains(&requirement.to_string()));
    (!fine).then(|| format!("licence `{text}` is not allowed by {POLICY}"))
}

fn banned(deny: &[Named], package: &Package) -> Option<String> {
    let named = deny.iter().find(|named| package.is(named))?;
    Some(format!("banned by {POLICY}: {}", named.reason))
}

fn source(package: &Package) -> Option<String> {
    let source = package.source.as_deref().unwrap_or_default();
    (source != CRATES_IO).then(|| "comes from elsewhere than crates.io".into())
}

/// Crates of which more than one version is left after the skipped ones.
fn twice(skip: &[Named], packages: &[Package]) -> Vec<Complaint> {
    let mut versions: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for package in packages.iter().filter(|p| !skip.iter().any(|n| p.is(n))) {
        versions
            .entry(&package.name)
            .or_default()
            .push(&package.version);
    }
    let twice = versions
        .into_iter()
        .filter(|(_, versions)| versions.len() > 1);
    twice
        .map(|(name, versions)| {
            let message = format!("{} versions: {}", versions.len(), versions.join(", "));
            Complaint::new(name, message)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str, version: &str, license: &str) -> Package {
        Package {
            name: name.into(),
            version: version.into(),
            license: Some(license.into()),
            source: Some(CRATES_IO.into()),
        }
    }

    fn check(packages: &[Package], expect: &[&str]) {
        let policy = "[licenses]\nallow = ['MIT', 'Unicode-3.0']\n[bans]\nskip = [{ crate = 'old@1.0.0', reason = 'r' }]\n\
                      deny = [{ crate = 'c-sys', reason = 'links C' }]";
        let mut all = vec![
            package("old", "1.0.0", "MIT"),
            package("old", "2.0.0", "MIT"),
        ];
        all.extend_from_slice(packages);
        let found = complain(&toml::from_str(policy).unwrap(), &all);
        let said: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(said, expect);
    }

    #[test]
    fn licences_are_expressions() {
        check(&[package("a", "1.0.0", "GPL-3.0 OR MIT")], &[]);
        check(&[package("a", "1.0.0", "Apache-2.0/MIT")], &[]);
        check(
            &[package("a", "1.0.0", "(MIT OR Apache-2.0) AND BSL-1.0")],
            &["a@1.0.0: licence `(MIT OR Apache-2.0) AND BSL-1.0` is not allowed by deny.toml"],
        );
    }

    #[test]
    fn bans_duplicates_and_other_sources_are_named() {
        check(
            &[package("c-sys", "1.0.0", "MIT")],
            &["c-sys@1.0.0: banned by deny.toml: links C"],
        );
        let two = [package("b", "1.0.0", "MIT"), package("b", "2.0.0", "MIT")];
        check(&two, &["b: 2 versions: 1.0.0, 2.0.0"]);
        let mut git = package("g", "1.0.0", "MIT");
        git.source = Some("git+https://example.org/g".into());
        check(&[git], &["g@1.0.0: comes from elsewhere than crates.io"]);
    }
}
