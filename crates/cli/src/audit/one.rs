//! One file to what is reported about it.

use std::panic::{self, AssertUnwindSafe};

use gobin::{Facts, Scope};
use image::{Image, OpenError, Opened};
use report::{Counts, Format, Live, Piece, Record, Unread, View};
use rules::{Accepted, Met, Seen};
use sha2::{Digest, Sha256};

use super::GoLibraries;
use crate::input::{Bytes, Candidate, NotOpened, open};
use crate::memory::Memory;
use crate::policy::Demands;

/// What every file of a run is audited with.
#[derive(Debug)]
pub(crate) struct Auditor {
    /// What is demanded of every file.
    pub(crate) demands: Demands,
    /// Formats that want pieces.
    pub(crate) renderers: Vec<(&'static Format, View)>,
    /// How much of each file is read.
    pub(crate) scope: Scope,
    /// The memory of the one program that is audited.
    pub(crate) memory: Option<Memory>,
    /// Keep what a first policy is made of.
    pub(crate) look: bool,
    /// Hash the files.
    pub(crate) sha256: bool,
    /// What the run's binaries may need of one another.
    pub(crate) go_libraries: GoLibraries,
}

/// Why a walk goes past a file without a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Passed {
    /// First bytes of no binary.
    NotBinary,
    /// A binary without Go.
    NotGo,
    /// A binary's magic, and a header that cannot be read.
    Broken,
}

/// What became of one candidate.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// One entry a record: its pieces, one a renderer.
    pub(crate) records: Vec<Vec<Piece>>,
    /// Images with Go in them.
    pub(crate) go_images: u64,
    /// Findings by level.
    pub(crate) counts: Counts,
    /// What of the policy was met.
    pub(crate) met: Met,
    /// What a baseline would accept.
    pub(crate) acceptable: Vec<Accepted>,
    /// What a first policy is made of, if it was asked for.
    pub(crate) seen: Vec<Seen>,
    /// Passed over.
    pub(crate) passed: Option<Passed>,
    /// Could not be read, or is no Go binary although it was named.
    pub(crate) unread: Option<Unread>,
    /// cgone itself failed on this file.
    pub(crate) fault: bool,
}

impl Auditor {
    /// Audits a candidate. A panic is caught: the other files are still audited.
    pub(crate) fn audit(&self, candidate: &Candidate) -> Outcome {
        let run = AssertUnwindSafe(|| self.audit_candidate(candidate));
        panic::catch_unwind(run).unwrap_or_else(|_| Outcome {
            fault: true,
            unread: Some(unread(
                candidate,
                "cgone failed on this file; please report it as a bug",
            )),
            ..Outcome::default()
        })
    }

    fn audit_candidate(&self, candidate: &Candidate) -> Outcome {
        match open(candidate.source()) {
            Ok(opened) => {
                let sha256 = self
                    .sha256
                    .then(|| hash(opened.stored.as_ref().unwrap_or(&opened.bytes)));
                self.audit_bytes(candidate, &opened.bytes, sha256)
            }
            Err(NotOpened::NotBinary(first)) => {
                passed_or_unread(candidate, Passed::NotBinary, &not_binary(&first))
            }
            Err(NotOpened::Failed(message)) => Outcome {
                unread: Some(unread(candidate, &message)),
                ..Outcome::default()
            },
        }
    }

    fn audit_bytes(&self, candidate: &Candidate, bytes: &[u8], sha256: Option<String>) -> Outcome {
        let images = match image::open(bytes) {
            Ok(Opened::One(image)) => vec![*image],
            Ok(Opened::Universal(images) | Opened::Archive(images)) => images,
            Err(error @ OpenError::NotBinary { .. }) => {
                return passed_or_unread(candidate, Passed::NotBinary, &error.to_string());
            }
            Err(error @ OpenError::Broken { .. }) => {
                return passed_or_unread(candidate, Passed::Broken, &error.to_string());
            }
        };
        let mut outcome = Outcome::default();
        let mut other = None;
        for image in &images {
            let facts = gobin::read_scope(image, self.scope);
            if facts.go.is_some() || facts.packed.is_some() {
                outcome.go_images += 1;
                let live = self.live(candidate, image, &facts, &mut outcome);
                self.report(candidate, facts, sha256.clone(), live, &mut outcome);
            } else if other.is_none() {
                other = Some(facts);
            }
        }
        if outcome.go_images == 0 {
            self.not_go(candidate, images.first(), other, sha256, outcome)
        } else {
            outcome
        }
    }

