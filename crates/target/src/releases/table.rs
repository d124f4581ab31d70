//! `releases.txt`: every release that has a name.

use crate::Certainty;

use super::machine;

const TEXT: &str = include_str!("../../profiles/releases.txt");

/// Where the files of a release come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum From {
    /// Nothing is known.
    Open,
    /// No library at all.
    Nothing,
    /// All packages of a minimal base that was read.
    Minbase(&'static str),
    /// Some packages of a release that was read.
    Packages(&'static str, Vec<&'static str>),
    /// glibc's own libraries; the layout and what is special.
    Derived(Vec<&'static str>),
    /// Alpine, with the release of OpenSSL.
    Alpine(&'static str),
}

/// One line.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    pub(super) libc: &'static str,
    pub(super) from: From,
    pub(super) certainty: Certainty,
    pub(super) files: Vec<&'static str>,
    others: Vec<&'static str>,
}

/// A release, as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The name by which it is asked for: `debian:12`.
    pub name: &'static str,
    /// What people call it: `Debian 12`.
    pub label: &'static str,
    /// Its C library: `glibc 2.36`, `musl 1.2.5`, `none`; `?` is a release that is not known.
    pub libc: &'static str,
    /// How it is known, on the machine where it is known best.
    pub certainty: Certainty,
    /// The machines that it is known on, by their `GOARCH` names, and how.
    pub arches: Vec<(&'static str, Certainty)>,
    /// Other names of it.
    pub aliases: Vec<&'static str>,
}

/// Every release that has a profile, family by family, the oldest first.
#[must_use]
pub fn listed() -> Vec<Listed> {
    let list = |row: Row| {
        let known =
            |arch: &'static str| Some((arch, super::profile(row.name, arch).ok()?.certainty));
        Listed {
            name: row.name,
            label: row.label,
            libc: row.libc,
            certainty: row.certainty,
            arches: machine::all().filter_map(known).collect(),
            aliases: row.others,
        }
    };
    rows().map(list).collect()
}

/// Every line; one that is no row is left out, which a test refuses.
pub(super) fn rows() -> impl Iterator<Item = Row> {
    TEXT.lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(row)
}

fn row(line: &'static str) -> Option<Row> {
    let mut columns = line.split('\t');
    let mut next = || columns.next();
    let (name, label, libc) = (next()?, next()?, next()?);
    let from = from(next()?)?;
    let certainty = certainty(next()?)?;
    let _machines = next()?;
    Some(Row {
        name,
        label,
        libc,
        from,
        certainty,
        files: list(next()?),
        others: list(next()?),
    })
}

fn list(text: &'static str) -> Vec<&'static str> {
    text.split(',').filter(|word| *word != "-").collect()
}

fn from(text: &'static str) -> Option<From> {
    let mut words = text.split(' ');
    Some(match words.next()? {
        "open" => From::Open,
        "nothing" => From::Nothing,
        "minbase" => From::Minbase(words.next()?),
        "packages" => From::Packages(words.next()?, words.next()?.split(',').collect()),
        "derived" => From::Derived(words.collect()),
        "alpine" => From::Alpine(words.next()?),
        _ => return None,
    })
}

fn certainty(text: &str) -> Option<Certainty> {
    Some(match text {
        "measured" => Certainty::Packages,
        "read" => Certainty::Table,
        "knowledge" => Certainty::Knowledge,
        _ => return None,
    })
}

impl Row {
    /// Every name that finds it.
    pub(super) fn names(&self) -> Vec<&'static str> {
        [self.name]
            .into_iter()
            .chain(self.others.iter().copied())
            .collect()
    }

    pub(super) fn is_called(&self, plain: &str) -> bool {
        self.name == plain || self.others.contains(&plain)
    }

    /// The release of its glibc.
    pub(super) fn glibc(&self) -> Option<(u32, u32)> {
        let (major, minor) = self.libc.strip_prefix("glibc ")?.split_once('.')?;
        Some((major.parse().ok()?, minor.parse().ok()?))
    }

    /// The release of its musl.
    pub(super) fn musl(&self) -> Option<(u32, u32, u32)> {
        let mut numbers = self.libc.strip_prefix("musl ")?.split('.');
        let mut next = || numbers.next()?.parse().ok();
        Some((next()?, next()?, next()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_line_is_a_row_and_every_name_stands_once() {
        let lines = TEXT.lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(rows().count(), lines);
        let mut names = BTreeSet::new();
        for row in rows() {
            for name in row.names() {
                assert!(names.insert(name), "`{name}` stands twice");
                assert_eq!(
                    super::super::names::plain(name),
                    name,
                    "cannot be asked for"
                );
            }
        }
    }
}
