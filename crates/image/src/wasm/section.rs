//! The sections of a module, in file order.

use super::leb::Cursor;
use super::limits;
use crate::part::Part;
use crate::words::Words;
use crate::{Image, Section};

/// Section names by number, in the specification's words. 0 is a custom section, named by itself.
const NAMES: [&str; 14] = [
    "custom",
    "type",
    "import",
    "function",
    "table",
    "memory",
    "global",
    "export",
    "start",
    "element",
    "code",
    "data",
    "datacount",
    "tag",
];

/// Sections that are listed: each of the 13 kinds stands once, and Go's linker writes a handful of custom
/// ones. A section may take two bytes, and takes fifty times as many here.
const MOST: u64 = 256;

/// Where the content of the tables stands: offset and end in the image.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tables {
    pub(super) imports: Option<(u64, u64)>,
    pub(super) data: Option<(u64, u64)>,
    pub(super) producers: Option<(u64, u64)>,
    /// Bytes of linear memory at start, by the memory section.
    pub(super) memory_size: u64,
}

/// Lists the sections.
pub(super) fn read<'d>(part: &Part<'d>, words: Words<'d>, image: &mut Image<'d>) -> Tables {
    let mut cursor = Cursor::new(words, 8, words.len());
    let mut tables = Tables::default();
    while !cursor.done() {
        let at = cursor.at;
        if image.sections.len() as u64 == MOST {
            let message = format!("more than {MOST} sections");
            image.problems.push(part.problem(at, message));
            break;
        }
        let header = cursor.byte().zip(cursor.unsigned());
        let Some((number, size)) = header.filter(|header| usize::from(header.0) < NAMES.len())
        else {
            let message = "no section begins where the section before it ends";
            image.problems.push(part.problem(at, message));
            break;
        };
        let start = cursor.at;
        if cursor.skip(size).is_none() {
            let message = format!("the section's {size} bytes end past the end of the file");
            image.problems.push(part.problem(at, message));
            cursor.at = cursor.end;
        }
        let end = cursor.at;
        take(words, number, (start, end), &mut tables, image);
    }
    tables
}

fn take<'d>(
    words: Words<'d>,
    number: u8,
    (start, end): (u64, u64),
    tables: &mut Tables,
    image: &mut Image<'d>,
) {
    let mut content = Cursor::new(words, start, end);
    let mut name = NAMES.get(usize::from(number)).copied().unwrap_or_default();
    match number {
        // A name that cannot be read leaves the section's kind as its name.
        0 => {
            name = content.name().unwrap_or(name);
            if name == "producers" {
                tables.producers = Some((content.at, end));
            }
        }
        2 => tables.imports = Some((start, end)),
        5 => tables.memory_size = memory_size(content).unwrap_or(0),
        11 => tables.data = Some((start, end)),
        _ => {}
    }
    image.sections.push(Section {
        index: image.sections.len() as u64,
        name,
        segment: "",
        address: 0,
        offset: content.at,
        size: end - content.at,
        has_bytes: true,
    });
}

fn memory_size(mut content: Cursor<'_>) -> Option<u64> {
    content.unsigned().filter(|&count| count > 0)?;
    limits(&mut content)?.checked_mul(0x1_0000)
}
