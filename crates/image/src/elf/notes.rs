//! Notes: build IDs, the oldest kernel, the instruction set, the operating system.

use diagnostic::{Located, Problem};

use super::reader::{Reader, text};
use super::sections::{SHT_NOTE, SectionTable};
use super::segments::{PT_NOTE, ProgramHeader};

/// `NT_GNU_ABI_TAG`, and the type of the BSDs' own version notes.
const VERSION: u32 = 1;
const NT_GNU_BUILD_ID: u32 = 3;
const NT_GNU_PROPERTY_TYPE_0: u32 = 5;
/// The type of Go's build ID note (`cmd/link/internal/ld/elf.go`, `ELF_NOTE_GOBUILDID_TAG`).
const GO_BUILD_ID: u32 = 4;
/// `GNU_PROPERTY_X86_ISA_1_NEEDED` (x86-64 psABI, linux gABI extensions).
const X86_ISA_1_NEEDED: u32 = 0xc000_8002;
/// More notes than any linker writes.
const MOST_NOTES: usize = 1 << 12;
/// More tables of notes than any linker writes.
const MOST_TABLES: usize = 1 << 8;

/// One note: who wrote it, what kind, and its bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Note<'d> {
    /// Offset of the note.
    pub(crate) at: u64,
    pub(crate) owner: &'d [u8],
    pub(crate) kind: u32,
    /// Offset of `bytes`.
    pub(crate) bytes_at: u64,
    pub(crate) bytes: &'d [u8],
}

/// Every note of `PT_NOTE` segments, then of `SHT_NOTE` sections that no segment covers.
pub(crate) fn parse<'d>(
    r: &Reader<'d>,
    headers: &[ProgramHeader],
    sections: &SectionTable,
    problems: &mut Vec<Problem>,
) -> Vec<Note<'d>> {
    let mut notes: Vec<Note<'d>> = Vec::new();
    let headers = headers.iter().filter(|h| h.kind == PT_NOTE);
    let headers: Vec<&ProgramHeader> = headers.take(MOST_TABLES).collect();
    for h in &headers {
        walk(r, (h.offset, h.file_size, h.align), &mut notes, problems);
    }
    let covered = |offset: u64| {
        headers.iter().any(|h| {
            offset
                .checked_sub(h.offset)
                .is_some_and(|into| into < h.file_size)
        })
    };
    let sections = sections.headers.iter().filter(|h| h.kind == SHT_NOTE);
    for h in sections.take(MOST_TABLES).filter(|h| !covered(h.offset)) {
        walk(r, (h.offset, h.size, h.align), &mut notes, problems);
    }
    notes
}

fn walk<'d>(
    r: &Reader<'d>,
    (offset, size, align): (u64, u64, u64),
    notes: &mut Vec<Note<'d>>,
    problems: &mut Vec<Problem>,
) {
    let align = if align == 8 { 8 } else { 4 };
    let end = offset.saturating_add(r.clipped(offset, size).len() as u64);
    let mut at = offset;
    while at.saturating_add(12) <= end && notes.len() < MOST_NOTES {
        let Some((note, next)) = one(r, at, end, align) else {
            problems.push(Problem::new(
                r.in_file(at),
                "a note is longer than the table it stands in",
            ));
            return;
        };
        notes.push(note);
        at = next;
    }
}

fn one<'d>(r: &Reader<'d>, at: u64, end: u64, align: u64) -> Option<(Note<'d>, u64)> {
    let owner_size = u64::from(r.u32(at)?);
    let size = u64::from(r.u32(at + 4)?);
    let bytes_at = at + (12 + owner_size).next_multiple_of(align);
    let bytes_end = bytes_at.checked_add(size).filter(|e| *e <= end)?;
    let owner = r.bytes(at + 12, owner_size)?;
    let note = Note {
        at,
        owner: owner.split(|b| *b == 0).next().unwrap_or_default(),
        kind: r.u32(at + 8)?,
        bytes_at,
        bytes: r.bytes(bytes_at, size)?,
    };
    Some((note, bytes_end.next_multiple_of(align)))
}

fn find<'a, 'd>(notes: &'a [Note<'d>], owner: &[u8], kind: u32) -> Option<&'a Note<'d>> {
    notes.iter().find(|n| n.kind == kind && n.owner == owner)
}

