//! Looking up symbols when objects are relocated (`_dl_relocate_object`; `do_lookup_x` and `check_match`,
//! elf/dl-lookup.c).

use std::collections::BTreeSet;
use std::sync::Arc;

use image::{Bound, Definition, Undefined};

use crate::start::Stop;
use crate::{Exports, Failure, Object, Reason, Stage, Step, Try};

use super::Glibc;

/// How a look-up ended.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Lookup {
    Found,
    Missing,
    /// This object may define it: its symbols are not known.
    Maybe(String),
    /// `check_match` ends the loader.
    Asserts,
    /// The same, in a release of which it is not known whether it does.
    MayAssert,
}

/// `STT_*` that define something: none, object, function, common, TLS, indirect function.
const DEFINING: u16 = 1 << 0 | 1 << 1 | 1 << 2 | 1 << 5 | 1 << 6 | 1 << 10;
const STT_TLS: u8 = 6;
const SHN_ABS: u16 = 0xfff1;

impl Glibc<'_> {
    /// Looks up what every object leaves undefined, dependencies first.
    pub(crate) fn relocate(&mut self) -> Result<(), Stop> {
        self.relocate_of(&self.scope.iter().copied().collect())
    }

    /// The same for some objects in scope.
    pub(crate) fn relocate_of(&mut self, objects: &BTreeSet<usize>) -> Result<(), Stop> {
        let everything_now = self
            .conditions
            .variable("LD_BIND_NOW")
            .is_some_and(|v| !v.is_empty());
        let mut doubts = std::mem::take(&mut self.doubts);
        let mut looked_up = 0;
        for nth in self.scope.clone().into_iter().rev() {
            if Self::is_loader(nth) || !objects.contains(&nth) {
                continue;
            }
            let Some(mapped) = self.objects.get(nth) else {
                continue;
            };
            let object = Arc::clone(&mapped.loaded.object);
            let now = everything_now || object.facts.flags.bind_now;
            looked_up += object.undefined().symbols.len();
            for symbol in &object.undefined().symbols {
                self.resolve(nth, symbol, now, &mut doubts)?;
            }
            if let Some(why) = &object.undefined().incomplete {
                self.record
                    .notes
                    .push(format!("{}: {why}", self.shown(nth)));
            }
        }
        self.record.trail.push(Step {
            stage: Stage::Symbols,
            does: format!(
                "look up {looked_up} symbols in {} objects",
                self.scope.len()
            ),
            tries: Vec::new(),
            result: match self.record.later.len() {
                0 => "all that are needed at start are there".to_owned(),
                count => format!("{count} are missing that are bound at their first call"),
            },
        });
        if doubts.is_empty() {
            Ok(())
        } else {
            Err(Stop::Unknown(doubts))
        }
    }

    fn resolve(
        &mut self,
        nth: usize,
        symbol: &Undefined,
        now: bool,
        doubts: &mut Vec<String>,
    ) -> Result<(), Stop> {
        match self.look_up(symbol) {
            Lookup::Found => Ok(()),
            Lookup::Missing | Lookup::Maybe(_) if symbol.weak => Ok(()),
            Lookup::Maybe(object) => {
                let missing = format!(
                    "the symbols of `{object}`: whether it has `{}`",
                    symbol.name
                );
                if doubts.is_empty() {
                    doubts.push(missing);
                }
                Ok(())
            }
            Lookup::Missing => self.missing(nth, symbol, now),
            Lookup::Asserts => self.asserts(nth, symbol, now),
            Lookup::MayAssert => {
                doubts.push(format!(
                    "whether this release of glibc still ends itself when `{}` comes from a library without versions",
                    symbol.name
                ));
                Ok(())
            }
        }
    }

    fn missing(&mut self, nth: usize, symbol: &Undefined, now: bool) -> Result<(), Stop> {
        let version = symbol
            .version
            .as_ref()
            .map(|(version, _)| format!(", version {version}"));
        let name = &symbol.name;
        let message = format!(
            "{}: symbol lookup error: {}: undefined symbol: {name}{}",
            self.program,
            self.shown(nth),
            version.unwrap_or_default()
        );
        self.fail(nth, symbol, now, Reason::MissingSymbol, message)
    }

    fn asserts(&mut self, nth: usize, symbol: &Undefined, now: bool) -> Result<(), Stop> {
        let line = if self.release.at_least(2, 35) {
            "107"
        } else {
            "111"
        };
        let message = format!(
            "Inconsistency detected by ld.so: dl-lookup.c: {line}: check_match: Assertion \
             `version->filename == NULL || ! _dl_name_match_p (version->filename, map)' failed!"
        );
        self.fail(nth, symbol, now, Reason::LoaderAssertion, message)
    }

    /// At start if the symbol is bound then, else at its first call.
    fn fail(
        &mut self,
        nth: usize,
        symbol: &Undefined,
        now: bool,
        reason: Reason,
        message: String,
    ) -> Result<(), Stop> {
        let failure = Failure {
            reason,
            subject: symbol.name.clone(),
            message,
        };
        if symbol.bound == Bound::Call && !now {
            if !self.record.later.contains(&failure) {
                self.record.later.push(failure);
            }
            return Ok(());
        }
        let tries = self.scope.iter().map(|at| Try {
            what: self.shown(*at),
            why: "global scope".to_owned(),
            result: "does not define it".to_owned(),
        });
        let step = Step {
            stage: Stage::Symbols,
            does: format!("look up `{}` for `{}`", symbol.name, self.shown(nth)),
            tries: tries.collect(),
            result: "found nowhere".to_owned(),
        };
        self.record.trail.push(step);
        Err(Stop::Fails(failure))
    }

    fn look_up(&self, symbol: &Undefined) -> Lookup {
        // The library that the version names has it in nearly every case, and any definition will do.
        let provider = symbol
            .version
            .as_ref()
            .and_then(|(_, library)| self.named(library));
        let mut maybe = None;
        for at in provider.into_iter().chain(self.scope.iter().copied()) {
            if symbol.copy && at == 0 {
                continue;
            }
            let Some(mapped) = self.objects.get(at) else {
                continue;
            };
            match defines(&mapped.loaded.object, symbol) {
                Defines::No => {}
                Defines::Maybe => {
                    maybe.get_or_insert_with(|| self.shown(at));
                }
                Defines::Yes => return Lookup::Found,
                Defines::WithoutVersions => {
                    let named = symbol
                        .version
                        .as_ref()
                        .is_some_and(|(_, file)| mapped.answers(file));
                    return match self.release.asserts_versions() {
                        Some(true) if named => Lookup::Asserts,
                        None if named => Lookup::MayAssert,
                        _ => Lookup::Found,
                    };
                }
            }
        }
        maybe.map_or(Lookup::Missing, Lookup::Maybe)
    }
}

