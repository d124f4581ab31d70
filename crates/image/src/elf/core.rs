//! Core dumps: the files that were mapped (`NT_FILE`).

use diagnostic::Place;

use super::notes::Note;
use super::reader::{Reader, c_string, text};

/// `NT_FILE` (Linux, `fs/binfmt_elf.c`).
const NT_FILE: u32 = 0x4649_4c45;

/// One file that the dumped process had mapped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoreFile<'d> {
    /// First address of the mapping.
    pub start: u64,
    /// One past its last address.
    pub end: u64,
    /// Offset in the mapped file, in bytes.
    pub file_offset: u64,
    /// The path, as the kernel knew it.
    pub path: &'d str,
    /// Where in the note.
    pub place: Place,
}

/// The mappings of the first `NT_FILE`, in the note's order; those that it cuts off are left out.
pub(crate) fn files<'d>(r: &Reader<'d>, notes: &[Note<'d>]) -> Vec<CoreFile<'d>> {
    notes
        .iter()
        .find(|n| n.kind == NT_FILE && n.owner == b"CORE")
        .and_then(|note| mappings(r, note))
        .unwrap_or_default()
}

/// Count, page size, then start, end and page offset of each, then all paths.
fn mappings<'d>(r: &Reader<'d>, note: &Note<'d>) -> Option<Vec<CoreFile<'d>>> {
    let word = r.word_size();
    let field = |nth: u64| r.word(note.bytes_at.checked_add(nth.checked_mul(word)?)?);
    let (count, page) = (field(0)?, field(1)?);
    let names = count.checked_mul(3)?.checked_add(2)?.checked_mul(word)?;
    let mut names = note.bytes.get(usize::try_from(names).ok()?..)?;
    let mut files = Vec::new();
    for index in 0..count {
        let first = 2 + index * 3;
        let Some(path) = c_string(names, names.len()) else {
            break;
        };
        files.push(CoreFile {
            start: field(first)?,
            end: field(first + 1)?,
            file_offset: field(first + 2)?.saturating_mul(page),
            path: text(path),
            place: r
                .place("NT_FILE", note.bytes_at + first * word)
                .index(index),
        });
        names = names.get(path.len() + 1..).unwrap_or_default();
    }
    Some(files)
}
