//! Which build of one side is which of the other.

use std::collections::BTreeMap;

use crate::aspect::{Found, Sides};
use crate::findings::{self, Fate, Judged};
use crate::{ASPECTS, Build, Change, Unknown};

/// What told that two images are the same program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PairedBy {
    /// Each side has one image.
    Alone,
    /// Path below the side's folder, and container.
    Path,
    /// Main package, platform and CPU level.
    Level,
    /// Main package and platform.
    Main,
}

impl PairedBy {
    /// The name in machine output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Alone => "alone",
            Self::Path => "path",
            Self::Level => "main-and-cpu-level",
            Self::Main => "main",
        }
    }
}

/// One program on both sides.
#[derive(Clone, Debug)]
pub struct Pair {
    /// Before.
    pub old: Build,
    /// After.
    pub new: Build,
    /// What told that they are one program.
    pub by: PairedBy,
    /// What changed, in the order of [`ASPECTS`].
    pub changes: Vec<Change>,
    /// What only one side knows.
    pub unknown: Vec<Unknown>,
    /// Findings: new, gone, kept.
    pub findings: Vec<Judged>,
}

/// An image that only one side has.
#[derive(Clone, Debug)]
pub struct Lone {
    /// The image.
    pub build: Build,
    /// Its findings, all of them new or all of them gone.
    pub findings: Vec<Judged>,
}

/// What changed between two sides.
#[derive(Clone, Debug, Default)]
pub struct Diff {
    /// Programs that both have, in the order of the new side.
    pub pairs: Vec<Pair>,
    /// Images that only the new side has.
    pub added: Vec<Lone>,
    /// Images that only the old side has.
    pub removed: Vec<Lone>,
}

/// The key of a pass; `None` where an image cannot be told by it.
type Key = fn(&Build) -> Option<Vec<String>>;

/// By what images are told, the surest first.
const PASSES: [(PairedBy, Key); 3] = [
    (PairedBy::Path, by_path),
    (PairedBy::Level, by_level),
    (PairedBy::Main, by_main),
];

/// Compares two sides. Paths are as the audits named them: each side's common folder is taken off first.
#[must_use]
pub fn compare(mut old: Vec<Build>, mut new: Vec<Build>) -> Diff {
    shorten(&mut old);
    shorten(&mut new);
    if let ([_], [_]) = (old.as_slice(), new.as_slice()) {
        let pairs = old.into_iter().zip(new);
        return Diff {
            pairs: pairs.map(|(o, n)| pair(o, n, PairedBy::Alone)).collect(),
            ..Diff::default()
        };
    }
    let mut old: Vec<Option<Build>> = old.into_iter().map(Some).collect();
    let mut partners: Vec<Option<(Build, PairedBy)>> = vec![None; new.len()];
    for (by, key) in PASSES {
        match_up(&mut old, &new, &mut partners, by, key);
    }
    let mut diff = Diff::default();
    for (new, partner) in new.into_iter().zip(partners) {
        match partner {
            Some((old, by)) => diff.pairs.push(pair(old, new, by)),
            None => diff.added.push(lone(new, Fate::New)),
        }
    }
    diff.removed = old
        .into_iter()
        .flatten()
        .map(|b| lone(b, Fate::Gone))
        .collect();
    diff
}

/// Pairs those that one key names exactly once on each side: what is ambiguous is left to itself.
fn match_up(
    old: &mut [Option<Build>],
    new: &[Build],
    partners: &mut [Option<(Build, PairedBy)>],
    by: PairedBy,
    key: Key,
) {
    let olds = unique(old.iter().map(|b| b.as_ref().and_then(key)));
    let free = new.iter().zip(partners.iter());
    let news = unique(free.map(|(b, partner)| partner.is_none().then(|| key(b)).flatten()));
    for (key, at) in news {
        let Some(from) = olds.get(&key) else { continue };
        let taken = old.get_mut(*from).and_then(Option::take);
        if let (Some(build), Some(partner)) = (taken, partners.get_mut(at)) {
            *partner = Some((build, by));
        }
    }
}

/// Where each key stands that stands once.
fn unique(keys: impl Iterator<Item = Option<Vec<String>>>) -> BTreeMap<Vec<String>, usize> {
    let mut places: BTreeMap<Vec<String>, Vec<usize>> = BTreeMap::new();
    for (at, key) in keys.enumerate() {
        if let Some(key) = key {
            places.entry(key).or_default().push(at);
        }
    }
    let once = places
        .into_iter()
        .filter_map(|(key, at)| match at.as_slice() {
            [only] => Some((key, *only)),
            _ => None,
        });
    once.collect()
}