enum Defines {
    Yes,
    No,
    /// Yes, in a library without versions.
    WithoutVersions,
    Maybe,
}

fn defines(object: &Object, symbol: &Undefined) -> Defines {
    let wanted = symbol.version.as_ref().map(|(version, _)| version.as_str());
    match object.exports() {
        Exports::Nothing => Defines::No,
        Exports::Unknown if vouches(object, symbol) => Defines::Yes,
        Exports::Unknown => Defines::Maybe,
        Exports::Listed(names) => {
            let Some(versions) = names.get(&symbol.name) else {
                return Defines::No;
            };
            let matches = wanted.is_none_or(|wanted| {
                versions
                    .iter()
                    .any(|version| version == wanted || version.is_empty())
            });
            if matches { Defines::Yes } else { Defines::No }
        }
        Exports::Table(_) => in_table(object, symbol, wanted),
    }
}

/// A library whose symbols are not listed still defines the version that it was asked for by name: what has
/// that version has its symbols.
fn vouches(object: &Object, symbol: &Undefined) -> bool {
    let Some((version, library)) = &symbol.version else {
        return false;
    };
    let versions = object.facts.versions.as_ref();
    object.facts.soname.as_ref() == Some(library)
        && versions.is_some_and(|all| all.iter().any(|defined| defined.name == *version))
}

fn in_table(object: &Object, symbol: &Undefined, wanted: Option<&str>) -> Defines {
    let entries = object.entries(&symbol.name, symbol.hash);
    let entries: Vec<Definition> = entries.into_iter().filter(is_definition).collect();
    if entries.is_empty() {
        return Defines::No;
    }
    if entries.iter().any(|entry| entry.version.is_none()) {
        return if wanted.is_some() {
            Defines::WithoutVersions
        } else {
            Defines::Yes
        };
    }
    let found = match wanted {
        Some(wanted) => entries
            .iter()
            .any(|entry| has_version(object, entry, wanted)),
        None => without_version(&entries),
    };
    if found { Defines::Yes } else { Defines::No }
}

fn is_definition(entry: &Definition) -> bool {
    let has_value = entry.value != 0 || entry.section == SHN_ABS || entry.kind == STT_TLS;
    let defines = DEFINING >> entry.kind & 1 == 1 && entry.section != 0;
    // Hidden and internal symbols are local; so is STB_LOCAL.
    let global = matches!(entry.binding, 1 | 2 | 10) && !matches!(entry.visibility, 1 | 2);
    has_value && defines && global
}

/// The version itself, or the base version that is not hidden.
fn has_version(object: &Object, entry: &Definition, wanted: &str) -> bool {
    let raw = entry.version.unwrap_or(0);
    let (index, hidden) = (raw & 0x7fff, raw & 0x8000 != 0);
    let versions = object.facts.versions.as_deref().unwrap_or_default();
    let mut named = versions
        .iter()
        .filter(|version| version.index == index && !version.base);
    match named.next() {
        Some(version) => version.name == wanted,
        None => !hidden,
    }
}

/// The base version or the first one, or the only one that is not hidden.
fn without_version(entries: &[Definition]) -> bool {
    let raw = |entry: &Definition| entry.version.unwrap_or(0);
    let early = entries.iter().any(|entry| raw(entry) & 0x7fff < 3);
    let visible = entries
        .iter()
        .filter(|entry| raw(entry) & 0x8000 == 0)
        .count();
    early || visible == 1
}
