//! The functions of the compilation units that have live code from one file.
//!
//! A unit is a package's object file. Its functions are neighbours, and units are numbered by their first
//! function. A package whose generic code another package needed first carries a lower number than its
//! neighbours, so the numbers cannot be bisected; but one function in 64 tells where the units are, at a
//! fifth of the cost of looking at all names.

use std::collections::BTreeSet;
use std::ops::Range;

use super::{Function, Layout, Pclntab};

/// Functions of other units after which a unit's block is over.
const GAP: u64 = 256;
/// So many functions are all looked at.
const FEW: u64 = 4 << 10;
/// Functions among which the standard library's small packages stand.
const DENSE: u64 = 16 << 10;
/// Every how many functions a sample is taken among those.
const DENSE_STRIDE: usize = 8;
/// Every how many functions a sample is taken behind them.
const STRIDE: usize = 64;
/// Functions that may be looked at: ten times what the largest programs need. A file may list so many places
/// that each would cost a walk over all functions.
const MOST_WORK: u64 = 1 << 28;
/// Bytes of the unit table that may be looked at.
const MOST_BYTES: u64 = 1 << 30;

impl Pclntab<'_> {
    /// The functions compiled from the files at `entries` of the file table, each once, in table order.
    ///
    /// `proves` tells that a function was compiled from one: each unit that lists a file has such a function.
    /// `None` if the units cannot all be found this way.
    pub(crate) fn functions_from(
        &self,
        entries: &[u32],
        proves: impl Fn(Function) -> bool + Copy,
    ) -> Option<Vec<Function>> {
        // Before Go 1.16 there are no units.
        if self.functions <= FEW || self.layout == Layout::Go12 {
            return Some(self.iter().filter(|f| proves(*f)).collect());
        }
        let scanned = (entries.len() as u64).saturating_mul(self.units.len() as u64);
        (scanned <= MOST_BYTES).then_some(())?;
        let slots: Vec<Vec<u32>> = entries.iter().map(|entry| self.slots(*entry)).collect();
        let places = slots.iter().map(Vec::len).sum::<usize>() as u64;
        (places.saturating_mul(self.functions) <= MOST_WORK).then_some(())?;
        let mut functions = Vec::new();
        for slots in slots {
            functions.extend(self.functions_of(&slots, proves)?);
        }
        functions.sort_unstable_by_key(|f| f.index);
        functions.dedup_by_key(|f| f.index);
        Some(functions)
    }

    /// The functions of the units that list one file at `slots`.
    fn functions_of(
        &self,
        slots: &[u32],
        proves: impl Fn(Function) -> bool,
    ) -> Option<Vec<Function>> {
        let mut units = Units {
            table: self,
            proves,
            seen: BTreeSet::new(),
            functions: Vec::new(),
        };
        for sample in self.sampled(slots) {
            units.take(sample?).then_some(())?;
        }
        Some(units.functions)
    }

    /// Places of a file in the unit table.
    fn slots(&self, entry: u32) -> Vec<u32> {
        let word = if self.little_endian {
            entry.to_le_bytes()
        } else {
            entry.to_be_bytes()
        };
        let finder = memchr::memmem::Finder::new(&word);
        let mut slots = Vec::new();
        let mut from = 0;
        while let Some(at) = self.units.get(from..).and_then(|rest| finder.find(rest)) {
            let at = from + at;
            // A hit across two entries must not hide the entry behind it.
            from = at + 1;
            slots.extend((at % 4 == 0).then(|| u32::try_from(at / 4).ok()).flatten());
        }
        slots
    }

    /// For each slot a function of the greatest unit not above it, among the samples and, where the units
    /// pass the slot between two samples, among the functions between them: there a small unit may stand.
    fn sampled(&self, slots: &[u32]) -> Vec<Option<Function>> {
        let mut nearest: Vec<Nearest> = slots
            .iter()
            .map(|slot| Nearest {
                slot: *slot,
                best: None,
            })
            .collect();
        let dense = self.functions.min(DENSE);
        let indices = (0..dense)
            .step_by(DENSE_STRIDE)
            .chain((dense..self.functions).step_by(STRIDE));
        let mut before = (0, u32::MAX);
        for sample in indices.filter_map(|index| self.function(index)) {
            let unit = sample.unit.unwrap_or(u32::MAX);
            for near in &mut nearest {
                if unit <= near.slot {
                    near.keep(sample, unit);
                } else if before.1 <= near.slot {
                    self.keep_between(near, before.0..sample.index);
                }
            }
            before = (sample.index, unit);
        }
        for near in &mut nearest {
            self.keep_between(near, before.0..self.functions);
        }
        nearest
            .into_iter()
            .map(|near| near.best.map(|(function, _)| function))
            .collect()
    }

    fn keep_between(&self, near: &mut Nearest, indices: Range<u64>) {
        for function in indices.filter_map(|index| self.function(index)) {
            if let Some(unit) = function.unit.filter(|unit| *unit <= near.slot) {
                near.keep(function, unit);
            }
        }
    }

    /// Hands over the functions around `inside` that belong to its unit.
    fn block(&self, inside: Function, mut take: impl FnMut(Function)) {
        self.while_of_unit(inside.unit, (0..inside.index).rev(), &mut take);
        self.while_of_unit(inside.unit, inside.index..self.functions, &mut take);
    }

    fn while_of_unit(
        &self,
        unit: Option<u32>,
        indices: impl Iterator<Item = u64>,
        take: &mut impl FnMut(Function),
    ) {
        let mut since = 0;
        for function in indices.map_while(|index| self.function(index)) {
            if function.unit == unit {
                since = 0;
                take(function);
            } else {
                since += 1;
            }
            if since > GAP {
                break;
            }
        }
    }
}

/// A slot and the function of the greatest unit not above it so far, with its unit.
struct Nearest {
    slot: u32,
    best: Option<(Function, u32)>,
}

impl Nearest {
    /// Of one unit the later function counts: what was dragged forward stands before its unit's block.
    fn keep(&mut self, function: Function, unit: u32) {
        if self.best.is_none_or(|(_, best)| unit >= best) {
            self.best = Some((function, unit));
        }
    }
}

/// The units found so far.
struct Units<'t, 'd, P> {
    table: &'t Pclntab<'d>,
    proves: P,
    seen: BTreeSet<u32>,
    functions: Vec<Function>,
}

impl<P: Fn(Function) -> bool> Units<'_, '_, P> {
    /// Takes the unit of a function, unless it was taken for another slot or nothing in it proves it.
    fn take(&mut self, function: Function) -> bool {
        let Some(unit) = function.unit else {
            return false;
        };
        if self.seen.contains(&unit) {
            return false;
        }
        let before = self.functions.len();
        let (proves, functions) = (&self.proves, &mut self.functions);
        self.table
            .block(function, |f| functions.extend(proves(f).then_some(f)));
        let proven = self.functions.len() > before;
        if proven {
            self.seen.insert(unit);
        }
        proven
    }
}
