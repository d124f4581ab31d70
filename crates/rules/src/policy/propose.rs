//! A first policy: the strictest that what was seen meets now.

mod seen;
mod text;

use std::collections::BTreeMap;

pub use seen::Seen;

use super::CgoLimit;

/// What can be required of everything that was seen.
#[derive(Debug, Default)]
struct Proposal {
    cgo: Option<CgoLimit>,
    /// Packages outside the standard library that call C; empty unless `cgo` is `user`.
    cgo_packages: Vec<String>,
    max_glibc: Option<String>,
    is_static: bool,
    libraries: Vec<String>,
    fips: bool,
    cpu_levels: BTreeMap<&'static str, &'static str>,
}

/// A commented policy. What `seen` meets now is required; the findings in it that count at `deny` become
/// exceptions. Without anything seen, every line is an example in a comment.
#[must_use]
pub fn propose(seen: &[Seen]) -> String {
    text::write(&Proposal::of(seen), seen)
}

impl Proposal {
    fn of(seen: &[Seen]) -> Self {
        let cgo = least_cgo(seen);
        let is_static = !seen.is_empty() && seen.iter().all(|one| one.is_static);
        Self {
            cgo,
            cgo_packages: match cgo {
                Some(CgoLimit::User) => sorted(seen.iter().flat_map(|one| &one.cgo_packages)),
                _ => Vec::new(),
            },
            max_glibc: highest_glibc(seen),
            is_static,
            libraries: sorted(seen.iter().flat_map(|one| &one.libraries)),
            fips: !seen.is_empty() && seen.iter().all(|one| one.fips),
            cpu_levels: cpu_levels(seen),
        }
    }
}

/// The strictest limit that admits every known state; `None` where a state is unknown or nothing was seen.
fn least_cgo(seen: &[Seen]) -> Option<CgoLimit> {
    let states: Option<Vec<_>> = seen.iter().map(|one| one.cgo).collect();
    let states = states.filter(|states| !states.is_empty())?;
    let admits = |limit: &CgoLimit| states.iter().all(|state| limit.admits(*state));
    CgoLimit::ALL.into_iter().find(admits)
}

fn highest_glibc(seen: &[Seen]) -> Option<String> {
    let numbers = |version: &&String| -> Vec<u32> {
        version
            .split('.')
            .map(|part| part.parse().unwrap_or(0))
            .collect()
    };
    seen.iter()
        .filter_map(|one| one.glibc.as_ref())
        .max_by_key(numbers)
        .cloned()
}

/// The highest level of each machine; none for a machine with a program of which it is unknown.
fn cpu_levels(seen: &[Seen]) -> BTreeMap<&'static str, &'static str> {
    let mut highest = BTreeMap::new();
    for (goarch, levels) in super::CPU_LEVELS {
        let ours = seen.iter().filter(|one| one.goarch == Some(*goarch));
        let ranks: Option<Vec<usize>> = ours
            .map(|one| {
                levels
                    .iter()
                    .position(|level| Some(*level) == one.cpu_level.as_deref())
            })
            .collect();
        let rank = ranks.and_then(|ranks| ranks.into_iter().max());
        if let Some(level) = rank.and_then(|rank| levels.get(rank)) {
            highest.insert(*goarch, *level);
        }
    }
    highest
}

fn sorted<'s>(names: impl Iterator<Item = &'s String>) -> Vec<String> {
    let mut names: Vec<String> = names.cloned().collect();
    names.sort_unstable();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use gobin::CgoState;

    use super::*;
    use crate::Policy;

    fn seen(cgo: CgoState, glibc: Option<&str>) -> Seen {
        Seen {
            cgo: Some(cgo),
            glibc: glibc.map(str::to_owned),
            ..Seen::default()
        }
    }

    #[test]
    fn what_is_proposed_is_a_policy() {
        let odd = Seen {
            image: "odd \"[*]{a,b}\"".to_owned(),
            path: "odd \"[*]{a,b}\"".to_owned(),
            libraries: vec!["lib\"x\".so\u{202e}".to_owned()],
            cgo_packages: vec!["example.org/a b".to_owned()],
            cpu_level: Some("v2".to_owned()),
            goarch: Some("amd64"),
            denied: vec![("packed-executable", "UPX \"4\"\n".to_owned())],
            ..seen(CgoState::User, Some("2.34"))
        };
        for all in [vec![], vec![seen(CgoState::None, None)], vec![odd]] {
            let text = propose(&all);
            assert!(Policy::parse("cgone.toml", &text).is_ok(), "{text}");
        }
    }

    #[test]
    fn the_strictest_that_all_meet() {
        let all = [
            seen(CgoState::None, Some("2.9")),
            seen(CgoState::Std, Some("2.34")),
        ];
        let proposal = Proposal::of(&all);
        assert_eq!(proposal.cgo, Some(CgoLimit::Std));
        assert_eq!(proposal.max_glibc.as_deref(), Some("2.34"));
        assert!(!proposal.is_static && !proposal.fips);
    }

    #[test]
    fn what_is_unknown_is_not_required() {
        let unknown = Seen {
            goarch: Some("amd64"),
            ..Seen::default()
        };
        let known = Seen {
            cpu_level: Some("v1".to_owned()),
            ..unknown.clone()
        };
        let proposal = Proposal::of(&[unknown, known.clone()]);
        assert_eq!((proposal.cgo, proposal.cpu_levels.len()), (None, 0));
        assert_eq!(Proposal::of(&[known]).cpu_levels.get("amd64"), Some(&"v1"));
    }
}
