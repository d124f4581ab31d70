//! Universal files: a big-endian table of slices, each an image (or an archive) of one machine.
//!
//! `0xcafebabe` also begins Java classes, whose next word is a version of 45 or more.

use diagnostic::Problem;

use super::arch_of;
use crate::OpenError;
use crate::image::Format;
use crate::part::Part;
use crate::words::Words;

const FAT_MAGIC: u32 = 0xcafe_babe;
const FAT_MAGIC_64: u32 = 0xcafe_babf;

/// More slices than machines exist; from 45 on, `0xcafebabe` is a Java class.
const MAX_SLICES: u32 = 44;

/// Entry size, if the first bytes announce a universal file: a known magic, a plausible number of slices.
pub(crate) fn entry_size(first: &[u8]) -> Option<u64> {
    let words = Words::new(first, false);
    let size = match words.u32(0)? {
        FAT_MAGIC => 20,
        FAT_MAGIC_64 => 32,
        _ => return None,
    };
    let count = words.u32(4)?;
    let cpu = words.u32(8)?;
    // Machine numbers are small; the high byte tells the width.
    let known = cpu & 0x00ff_ff00 == 0 && cpu >> 24 <= 2;
    ((1..=MAX_SLICES).contains(&count) && known).then_some(size)
}

/// The slices of a universal file, in table order, and what is wrong with the table. Slices that share
/// bytes with an earlier one are passed over.
///
/// # Errors
/// When the magic is wrong or no slice lies in the file.
pub(crate) fn slices<'d>(part: &Part<'d>) -> Result<(Vec<Part<'d>>, Vec<Problem>), OpenError> {
    let broken = |message: &str| part.broken(Format::MachO, 4, message);
    let size = entry_size(part.data).ok_or_else(|| broken("no plausible number of slices"))?;
    let words = part.words(false);
    let mut problems = Vec::new();
    let mut slices: Vec<Part<'d>> = Vec::new();
    for index in 0..words.word(4).unwrap_or(0) {
        let at = 8 + index * size;
        match slice(part, words, at, size, &slices) {
            Ok(slice) => slices.push(slice),
            Err(message) => {
                problems.push(part.problem(at, format!("slice {index} {message}")));
            }
        }
    }
    match (slices.is_empty(), problems.first()) {
        (true, first) => Err(broken(first.map_or("no slice", |first| &first.message))),
        (false, _) => Ok((slices, problems)),
    }
}

fn slice<'d>(
    part: &Part<'d>,
    words: Words<'d>,
    at: u64,
    size: u64,
    before: &[Part<'d>],
) -> Result<Part<'d>, &'static str> {
    let wide = if size == 32 { 8 } else { 4 };
    let field = |at, size| words.uint(at, size).ok_or("is not in the table");
    let cpu = words.u32(at).ok_or("is not in the table")?;
    let offset = field(at + 8, wide)?;
    let length = field(at + 8 + wide, wide)?;
    if offset >= words.len() || length == 0 {
        return Err("has no bytes in the file");
    }
    let end = offset.saturating_add(length);
    let shares = |other: &Part<'_>| {
        let start = other.base - part.base;
        offset < start + other.data.len() as u64 && start < end
    };
    if before.iter().any(shares) {
        return Err("shares bytes with an earlier one");
    }
    Ok(part.inner(offset, length, &format!("slice {}", arch_of(cpu))))
}
