//! Version definitions: which symbol versions a library has.

use crate::Segment;

use super::budget::Budget;
use super::dynamic::{Dynamic, tag};
use super::library::LibraryVersion;
use super::reader::Reader;

/// `VER_FLG_BASE`: the entry names the library itself.
const VER_FLG_BASE: u16 = 1;

/// The definitions of `DT_VERDEF`, in order; `None` without one. As in the loader, only the first name of an
/// entry counts, and the entry count (`DT_VERDEFNUM`) is not looked at.
pub(crate) fn definitions(
    r: &Reader<'_>,
    dynamic: &Dynamic,
    segments: &[Segment],
) -> Option<Vec<LibraryVersion>> {
    dynamic.value(tag::VERDEF)?;
    let mut found = Vec::new();
    let mut budget = Budget::of(r.data);
    let Some((mut at, _)) = dynamic.table(tag::VERDEF, segments) else {
        return Some(found);
    };
    while let Some((version, next)) = one(r, dynamic, at) {
        let fits = budget.spend(version.name.len(), at, &mut Vec::new());
        found.push(version);
        if next == 0 || !fits {
            break;
        }
        at = at.saturating_add(next);
    }
    Some(found)
}

/// One `Elf_Verdef` with its first `Elf_Verdaux`, and the distance to the next.
fn one(r: &Reader<'_>, dynamic: &Dynamic, at: u64) -> Option<(LibraryVersion, u64)> {
    r.bytes(at, 20)?;
    let aux = at.checked_add(u64::from(r.u32(at + 12)?))?;
    let name = dynamic.string(r, u64::from(r.u32(aux)?))?;
    let version = LibraryVersion {
        name: name.to_owned(),
        index: r.u16(at + 4)? & 0x7fff,
        base: r.u16(at + 2)? & VER_FLG_BASE != 0,
    };
    Some((version, u64::from(r.u32(at + 16)?)))
}
