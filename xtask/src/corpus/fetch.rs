//! Downloads, several at once: archive in, wanted members out, archive away.

use std::path::Path;
use std::sync::mpsc::{self, Sender};
use std::sync::{Mutex, PoisonError};

use anyhow::Result;

use super::apt::Suites;
use super::client::{self, Brought, Refusal};
use super::plan::Group;
use super::refused::{Reason, Refused};
use super::store::Store;
use super::{Row, npm, pip, report, unpack};

/// Downloads at the same time.
const WORKERS: usize = 4;

/// What became of one group: how many members were stored, and the others.
struct Done {
    group: Group,
    refused: Vec<Refused>,
}

/// Fetches every group and tells how many files were stored and what was refused.
///
/// # Errors
/// The store cannot be written.
pub(super) fn all(store: &Store, groups: Vec<Group>) -> Result<(usize, Vec<Refused>)> {
    store.clear_stale_staging()?;
    let staging = store.staging("apt")?;
    let suites = Suites::new(staging.path().to_owned());
    let total = groups.len();
    let queue = Mutex::new(groups.into_iter());
    let (sender, receiver) = mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..WORKERS {
            let work = Work {
                store,
                suites: &suites,
                done: sender.clone(),
            };
            let queue = &queue;
            scope.spawn(move || work.through(queue));
        }
        drop(sender);
        let mut refused = Vec::new();
        let mut stored = 0;
        for (at, done) in receiver.iter().enumerate() {
            let done: Done = done?;
            report::progress(at + 1, total, &done.group.rows, &done.refused);
            stored += done.group.rows.len() - done.refused.len();
            refused.extend(done.refused);
        }
        Ok((stored, refused))
    })
}

/// What one worker has at hand.
struct Work<'a> {
    store: &'a Store,
    suites: &'a Suites,
    done: Sender<Result<Done>>,
}

impl Work<'_> {
    fn through(&self, queue: &Mutex<std::vec::IntoIter<Group>>) {
        loop {
            let next = queue.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some(group) = next else { return };
            let done = self.group(&group).map(|refused| Done { group, refused });
            if self.done.send(done).is_err() {
                return;
            }
        }
    }

    fn group(&self, group: &Group) -> Result<Vec<Refused>> {
        let Some(row) = group.package() else {
            return Ok(Vec::new());
        };
        let name = format!("{:.16}", row.sha256);
        let folder = self.store.staging(&name)?;
        match client::persistently(|| self.bring(row, folder.path())) {
            Ok(archive) => self.admit(group, &archive, folder.path()),
            Err(refusal) => Ok(group.rows.iter().map(|row| refuse(row, &refusal)).collect()),
        }
    }

    fn bring(&self, row: &Row, folder: &Path) -> Brought {
        match row.registry.as_str() {
            "npm" => npm::bring(row, folder),
            "pypi" => pip::bring(row, folder),
            debian if debian.starts_with("debian-") => self.suites.bring(row, folder),
            other => Err(Refusal::Gone(format!("`{other}` is no registry"))),
        }
    }

    fn admit(&self, group: &Group, archive: &Path, folder: &Path) -> Result<Vec<Refused>> {
        let mut refused = Vec::new();
        for row in &group.rows {
            let words = match unpack::member(archive, &row.path, folder) {
                Err(error) => format!("{error:#}"),
                Ok(file) => match self.store.admit(&file, row)? {
                    Ok(()) => continue,
                    Err(found) => format!("has the digest {found}"),
                },
            };
            refused.push(Refused {
                sha256: row.sha256.clone(),
                reason: Reason::Differs,
                words,
            });
        }
        Ok(refused)
    }
}

fn refuse(row: &Row, refusal: &Refusal) -> Refused {
    let (reason, words) = match refusal {
        Refusal::Gone(words) => (Reason::Gone, words.clone()),
        Refusal::Failed(words) => (Reason::Unreachable, words.clone()),
        Refusal::OutOfStep(words) => (Reason::OutOfStep, words.clone()),
    };
    Refused {
        sha256: row.sha256.clone(),
        reason,
        words,
    }
}
