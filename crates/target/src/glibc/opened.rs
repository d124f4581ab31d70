//! Libraries that the program opens while running (`dlopen`, elf/dl-open.c): the same search and checks, and
//! what only late libraries run into. Their failures come later, and end the program only if it lets them.

use std::collections::BTreeSet;

use image::Arch;

use crate::start::Stop;
use crate::{Failure, Reason};

use super::Glibc;
use super::search::Search;

/// `dl_tls_static_surplus` with the default tunables, in every release (elf/dl-tls.c).
const SURPLUS: u64 = 1664;
/// `OPTIONAL_TLS`: the part of it that the tunable `glibc.rtld.optional_static_tls` sets.
const OPTIONAL: u64 = 512;
/// The static block is rounded up to this: so much more may be free.
const ROUNDING: u64 = 64;

impl Glibc<'_> {
    /// Opens what the conditions name, then guesses at what the program's bytes name.
    pub(crate) fn open_later(&mut self) -> Result<(), Stop> {
        let surplus = self.surplus();
        let mut used = 0;
        for name in self.conditions.opens.clone() {
            match self.open_one(&name, surplus, &mut used) {
                Ok(()) => {}
                Err(Stop::Fails(failure)) => {
                    self.record.later.push(as_dlerror(failure, self.program));
                }
                Err(stop) => return Err(stop),
            }
        }
        let main = self.main();
        for name in crate::named::libraries(&main) {
            let mut search = Search::new(&name);
            if self.named(&name).is_none()
                && matches!(self.search(&mut search, 0), Ok(None))
                && search.doubts.is_empty()
            {
                self.record.notes.push(format!(
                    "`{name}` is named in its bytes and is not there: missing if it opens it while running (a guess)"
                ));
            }
        }
        Ok(())
    }

    fn open_one(&mut self, name: &str, surplus: u64, used: &mut u64) -> Result<(), Stop> {
        let before = self.objects.len();
        let first = self.map(name, 0)?;
        let mut scope = vec![first];
        let mut next = 0;
        while let Some(by) = scope.get(next).copied() {
            next += 1;
            for needed in self.needed(by) {
                let nth = self.map(&needed, by)?;
                self.mark_needed(by, nth);
                if !scope.contains(&nth) {
                    scope.push(nth);
                }
            }
        }
        let added: BTreeSet<usize> = (before..self.objects.len()).collect();
        for nth in &added {
            self.executable_stack(*nth)?;
        }
        self.check_versions_of(&added)?;
        for nth in &added {
            self.static_tls(*nth, surplus, used)?;
        }
        let global = std::mem::take(&mut self.scope);
        self.scope = global.iter().copied().chain(scope).collect();
        let ended = self.relocate_of(&added);
        self.scope = global;
        ended
    }

    /// From 2.41 on no late library makes the stack executable.
    fn executable_stack(&self, nth: usize) -> Result<(), Stop> {
        let Some(mapped) = self.objects.get(nth) else {
            return Ok(());
        };
        let facts = &mapped.loaded.object.facts;
        let already = self.main().facts.executable_stack == Some(true);
        let asks = match facts.executable_stack {
            Some(asks) => asks,
            // Without PT_GNU_STACK the machine's default holds: executable on these two.
            None => matches!(facts.identity.arch, Arch::Go("386" | "amd64")),
        };
        if !asks || already || !self.release.at_least(2, 41) {
            return Ok(());
        }
        Err(Stop::Fails(Failure {
            reason: Reason::ExecutableStack,
            ..self.failure(
                &mapped.loaded.name,
                "cannot enable executable stack as shared object requires",
                Some("Invalid argument"),
            )
        }))
    }

    /// A late library with initial-exec TLS needs room in the static block.
    fn static_tls(&self, nth: usize, surplus: u64, used: &mut u64) -> Result<(), Stop> {
        let Some(mapped) = self.objects.get(nth) else {
            return Ok(());
        };
        let facts = &mapped.loaded.object.facts;
        let Some(tls) = facts.tls.filter(|_| facts.flags.static_tls) else {
            return Ok(());
        };
        *used += tls.size.next_multiple_of(tls.align.clamp(1, 1 << 12));
        if *used <= surplus {
            return Ok(());
        }
        if *used <= surplus + ROUNDING {
            return Err(Stop::unknown(format!(
                "how the static TLS block is rounded: `{}` needs its last bytes",
                mapped.name
            )));
        }
        Err(Stop::Fails(Failure {
            reason: Reason::StaticTls,
            ..self.failure(
                &mapped.name,
                "cannot allocate memory in static TLS block",
                None,
            )
        }))
    }

    fn surplus(&self) -> u64 {
        let tunables = self
            .conditions
            .variable("GLIBC_TUNABLES")
            .unwrap_or_default();
        let mut settings = tunables.split(':');
        let set = settings.find_map(|s| s.strip_prefix("glibc.rtld.optional_static_tls="));
        let optional = set.and_then(|value| value.parse::<u64>().ok());
        // The tunable came with 2.33.
        match optional.filter(|_| self.release.at_least(2, 33)) {
            Some(optional) => SURPLUS - OPTIONAL + optional.min(1 << 20),
            None => SURPLUS,
        }
    }
}

/// The text that `dlerror` gives: without the program's name and without the words for a failed start.
fn as_dlerror(failure: Failure, program: &str) -> Failure {
    let start = format!("{program}: error while loading shared libraries: ");
    let other = format!("{program}: symbol lookup error: ");
    let message = failure
        .message
        .strip_prefix(&start)
        .or(failure.message.strip_prefix(&other));
    let message = message.unwrap_or(&failure.message).to_owned();
    Failure { message, ..failure }
}