    /// A binary that is not Go: a walk passes over it, a named one is shown and is an error.
    fn not_go(
        &self,
        candidate: &Candidate,
        first: Option<&Image<'_>>,
        facts: Option<Facts>,
        sha256: Option<String>,
        mut outcome: Outcome,
    ) -> Outcome {
        if !candidate.named {
            outcome.passed = Some(Passed::NotGo);
            return outcome;
        }
        let what = match first {
            Some(image) => format!("{} {}", image.format.name(), image.arch),
            None => "an archive without a binary in it".to_owned(),
        };
        outcome.unread = Some(unread(candidate, &format!("not a Go binary: {what}")));
        if let Some(facts) = facts {
            self.report(candidate, facts, sha256, None, &mut outcome);
        }
        outcome
    }

    /// What the program's memory holds, if one was named.
    fn live(
        &self,
        candidate: &Candidate,
        image: &Image<'_>,
        facts: &Facts,
        outcome: &mut Outcome,
    ) -> Option<Live> {
        let memory = self.memory.as_ref()?;
        match memory.read(&candidate.path, image, facts) {
            Ok(live) => Some(live),
            Err(message) => {
                outcome.unread = Some(unread(candidate, &message));
                None
            }
        }
    }

    /// Checks the facts and renders the record; then both are gone.
    fn report(
        &self,
        candidate: &Candidate,
        facts: Facts,
        sha256: Option<String>,
        live: Option<Live>,
        outcome: &mut Outcome,
    ) {
        let path = candidate.path.to_string_lossy().into_owned();
        let named = self.demands.folder.name(&candidate.path);
        let libraries = self.go_libraries.needed_by(&candidate.path, &facts);
        let placed = candidate.inside.as_ref().map(|file| file.placed(&facts));
        let applied = self.demands.policy.applied(&named);
        let checked = rules::check_placed(&facts, &libraries, placed.as_ref(), &applied);
        if self.look {
            outcome.seen.push(Seen::of(&named, &facts, &checked));
        }
        outcome.acceptable.extend(checked.acceptable());
        outcome.met.add(checked.met);
        let record = Record {
            path,
            sha256,
            live,
            placed,
            findings: checked.findings,
            facts,
        };
        outcome.counts.add(Counts::of(&record.findings));
        let pieces = self
            .renderers
            .iter()
            .map(|(format, view)| (format.piece)(&record, view));
        outcome.records.push(pieces.collect());
    }
}

/// A walk passes over it, for a named file it is an error.
fn passed_or_unread(candidate: &Candidate, passed: Passed, message: &str) -> Outcome {
    if candidate.named {
        Outcome {
            unread: Some(unread(candidate, message)),
            ..Outcome::default()
        }
    } else {
        Outcome {
            passed: Some(passed),
            ..Outcome::default()
        }
    }
}

fn not_binary(first: &[u8]) -> String {
    if first.is_empty() {
        return "not a Go binary: the file is empty".to_owned();
    }
    let first = first.iter().take(4).copied().collect();
    format!("not a Go binary: {}", OpenError::NotBinary { first })
}

fn unread(candidate: &Candidate, message: &str) -> Unread {
    Unread {
        path: candidate.path.to_string_lossy().into_owned(),
        message: message.to_owned(),
    }
}

/// SHA-256 in hexadecimal.
fn hash(bytes: &Bytes) -> String {
    let digest = Sha256::digest(&**bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
