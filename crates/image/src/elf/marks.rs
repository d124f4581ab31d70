//! Marks of a host linker: what `ld`, `lld` and the C startup files leave and Go's own linker never writes.

use diagnostic::{Evidence, Located};

use super::asks::Parts;
use super::dynamic::tag;
use super::reader::text;
use super::segments::PT_GNU_EH_FRAME;

/// Sections that only a host linker makes.
const SECTIONS: [&str; 4] = [".init", ".init_array", ".comment", ".eh_frame"];
/// A linked file has each of them once.
const MOST_SECTIONS: usize = 16;
/// As much of `.comment` as is worth showing.
const LONGEST_COMMENT: usize = 256;

/// Every mark, sections first; without sections, what the loader's own tables still show.
pub(crate) fn host_linker(parts: &Parts<'_, '_>) -> Vec<Located<String>> {
    let mut marks: Vec<Located<String>> = parts
        .sections
        .iter()
        .zip(&parts.table.headers)
        .filter(|(s, _)| SECTIONS.contains(&s.name))
        .take(MOST_SECTIONS)
        .map(|(s, h)| {
            let place = parts.r.place("section", h.offset).index(s.index);
            let bytes = parts.r.clipped(h.offset, h.size);
            Located::new(shown(s.name, bytes), place.name(s.name))
        })
        .collect();
    let tables = [
        parts.tagged(tag::INIT, "DT_INIT"),
        parts.tagged(tag::INIT_ARRAY, "DT_INIT_ARRAY"),
        parts
            .program(PT_GNU_EH_FRAME)
            .map(|h| parts.shown(h, "PT_GNU_EH_FRAME", "present")),
    ];
    marks.extend(tables.into_iter().flatten().map(located));
    marks
}

fn located(evidence: Evidence) -> Located<String> {
    Located::new(evidence.value, evidence.place)
}

/// The compilers' names in `.comment`; for other sections, how many bytes there are.
fn shown(name: &str, bytes: &[u8]) -> String {
    if name != ".comment" {
        return format!("{} bytes", bytes.len());
    }
    let head = bytes.get(..LONGEST_COMMENT).unwrap_or(bytes);
    let names: Vec<&str> = head
        .split(|b| *b == 0)
        .map(text)
        .filter(|s| !s.is_empty())
        .collect();
    names.join("; ")
}
