//! Comparing needed versions with defined ones (`_dl_check_all_versions`, elf/dl-version.c).

use std::collections::BTreeSet;

use image::{Library, NeededVersion};

use crate::start::Stop;
use crate::{Failure, Reason, Stage, Step, Try};

use super::Glibc;

/// `GLIBC_ABI_DT_RELR`: what a file with `DT_RELR` must need of libc (2.36).
const RELR_VERSION: &str = "GLIBC_ABI_DT_RELR";

impl Glibc<'_> {
    /// Checks every object in load order. All that is missing is printed; then the loader ends with status 1.
    pub(crate) fn check_versions(&mut self) -> Result<(), Stop> {
        self.check_versions_of(&(0..self.objects.len()).collect())
    }

    /// The same for some objects.
    pub(crate) fn check_versions_of(&mut self, objects: &BTreeSet<usize>) -> Result<(), Stop> {
        let mut lines = Vec::new();
        let mut first = None;
        let mut tries = Vec::new();
        for nth in objects.iter().copied() {
            let Some(mapped) = self.objects.get(nth) else {
                continue;
            };
            let object = std::sync::Arc::clone(&mapped.loaded.object);
            let requirer = self.shown(nth);
            for need in &object.facts.version_needs {
                let Some(line) = self.compare(need, &requirer, &mut tries)? else {
                    continue;
                };
                first.get_or_insert_with(|| need.version.clone());
                lines.push(line);
            }
            self.check_relr(&object.facts, &requirer)?;
        }
        let result = match &first {
            None => "every version is there".to_owned(),
            Some(version) => format!("`{version}` is missing"),
        };
        self.record.trail.push(Step {
            stage: Stage::Versions,
            does: "compare symbol versions".to_owned(),
            tries,
            result,
        });
        let Some(subject) = first else { return Ok(()) };
        Err(Stop::Fails(Failure {
            reason: Reason::VersionNotFound,
            subject,
            message: lines.join("\n"),
        }))
    }

    /// The line that is printed for a version that is missing; `None` if it is there or may be missing.
    fn compare(
        &mut self,
        need: &NeededVersion,
        requirer: &str,
        tries: &mut Vec<Try>,
    ) -> Result<Option<String>, Stop> {
        let Some(nth) = self.named(&need.library) else {
            return Err(Stop::Fails(self.assertion(need)));
        };
        let Some(mapped) = self.objects.get(nth) else {
            return Ok(None);
        };
        let shown = self.shown(nth);
        let Some(versions) = &mapped.loaded.object.facts.versions else {
            let line = format!(
                "{}: {shown}: no version information available (required by {requirer})",
                self.program
            );
            if !self.record.notes.contains(&line) {
                self.record.notes.push(line);
            }
            return Ok(None);
        };
        if versions.iter().any(|version| version.name == need.version) {
            return Ok(None);
        }
        let weak = if need.weak { "weak version" } else { "version" };
        let line = format!(
            "{}: {shown}: {weak} `{}' not found (required by {requirer})",
            self.program, need.version
        );
        tries.push(Try {
            what: format!("{} in {shown}", need.version),
            why: format!("needed by {requirer}"),
            result: if need.weak {
                "missing, which only warns"
            } else {
                "missing"
            }
            .to_owned(),
        });
        if need.weak {
            self.record.notes.push(line);
            return Ok(None);
        }
        Ok(Some(line))
    }

    /// A version need names a library that no `DT_NEEDED` brought: `find_needed` finds none.
    fn assertion(&self, need: &NeededVersion) -> Failure {
        Failure {
            reason: Reason::LoaderAssertion,
            subject: need.library.clone(),
            message:
                "Inconsistency detected by ld.so: dl-version.c: _dl_check_map_versions: Assertion \
                      `needed != NULL' failed!"
                    .to_owned(),
        }
    }

    /// From 2.36 on a file with `DT_RELR` that needs libc must need `GLIBC_ABI_DT_RELR` too; older loaders do
    /// not know `DT_RELR` and leave its relocations undone.
    fn check_relr(&mut self, facts: &Library, requirer: &str) -> Result<(), Stop> {
        let needs_libc = facts.needed.iter().any(|name| name.starts_with("libc.so."));
        let says_so = facts
            .version_needs
            .iter()
            .any(|need| need.version == RELR_VERSION);
        if !facts.relr || says_so || !needs_libc || facts.version_needs.is_empty() {
            return Ok(());
        }
        if !self.release.at_least(2, 36) {
            return Ok(());
        }
        let error = "DT_RELR without GLIBC_ABI_DT_RELR dependency";
        Err(Stop::Fails(Failure {
            reason: Reason::VersionNotFound,
            subject: RELR_VERSION.to_owned(),
            message: format!("{}: {requirer}: {error}", self.program),
        }))
    }
}
