//! `symbol-version`

use std::cmp::Ordering;

use crate::Build;
use crate::aspect::{Aspect, Found, Member, Members, Sides, compare_members};
use crate::build::{Proof, VersionNeed};
use crate::change::{Direction, code};
use crate::version;

/// Symbols that are named as the reason.
const NAMED: usize = 3;

pub(super) static ASPECT: Aspect = Aspect {
    name: "symbol-version",
    summary: "every version of every library, with the symbols that need it; one above the other side's floor is worse",
    compare,
};

fn compare(sides: &Sides<'_>, found: &mut Found) {
    let (old, new) = (sides.old, sides.new);
    compare_members(sides.aspect, &members(old, new), &members(new, old), found);
}

/// The versions that a build needs, judged by the highest that the other one needs.
fn members(build: &Build, other: &Build) -> Members {
    let needs = build.link.version_needs.iter();
    needs
        .map(|need| (subject(need), member(need, build, other)))
        .collect()
}

fn subject(need: &VersionNeed) -> String {
    format!("{} {}", need.library, need.version)
}

fn member(need: &VersionNeed, build: &Build, other: &Build) -> Member {
    let what = format!("{} of {}", code(&need.version), code(&need.library));
    let why = symbols(need, build);
    let above = !need.weak && is_above(&need.version, other);
    let direction = |towards| if above { towards } else { Direction::Neutral };
    Member {
        added: direction(Direction::Worse),
        removed: direction(Direction::Better),
        arrives: format!("needs {what}{why}"),
        leaves: format!("no longer needs {what}{why}"),
        proof: Some(Proof::new(&need.place, &need.version)),
    }
}

/// Whether the other build could not be content with a library that has this version at most.
fn is_above(needed: &str, other: &Build) -> bool {
    let Some((prefix, number)) = needed.rsplit_once('_') else {
        return true;
    };
    let floor = other.link.max_versions.get(prefix);
    floor.is_none_or(|floor| version::compare(number, floor) == Ordering::Greater)
}

/// ``, for `one`, `two` and 4 more symbols``.
fn symbols(need: &VersionNeed, build: &Build) -> String {
    let needs = |import: &&crate::build::Import| {
        let of = import.library.as_ref().is_none_or(|l| *l == need.library);
        of && import.version.as_ref() == Some(&need.version)
    };
    let mut names: Vec<&str> = build
        .imports
        .iter()
        .filter(needs)
        .map(|i| i.name.as_str())
        .collect();
    names.sort_unstable();
    names.dedup();
    if names.is_empty() {
        return String::new();
    }
    let shown: Vec<String> = names.iter().take(NAMED).map(|n| code(n)).collect();
    let more = match names.len().saturating_sub(NAMED) {
        0 => String::new(),
        1 => " and 1 more symbol".to_owned(),
        more => format!(" and {more} more symbols"),
    };
    format!(", for {}{more}", shown.join(", "))
}

#[cfg(test)]
mod tests {
    use super::ASPECT;
    use crate::build::Import;
    use crate::examples::{dynamic, need, says};

    #[test]
    fn a_version_below_the_floor_is_neither_worse_nor_better() {
        let (old, mut new) = (dynamic(), dynamic());
        new.link.version_needs.push(need("GLIBC_2.3.4"));
        let said = ["neutral: needs `GLIBC_2.3.4` of `libc.so.6`"];
        assert_eq!(says(&ASPECT, &old, &new), said);
        assert_eq!(
            says(&ASPECT, &new, &old),
            ["neutral: no longer needs `GLIBC_2.3.4` of `libc.so.6`"]
        );
    }

    #[test]
    fn a_version_above_the_floor_names_its_symbols() {
        let (old, mut new) = (dynamic(), dynamic());
        new.link.version_needs.push(need("GLIBC_2.38"));
        new.imports = ["a", "b", "c", "d"]
            .map(|name| Import {
                name: name.to_owned(),
                version: Some("GLIBC_2.38".to_owned()),
                ..Import::default()
            })
            .into();
        assert_eq!(
            says(&ASPECT, &old, &new),
            ["worse: needs `GLIBC_2.38` of `libc.so.6`, for `a`, `b`, `c` and 1 more symbol"]
        );
        new.link
            .version_needs
            .iter_mut()
            .for_each(|n| n.weak = true);
        assert!(says(&ASPECT, &old, &new)[0].starts_with("neutral"));
    }
}