/// Go's build ID, where the linker wrote one.
pub(crate) fn go_build_id(r: &Reader<'_>, notes: &[Note<'_>]) -> Option<Located<String>> {
    let note = find(notes, b"Go", GO_BUILD_ID)?;
    let place = r.place("note", note.bytes_at).name("Go build ID");
    Some(Located::new(text(note.bytes).to_owned(), place))
}

/// The GNU build ID, in hexadecimal.
pub(crate) fn build_id(r: &Reader<'_>, notes: &[Note<'_>]) -> Option<Located<String>> {
    let note = find(notes, b"GNU", NT_GNU_BUILD_ID)?;
    // A build ID is a digest: 20 bytes as a rule, 64 at most.
    let bytes = note.bytes.get(..64).unwrap_or(note.bytes);
    let hex = bytes.iter().map(|b| format!("{b:02x}")).collect();
    let place = r.place("note", note.bytes_at).name("NT_GNU_BUILD_ID");
    Some(Located::new(hex, place))
}

/// The oldest kernel of `.note.ABI-tag`, as `3.2.0`.
pub(crate) fn minimum_system(r: &Reader<'_>, notes: &[Note<'_>]) -> Option<Located<String>> {
    let note = find(notes, b"GNU", VERSION)?;
    let part = |nth: u64| r.u32(note.bytes_at + 4 * nth);
    if note.bytes.len() < 16 {
        return None;
    }
    let version = format!("{}.{}.{}", part(1)?, part(2)?, part(3)?);
    let place = r.place("note", note.bytes_at).name("NT_GNU_ABI_TAG");
    Some(Located::new(version, place))
}

/// The operating system that a note names, as `GOOS`.
pub(crate) fn os(r: &Reader<'_>, notes: &[Note<'_>]) -> Option<Located<&'static str>> {
    notes.iter().filter(|n| n.kind == VERSION).find_map(|note| {
        let os = match note.owner {
            b"Android" => "android",
            b"FreeBSD" => "freebsd",
            b"NetBSD" => "netbsd",
            b"OpenBSD" => "openbsd",
            b"DragonFly" => "dragonfly",
            b"GNU" if note.bytes.len() >= 16 => match r.u32(note.bytes_at)? {
                0 => "linux",
                2 => "solaris",
                3 => "freebsd",
                _ => return None,
            },
            _ => return None,
        };
        let place = r.place("note", note.at).name(text(note.owner));
        Some(Located::new(os, place))
    })
}

/// The x86 levels that `.note.gnu.property` demands.
pub(crate) fn isa_needed(r: &Reader<'_>, notes: &[Note<'_>]) -> Vec<Located<String>> {
    const LEVELS: [(u32, &str); 4] = [
        (1, "x86-64-baseline"),
        (2, "x86-64-v2"),
        (4, "x86-64-v3"),
        (8, "x86-64-v4"),
    ];
    let Some((at, bits)) = isa_property(r, notes) else {
        return Vec::new();
    };
    LEVELS
        .iter()
        .filter(|(bit, _)| bits & bit != 0)
        .map(|(_, level)| {
            let place = r.place("note", at).name("GNU_PROPERTY_X86_ISA_1_NEEDED");
            Located::new((*level).to_owned(), place)
        })
        .collect()
}

fn isa_property(r: &Reader<'_>, notes: &[Note<'_>]) -> Option<(u64, u32)> {
    let note = find(notes, b"GNU", NT_GNU_PROPERTY_TYPE_0)?;
    property(r, note, X86_ISA_1_NEEDED)
}

/// The bits of `GNU_PROPERTY_X86_ISA_1_NEEDED`; 0 without one.
pub(crate) fn isa_bits(r: &Reader<'_>, notes: &[Note<'_>]) -> u32 {
    isa_property(r, notes).map_or(0, |(_, bits)| bits)
}

/// Offset and value of a 4-byte property.
fn property(r: &Reader<'_>, note: &Note<'_>, wanted: u32) -> Option<(u64, u32)> {
    let end = note.bytes_at + note.bytes.len() as u64;
    let mut at = note.bytes_at;
    while at + 8 <= end {
        let (kind, size) = (r.u32(at)?, u64::from(r.u32(at + 4)?));
        if kind == wanted && size == 4 && at + 12 <= end {
            return Some((at + 8, r.u32(at + 8)?));
        }
        at = (at + 8 + size).next_multiple_of(r.word_size());
    }
    None
}
