//! The oldest release of each family on which something holds: "Debian 12, Ubuntu 22.04, RHEL 9 and newer".

use super::table::{self, Row};

/// Releases of one family, the oldest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Family {
    /// `Debian`, `RHEL`.
    pub name: &'static str,
    /// The label of each (`Debian 12`) and the name of its profile (`debian:12`).
    pub releases: Vec<(&'static str, &'static str)>,
}

/// What a family's releases say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Oldest {
    /// It holds from this release on (its label), in every newer one too.
    From(&'static str),
    /// It holds in no release that is known.
    Nowhere,
    /// Some release does not tell, and it would decide.
    Unknown,
}

/// The families in whose releases a floor is told: those of distributions, not of single images.
const FAMILIES: [&str; 8] = [
    "Debian",
    "Ubuntu",
    "RHEL",
    "Amazon Linux",
    "Fedora",
    "openSUSE Leap",
    "Alpine",
    "distroless base",
];

/// Those families in that order.
#[must_use]
pub fn families() -> Vec<Family> {
    let releases = |name: &'static str| {
        let members = table::rows().filter(|row| family(row) == name);
        members.map(|row| (row.label, row.name)).collect()
    };
    let all = FAMILIES.iter().map(|&name| Family {
        name,
        releases: releases(name),
    });
    all.filter(|family| !family.releases.is_empty()).collect()
}

fn family(row: &Row) -> &'static str {
    row.label
        .rsplit_once(' ')
        .map_or(row.label, |(family, _)| family)
}

impl Family {
    /// The oldest release from which on `holds` is true; `holds` gets the name of a profile, and answers
    /// `None` where it cannot tell.
    pub fn oldest(&self, mut holds: impl FnMut(&str) -> Option<bool>) -> Oldest {
        let mut oldest = Oldest::Nowhere;
        for (label, name) in self.releases.iter().rev() {
            match holds(name) {
                Some(true) => oldest = Oldest::From(label),
                Some(false) => break,
                None if oldest == Oldest::Nowhere => return Oldest::Unknown,
                None => break,
            }
        }
        oldest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn from_the_newest_down() {
        let family = Family {
            name: "X",
            releases: vec![("X 1", "x:1"), ("X 2", "x:2"), ("X 3", "x:3")],
        };
        let check = |answers: [Option<bool>; 3], expect: Oldest| {
            let holds = |name: &str| {
                let nth = family.releases.iter().position(|r| r.1 == name).unwrap();
                answers[nth]
            };
            assert_eq!(family.oldest(holds), expect, "{answers:?}");
        };
        check([Some(false), Some(true), Some(true)], Oldest::From("X 2"));
        check([Some(true), Some(false), Some(true)], Oldest::From("X 3"));
        check([Some(false); 3], Oldest::Nowhere);
        check([Some(true), Some(true), None], Oldest::Unknown);
        check([None, Some(true), Some(true)], Oldest::From("X 2"));
    }

    #[test]
    fn every_family_has_releases() {
        let names: Vec<&str> = families().iter().map(|family| family.name).collect();
        assert_eq!(names, FAMILIES);
    }
}
