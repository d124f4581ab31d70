//! `LC_SEGMENT` and `LC_SEGMENT_64`, and the sections in them.

use super::command::{Command, Commands};
use crate::part::{MOST_PROBLEMS, Part};
use crate::{Image, Section, Segment};

const PROT_WRITE: u32 = 2;
const PROT_EXECUTE: u32 = 4;

/// Section types (low byte of the flags): zero-filled ones have no bytes in the file.
const ZERO_FILLED: [u32; 3] = [0x1, 0xc, 0x12];
/// `S_THREAD_LOCAL_REGULAR` to `S_THREAD_LOCAL_INIT_FUNCTION_POINTERS`.
const THREAD_LOCAL: std::ops::RangeInclusive<u32> = 0x11..=0x15;

/// Takes in a segment and its sections; `None` if the command is too short for a segment.
pub(super) fn take<'d>(
    command: &Command<'_, 'd>,
    commands: &mut Commands<'d>,
    image: &mut Image<'d>,
) -> Option<()> {
    // The command's number tells the width, whatever the header says.
    let wide = command.number == 0x19;
    let size = if wide { 8 } else { 4 };
    let word = |index: u64| command.words.uint(24 + index * size, size);
    let half = |index: u64| command.words.u32(24 + 4 * size + index * 4);
    let (address, memory_size, offset, file_size) = (word(0)?, word(1)?, word(2)?, word(3)?);
    let (protection, sections) = (half(1)?, half(2)?);
    if offset == 0 && file_size > 0 && commands.text_base.is_none() {
        commands.text_base = Some(address);
    }
    // __PAGEZERO: no access, no bytes.
    if file_size > 0 || protection != 0 {
        image.segments.push(Segment {
            index: command.index,
            address,
            memory_size,
            offset,
            file_size,
            writable: protection & PROT_WRITE != 0,
            executable: protection & PROT_EXECUTE != 0,
        });
    }
    let start = 24 + 4 * size + 16;
    take_sections(command, (start, size), sections, image);
    Some(())
}

fn take_sections<'d>(
    command: &Command<'_, 'd>,
    (start, size): (u64, u64),
    count: u32,
    image: &mut Image<'d>,
) {
    let length = if size == 8 { 80 } else { 68 };
    for number in 0..u64::from(count) {
        let at = start + number * length;
        let index = image.sections.len() as u64;
        let Some(section) = section(command, at, size, index) else {
            let message = format!("{count} sections promised, the command holds {number}");
            let problem = command.part.problem(command.offset + at, message);
            image.problems.push(problem);
            return;
        };
        let flags = command.words.u32(at + 32 + 2 * size + 16).unwrap_or(0);
        image.loading.tls |= THREAD_LOCAL.contains(&(flags & 0xff));
        image.sections.push(section);
    }
}

fn section<'d>(command: &Command<'_, 'd>, at: u64, size: u64, index: u64) -> Option<Section<'d>> {
    let words = command.words;
    let rest = at + 32 + 2 * size;
    let flags = words.u32(rest + 16)?;
    Some(Section {
        index,
        name: words.fixed_name(at, 16),
        segment: words.fixed_name(at + 16, 16),
        address: words.uint(at + 32, size)?,
        offset: words.word(rest)?,
        size: words.uint(at + 32 + size, size)?,
        has_bytes: !ZERO_FILLED.contains(&(flags & 0xff)),
    })
}

/// Says what the sections tell: DWARF, and which of them the file does not hold.
pub(super) fn mark_sections(part: &Part<'_>, image: &mut Image<'_>) {
    let length = part.data.len() as u64;
    for section in &image.sections {
        let name = section.name;
        image.loading.dwarf |= name.starts_with("__debug_") || name.starts_with("__zdebug_");
        let end = section.offset.checked_add(section.size);
        let beyond = section.has_bytes && end.is_none_or(|end| end > length);
        if beyond && image.problems.len() < MOST_PROBLEMS {
            let message = format!(
                "section `{name}` ends past the end of the file ({:#x} bytes at {:#x})",
                section.size, section.offset
            );
            image.problems.push(part.problem(section.offset, message));
        }
    }
}
