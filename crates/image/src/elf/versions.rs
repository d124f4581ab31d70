//! Version needs: which library must have which symbol version.

use diagnostic::Problem;

use crate::{Segment, VersionNeed};

use super::budget::Budget;
use super::dynamic::{Dynamic, tag};
use super::reader::Reader;

/// `VER_FLG_WEAK`.
const VER_FLG_WEAK: u16 = 2;

/// Walks `DT_VERNEED`: every link goes forward, so the walk ends with the file; the budget ends it where
/// chains share their entries.
pub(crate) fn needs(
    r: &Reader<'_>,
    dynamic: &Dynamic,
    segments: &[Segment],
    budget: &mut Budget,
    problems: &mut Vec<Problem>,
) -> Vec<VersionNeed> {
    let mut needs = Vec::new();
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
        let Some(next) = library(r, dynamic, at, &mut needs, budget, problems) else {
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
fn library(
    r: &Reader<'_>,
    dynamic: &Dynamic,
    at: u64,
    needs: &mut Vec<VersionNeed>,
    budget: &mut Budget,
    problems: &mut Vec<Problem>,
) -> Option<u64> {
    r.bytes(at, 16)?;
    let count = r.u16(at + 2)?;
    let library = dynamic.string(r, u64::from(r.u32(at + 4)?))?;
    let mut aux = at + u64::from(r.u32(at + 8)?);
    for _ in 0..count {
        let (need, next) = version(r, dynamic, aux, library, needs.len() as u64)?;
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
fn version(
    r: &Reader<'_>,
    dynamic: &Dynamic,
    at: u64,
    library: &str,
    index: u64,
) -> Option<(VersionNeed, u64)> {
    r.bytes(at, 16)?;
    let name = dynamic.string(r, u64::from(r.u32(at + 8)?))?;
    let need = VersionNeed {
        library: library.to_owned(),
        version: name.to_owned(),
        index: r.u16(at + 6)? & 0x7fff,
        weak: r.u16(at + 4)? & VER_FLG_WEAK != 0,
        place: r.place("version need", at).index(index).name(library),
    };
    Some((need, u64::from(r.u32(at + 12)?)))
}
