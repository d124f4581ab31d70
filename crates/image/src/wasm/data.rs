//! The data section: what of linear memory is not zero at start.

use super::leb::Cursor;
use super::section::Tables;
use crate::part::Part;
use crate::words::Words;
use crate::{Image, Segment};

const I32_CONST: u8 = 0x41;
const I64_CONST: u8 = 0x42;
const END: u8 = 0x0b;

/// Takes every active segment with a constant address in. What stands between two of them is zero, and
/// belongs to the memory of the one before.
pub(super) fn take<'d>(part: &Part<'d>, words: Words<'d>, tables: &Tables, image: &mut Image<'d>) {
    let Some((start, end)) = tables.data else {
        return;
    };
    let mut cursor = Cursor::new(words, start, end);
    let count = cursor.unsigned().unwrap_or(0);
    for index in 0..count {
        let at = cursor.at;
        let Some(segment) = segment(&mut cursor, index) else {
            let message = format!("data segment {index} of {count} cannot be read");
            image.problems.push(part.problem(at, message));
            break;
        };
        image.segments.extend(segment);
    }
    image.segments.sort_by_key(|s| (s.address, s.index));
    fill_gaps(tables.memory_size, image);
}

/// One segment; the inner `None` for one that is passive or whose address is no constant.
fn segment(cursor: &mut Cursor<'_>, index: u64) -> Option<Option<Segment>> {
    let mode = cursor.unsigned()?;
    let address = match mode {
        0 => address(cursor)?,
        1 => None,
        2 => {
            cursor.unsigned()?;
            address(cursor)?
        }
        _ => return None,
    };
    let size = cursor.unsigned()?;
    let offset = cursor.skip(size)?;
    Some(address.map(|address| Segment {
        index,
        address,
        memory_size: size,
        offset,
        file_size: size,
        writable: true,
        executable: false,
    }))
}

/// The constant that an offset expression is; the inner `None` for a global, whose value the host gives.
fn address(cursor: &mut Cursor<'_>) -> Option<Option<u64>> {
    let address = match cursor.byte()? {
        // Addresses are unsigned, the constant is written as a signed number.
        I32_CONST => Some(u64::from(
            i32::try_from(cursor.signed()?).ok()?.cast_unsigned(),
        )),
        I64_CONST => Some(cursor.signed()?.cast_unsigned()),
        0x23 => {
            cursor.unsigned()?;
            None
        }
        _ => return None,
    };
    (cursor.byte()? == END).then_some(address)
}

fn fill_gaps(memory_size: u64, image: &mut Image<'_>) {
    let next = image.segments.iter().skip(1).map(|s| s.address);
    let next: Vec<u64> = next.chain([memory_size]).collect();
    for (segment, next) in image.segments.iter_mut().zip(next) {
        let room = next.saturating_sub(segment.address);
        segment.memory_size = segment.memory_size.max(room);
    }
}