#[expect(clippy::unnecessary_wraps, reason = "the shape of every key")]
fn by_path(build: &Build) -> Option<Vec<String>> {
    let container = build.container.clone().unwrap_or_default();
    Some(vec![build.path.clone(), container])
}

fn by_main(build: &Build) -> Option<Vec<String>> {
    let go = build.go.as_ref()?;
    // Every program that was built from files and not from a package has this name.
    let main = go.main.clone().filter(|m| m != "command-line-arguments")?;
    let container = build.container.clone().unwrap_or_default();
    Some(vec![main, build.platform(), container])
}

fn by_level(build: &Build) -> Option<Vec<String>> {
    let mut key = by_main(build)?;
    key.push(build.runtime.cpu_level.clone()?);
    Some(key)
}

/// Takes off the folder that all paths of a side lie in; a single file keeps its name.
fn shorten(builds: &mut [Build]) {
    for build in builds.iter_mut() {
        build.path = build.path.replace('\\', "/");
    }
    let folder = |path: &str| path.rfind('/').map_or(0, |at| at + 1);
    let Some(first) = builds.first().map(|b| b.path.clone()) else {
        return;
    };
    let mut common = folder(&first);
    for build in builds.iter() {
        let same = first.bytes().zip(build.path.bytes());
        let same = same.take_while(|(a, b)| a == b).count().min(common);
        common = first.get(..same).map_or(0, folder);
    }
    for build in builds {
        build.path = build.path.get(common..).unwrap_or_default().to_owned();
    }
}

fn pair(old: Build, new: Build, by: PairedBy) -> Pair {
    let mut found = Found::default();
    for aspect in ASPECTS {
        let sides = Sides {
            aspect: aspect.name,
            old: &old,
            new: &new,
        };
        (aspect.compare)(&sides, &mut found);
    }
    Pair {
        findings: findings::compare(&old, &new),
        changes: found.changes,
        unknown: found.unknown,
        old,
        new,
        by,
    }
}

fn lone(build: Build, fate: Fate) -> Lone {
    Lone {
        findings: findings::alone(&build, fate),
        build,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::program;

    fn side(images: &[(&str, &str, &str)]) -> Vec<Build> {
        let build = |(path, main, level): &(&str, &str, &str)| {
            let mut build = program(path);
            build.go.as_mut().unwrap().main = Some((*main).to_owned());
            build.runtime.cpu_level = Some((*level).to_owned());
            build
        };
        images.iter().map(build).collect()
    }

    /// Old and new path of each pair, then what was added and removed.
    fn said(diff: &Diff) -> Vec<String> {
        let pairs = diff.pairs.iter();
        let pairs = pairs.map(|p| format!("{} {} {}", p.old.path, p.new.path, p.by.name()));
        let added = diff.added.iter().map(|l| format!("+{}", l.build.path));
        let removed = diff.removed.iter().map(|l| format!("-{}", l.build.path));
        pairs.chain(added).chain(removed).collect()
    }

    #[test]
    fn paths_pair_below_each_folder_then_main_packages() {
        let old = side(&[
            ("v1/bin/a", "m/a", "v1"),
            ("v1/b_1.0", "m/b", "v1"),
            ("v1/gone", "m/c", "v1"),
        ]);
        let new = side(&[
            ("x/v2/bin/a", "m/a", "v1"),
            ("x/v2/b_1.1", "m/b", "v3"),
            ("x/v2/came", "m/d", "v1"),
        ]);
        assert_eq!(
            said(&compare(old, new)),
            ["bin/a bin/a path", "b_1.0 b_1.1 main", "+came", "-gone"]
        );
    }

    #[test]
    fn what_is_ambiguous_is_not_paired() {
        let old = side(&[("o/a1", "m/a", "v1"), ("o/a3", "m/a", "v3")]);
        let new = side(&[("n/b1", "m/a", "v1"), ("n/b3", "m/a", "v3")]);
        assert_eq!(
            said(&compare(old.clone(), new)),
            ["a1 b1 main-and-cpu-level", "a3 b3 main-and-cpu-level"]
        );
        let same = side(&[("n/b1", "m/a", "v4"), ("n/b2", "m/a", "v4")]);
        assert_eq!(said(&compare(old, same)), ["+b1", "+b2", "-a1", "-a3"]);
    }

    #[test]
    fn two_files_are_one_program_whatever_their_names() {
        let old = side(&[("builds/app-1.0", "m/a", "v1")]);
        let new = side(&[("app", "m/z", "v1")]);
        assert_eq!(said(&compare(old, new)), ["app-1.0 app alone"]);
    }
}
