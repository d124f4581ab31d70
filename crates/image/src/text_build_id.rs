//! The Go build ID of formats without notes: text at the very start of Go's machine code.
//!
//! Go's linker writes `\xff Go build ID: "ID"\n \xff` as the first symbol of its text (`textbuildid` in
//! `cmd/link/internal/ld/data.go`, Go 1.26); `cmd/internal/buildid` reads it back the same way. Linked by a
//! host linker, C start code may stand before it. The ID is kept as quoted.

use diagnostic::Located;

use crate::Section;
use crate::part::Part;
use crate::words::{Words, valid_start};

const PREFIX: &[u8] = b"\xff Go build ID: \"";
const END: &[u8] = b"\"\n \xff";

/// Bytes of the text section that are searched: C start code before Go's text is a few KiB.
const REACH: u64 = 64 * 1024;

/// Longest ID: four hashes of 20 bytes and their separators are 83; `-buildid` may give another.
const MAX_ID: u64 = 1024;

/// Searches the start of a text section.
pub(crate) fn find(part: &Part<'_>, text: &Section<'_>) -> Option<Located<String>> {
    let words = Words::new(part.data, true);
    let head = words.upto(text.offset, text.size.min(REACH));
    let start = memchr::memmem::find(head, PREFIX)? as u64 + text.offset;
    let body = words.upto(start + PREFIX.len() as u64, MAX_ID);
    let end = memchr::memmem::find(body, END)?;
    let id = valid_start(body.get(..end)?);
    let place = part.place("text", start).name(text.name);
    (id.len() == end).then(|| Located::new(id.to_owned(), place))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(data: &[u8], expect: Option<(&str, u64)>) {
        let text = Section {
            index: 0,
            name: ".text",
            segment: "",
            address: 0,
            offset: 2,
            size: data.len() as u64,
            has_bytes: true,
        };
        let found = find(&Part::whole(data), &text);
        let found = found.map(|id| (id.value, id.place.offset.unwrap()));
        assert_eq!(found, expect.map(|(id, offset)| (id.to_owned(), offset)));
    }

    #[test]
    fn reads_the_quoted_id_and_its_place() {
        check(b"..c\xff Go build ID: \"a/b\"\n \xff", Some(("a/b", 3)));
        check(b"..\xff Go build ID: \"\"\n \xff", Some(("", 2)));
    }

    #[test]
    fn a_prefix_without_its_end_is_no_id() {
        check(b"..\xff Go build ID: \"a/b", None);
        check(b"..\xff Go build ID: \"\xfe\"\n \xff", None);
        check(b"..", None);
    }
}
