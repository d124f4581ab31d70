//! `version-floor`

use std::collections::BTreeSet;

use crate::aspect::{Aspect, Found, Sides};
use crate::build::{Build, Proof};
use crate::change::{Change, Direction, Side, code};
use crate::version;

pub(super) static ASPECT: Aspect = Aspect {
    name: "version-floor",
    summary: "the highest symbol version of every other prefix (`GLIBCXX`, `GCC`); higher is worse",
    compare,
};

fn compare(sides: &Sides<'_>, found: &mut Found) {
    compare_prefixes(sides, found, |prefix| prefix != "GLIBC");
}

/// Compares the highest version of each prefix that is wanted.
pub(super) fn compare_prefixes(
    sides: &Sides<'_>,
    found: &mut Found,
    wanted: impl Fn(&str) -> bool,
) {
    let (old, new) = (&sides.old.link.max_versions, &sides.new.link.max_versions);
    let prefixes: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    for prefix in prefixes.into_iter().filter(|prefix| wanted(prefix)) {
        let (old, new) = (old.get(prefix), new.get(prefix));
        let Some((direction, said)) = judge(old, new) else {
            continue;
        };
        let message = match (old, new) {
            (Some(_), None) => format!("no longer needs {prefix} {said}"),
            _ => format!("needs {prefix} {said}"),
        };
        found.changes.push(Change {
            aspect: sides.aspect,
            direction,
            subject: prefix.clone(),
            message,
            old: old.cloned(),
            new: new.cloned(),
            evidence: proofs(sides, prefix, old, new),
        });
    }
}

fn judge(old: Option<&String>, new: Option<&String>) -> Option<(Direction, String)> {
    match (old, new) {
        (None, None) => None,
        (None, Some(new)) => Some((Direction::Worse, code(new))),
        (Some(old), None) => Some((Direction::Better, code(old))),
        (Some(old), Some(new)) if old == new => None,
        (Some(old), Some(new)) => Some((
            Direction::of(version::compare(new, old)),
            format!("{}, was {}", code(new), code(old)),
        )),
    }
}

/// The version need that each side's floor comes from.
fn proofs(
    sides: &Sides<'_>,
    prefix: &str,
    old: Option<&String>,
    new: Option<&String>,
) -> Vec<(Side, Proof)> {
    let find = |build: &Build, version: Option<&String>| {
        let name = format!("{prefix}_{}", version?);
        let need = build
            .link
            .version_needs
            .iter()
            .find(|n| n.version == name)?;
        Some(Proof::new(&need.place, &need.version))
    };
    let old = find(sides.old, old).map(|proof| (Side::Old, proof));
    let new = find(sides.new, new).map(|proof| (Side::New, proof));
    old.into_iter().chain(new).collect()
}

#[cfg(test)]
mod tests {
    use super::ASPECT;
    use crate::examples::{dynamic, says};

    #[test]
    fn each_prefix_but_glibc_has_its_floor() {
        let (old, mut new) = (dynamic(), dynamic());
        let floor = |prefix: &str, version: &str| (prefix.to_owned(), version.to_owned());
        new.link.max_versions = [floor("GLIBC", "2.38"), floor("GLIBCXX", "3.4.9")].into();
        assert_eq!(says(&ASPECT, &old, &new), ["worse: needs GLIBCXX `3.4.9`"]);
        let mut newer = new.clone();
        newer.link.max_versions = [floor("GLIBCXX", "3.4.30")].into();
        assert_eq!(
            says(&ASPECT, &new, &newer),
            ["worse: needs GLIBCXX `3.4.30`, was `3.4.9`"]
        );
    }
}
