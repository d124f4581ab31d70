//! Version needs: which library must have which symbol version.

use diagnostic::Problem;

use crate::{Segment, VersionNeed};

use super::budget::Budget;
use super::dynamic::{Dynamic, tag};
use super::reader::Reader;

/// `VER_FLG_WEAK`.
const VER_FLG_WEAK: u16 = 2;

/// One `Elf_Vernaux` with the file of its `Elf_Verneed`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Need<'d> {
    pub(crate) library: &'d str,
    pub(crate) version: &'d str,
    /// The index that `.gnu.version` uses.
    pub(crate) index: u16,
    pub(crate) weak: bool,
    /// Offset in the image.
    at: u64,
}

/// The needs as the loading facts hold them.
pub(crate) fn owned(r: &Reader<'_>, needs: &[Need<'_>]) -> Vec<VersionNeed> {
    let one = |(nth, need): (u64, &Need<'_>)| VersionNeed {
        library: need.library.to_owned(),
        version: need.version.to_owned(),
        index: need.index,
        weak: need.weak,
        place: r
            .place("version need", need.at)
            .index(nth)
            .name(need.library),
    };
    (0..).zip(needs).map(one).collect()
}

/// Walks `DT_VERNEED`: every link goes forward, so the walk ends with the file; the budget ends it where
/// chains share their entries, and bounds what [`owned`] copies.
pub(crate) fn needs<'d>(
    r: &Reader<'d>,
    dynamic: &Dynamic,
    segments: &[Segment],
    problems: &mut Vec<Problem>,
) -> Vec<Need<'d>> {
    let mut needs = Vec::new();
    let mut budget = Budget::of(r.data);
    let Some(address) = dynamic.value(tag::VERNEED) else {
        return needs;
    };
    let Some((mut at, _)) = dynamic.table(tag::VERNEED, segments) else {
        problems.push(Problem::new(
            r.in_file(dynamic.entry(tag::VERNEED).map_or(0, |e| e.at)),
            format!("DT_VERNEED is {address:#x}, which no segment of the file holds"),
        ));
        return needs;
    };
    let count = dynamic.value(tag::VERNEEDNUM).unwrap_or(u64::MAX);
    for index in 0..count {
        let Some(next) = library(r, dynamic, at, &mut needs, &mut budget, problems) else {
            problems.push(Problem::new(
                r.in_file(at),
                format!("version need {index} cannot be read"),
            ));
            break;
        };
        if next == 0 || budget.is_spent() {
            break;
        }
        at = at.saturating_add(next);
    }
    needs
}

/// Reads one `Elf_Verneed` with its versions; gives the distance to the next, 0 for the last.
fn library<'d>(
    r: &Reader<'d>,
    dynamic: &Dynamic,
    at: u64,
    needs: &mut Vec<Need<'d>>,
    budget: &mut Budget,
    problems: &mut Vec<Problem>,
) -> Option<u64> {
    r.bytes(at, 16)?;
    let count = r.u16(at + 2)?;
    let library = dynamic.string(r, u64::from(r.u32(at + 4)?))?;
    let mut aux = at + u64::from(r.u32(at + 8)?);
    for _ in 0..count {
        let (need, next) = version(r, dynamic, aux, library)?;
        if !budget.spend(library.len() + need.version.len(), r.in_file(aux), problems) {
            break;
        }
        needs.push(need);
        if next == 0 {
            break;
        }
        aux = aux.saturating_add(next);
    }
    r.u32(at + 12).map(u64::from)
}

/// Reads one `Elf_Vernaux`, and the distance to the next.
fn version<'d>(
    r: &Reader<'d>,
    dynamic: &Dynamic,
    at: u64,
    library: &'d str,
) -> Option<(Need<'d>, u64)> {
    r.bytes(at, 16)?;
    let need = Need {
        library,
        version: dynamic.string(r, u64::from(r.u32(at + 8)?))?,
        index: r.u16(at + 6)? & 0x7fff,
        weak: r.u16(at + 4)? & VER_FLG_WEAK != 0,
        at,
    };
    Some((need, u64::from(r.u32(at + 12)?)))
}
