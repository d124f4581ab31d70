//! What an aspect is, and what it says about two builds.

use std::collections::BTreeMap;

use crate::build::{Build, Proof};
use crate::change::{Change, Direction, Side, Unknown, code};

/// One thing about loading that two builds are compared in.
#[derive(Debug)]
pub struct Aspect {
    /// The name in `--fail-on` and machine output; reads well after "fail on".
    pub name: &'static str,
    /// One clause for the documentation: what is compared, and what is worse.
    pub summary: &'static str,
    /// Appends what changed.
    pub(crate) compare: fn(&Sides<'_>, &mut Found),
}

/// Two builds of one program.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sides<'b> {
    pub(crate) aspect: &'static str,
    pub(crate) old: &'b Build,
    pub(crate) new: &'b Build,
}

/// What came of comparing them.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) changes: Vec<Change>,
    pub(crate) unknown: Vec<Unknown>,
}

/// A scalar field: where it stands, how it is called, and which way a change goes.
pub(crate) struct Scalar<T> {
    /// `link.mode`.
    pub(crate) field: &'static str,
    /// In the clause: `the link mode`.
    pub(crate) called: &'static str,
    pub(crate) read: fn(&Build) -> Option<T>,
    pub(crate) judge: fn(&T, &T) -> Direction,
}

impl<T: PartialEq + std::fmt::Display> Scalar<T> {
    /// Says whether the field changed, or which side does not know it.
    pub(crate) fn compare(&self, sides: &Sides<'_>, found: &mut Found) {
        match ((self.read)(sides.old), (self.read)(sides.new)) {
            (None, None) => {}
            (Some(old), None) => found.unknown.push(self.unknown(Side::New, sides.new, &old)),
            (None, Some(new)) => found.unknown.push(self.unknown(Side::Old, sides.old, &new)),
            (Some(old), Some(new)) if old == new => {}
            (Some(old), Some(new)) => {
                let (was, is) = (old.to_string(), new.to_string());
                found.changes.push(Change {
                    aspect: sides.aspect,
                    direction: (self.judge)(&old, &new),
                    subject: self.field.to_owned(),
                    message: format!("{} is {}, was {}", self.called, code(&is), code(&was)),
                    old: Some(was),
                    new: Some(is),
                    evidence: sides.first_proofs(self.field),
                });
            }
        }
    }

    fn unknown(&self, side: Side, build: &Build, known: &T) -> Unknown {
        Unknown {
            field: self.field,
            side,
            known: known.to_string(),
            missing: build.missing(self.field),
        }
    }
}

impl Sides<'_> {
    /// The first proof of a field on each side.
    pub(crate) fn first_proofs(&self, field: &str) -> Vec<(Side, Proof)> {
        let old = self.old.proofs(field).first().cloned();
        let new = self.new.proofs(field).first().cloned();
        let old = old.map(|proof| (Side::Old, proof));
        old.into_iter().chain(new.map(|p| (Side::New, p))).collect()
    }
}

/// One member of a set that a build needs.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    /// Which way it goes where the member is new.
    pub(crate) added: Direction,
    /// Which way it goes where the member is gone.
    pub(crate) removed: Direction,
    /// The clause if it is new.
    pub(crate) arrives: String,
    /// The clause if it is gone.
    pub(crate) leaves: String,
    /// What proves it.
    pub(crate) proof: Option<Proof>,
}

/// Members by subject.
pub(crate) type Members = BTreeMap<String, Member>;

/// What came into a set and what left it.
pub(crate) fn compare_members(
    aspect: &'static str,
    old: &Members,
    new: &Members,
    found: &mut Found,
) {
    let is_new = |subject: &String| !old.contains_key(subject);
    let arrived: Vec<Change> = new
        .iter()
        .filter(|(subject, _)| is_new(subject))
        .map(|(subject, member)| arrival(aspect, subject, member))
        .collect();
    found.changes.extend(arrived);
    let left = old
        .iter()
        .filter(|(subject, _)| !new.contains_key(*subject));
    found
        .changes
        .extend(left.map(|(subject, member)| departure(aspect, subject, member)));
}

fn arrival(aspect: &'static str, subject: &str, member: &Member) -> Change {
    let proof = member.proof.clone();
    Change {
        aspect,
        direction: member.added,
        subject: subject.to_owned(),
        message: member.arrives.clone(),
        old: None,
        new: Some(subject.to_owned()),
        evidence: proof.into_iter().map(|p| (Side::New, p)).collect(),
    }
}

fn departure(aspect: &'static str, subject: &str, member: &Member) -> Change {
    let proof = member.proof.clone();
    Change {
        aspect,
        direction: member.removed,
        subject: subject.to_owned(),
        message: member.leaves.clone(),
        old: Some(subject.to_owned()),
        new: None,
        evidence: proof.into_iter().map(|p| (Side::Old, p)).collect(),
    }
}

/// Names that a build needs: a new one is worse.
pub(crate) fn needed(names: &[String], what: &str, field: &str, build: &Build) -> Members {
    let member = |name: &String| Member {
        added: Direction::Worse,
        removed: Direction::Better,
        arrives: format!("needs {what} {}", code(name)),
        leaves: format!("no longer needs {what} {}", code(name)),
        proof: build.proof_of(field, name),
    };
    names.iter().map(|n| (n.clone(), member(n))).collect()
}
