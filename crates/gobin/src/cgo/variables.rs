//! `runtime.iscgo`, `_cgo_init` and `runtime.buildVersion`, found through the runtime code that reads
//! them: that works when every symbol is gone.
//!
//! `runtime.cgocall` starts with `if !iscgo`, `runtime.rt0_go` with `if _cgo_init != nil`, and
//! `runtime.schedinit` ends with `if buildVersion == ""` (Go 1.19 to 1.27, `runtime/cgocall.go`,
//! `runtime/asm_*.s`, `runtime/proc.go`).

use image::{Arch, Image};

/// Code bytes in which `runtime.cgocall` reads `runtime.iscgo`: at +8 to +14 on amd64, +16 on arm64.
const CGOCALL_REACH: usize = 64;
/// Code bytes in which `runtime.rt0_go` reads `_cgo_init`: at +110 to +117 on amd64, +64 on arm64.
const RT0_REACH: usize = 256;
/// Code bytes of `runtime.schedinit`, the largest of the three.
const SCHEDINIT_REACH: usize = 4096;

/// A variable, and the instruction that reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reference {
    /// Virtual address of the variable.
    pub(crate) variable: u64,
    /// Virtual address of the instruction.
    pub(crate) instruction: u64,
}

/// What the code at `entry` of `runtime.cgocall` compares with zero first.
pub(crate) fn iscgo(image: &Image<'_>, entry: u64) -> Option<Reference> {
    let code = code(image, entry, CGOCALL_REACH)?;
    let found = match image.arch {
        Arch::Go("amd64") => x86_references(code, entry, &[0x80, 0x3d], 1).next(),
        Arch::Go("386") => x86_absolute(code, entry, &[0x80, 0x3d]),
        Arch::Go("arm64") => arm64_references(code, entry, is_load_byte, 1).next(),
        _ => None,
    };
    found.filter(|reference| in_data(image, reference.variable))
}

/// What the code at `entry` of `runtime.rt0_go` loads and tests.
pub(crate) fn cgo_init(image: &Image<'_>, entry: u64) -> Option<Reference> {
    let code = code(image, entry, RT0_REACH)?;
    let found = match image.arch {
        Arch::Go("amd64") => x86_references(code, entry, &[0x48, 0x8b, 0x05], 0)
            .find(|r| followed_by(code, entry, *r, 7, &[0x48, 0x85, 0xc0])),
        Arch::Go("arm64") => arm64_references(code, entry, is_load_word, 8).next(),
        _ => None,
    };
    found.filter(|reference| in_data(image, reference.variable))
}

/// The string variables whose length the code at `entry` of `runtime.schedinit` compares with zero.
pub(crate) fn strings_compared<'i>(image: &'i Image<'_>, entry: u64) -> Vec<Reference> {
    let Some(code) = code(image, entry, SCHEDINIT_REACH) else {
        return Vec::new();
    };
    let lengths: Vec<Reference> = match image.arch {
        Arch::Go("amd64") => x86_references(code, entry, &[0x48, 0x83, 0x3d], 1).collect(),
        Arch::Go("arm64") => arm64_references(code, entry, is_load_word, 8).collect(),
        _ => Vec::new(),
    };
    lengths
        .into_iter()
        .filter_map(|r| {
            Some(Reference {
                variable: r.variable.checked_sub(8)?,
                ..r
            })
        })
        .filter(|r| in_data(image, r.variable))
        .collect()
}

fn code<'d>(image: &Image<'d>, entry: u64, reach: usize) -> Option<&'d [u8]> {
    let bytes = image.bytes_from(entry)?;
    bytes.get(..bytes.len().min(reach))
}

/// Variables do not stand in code.
fn in_data(image: &Image<'_>, address: u64) -> bool {
    image
        .segment_at(address)
        .is_some_and(|segment| segment.writable)
}

/// `OPCODE rel32 [imm8 = 0]`: operands relative to the end of the instruction, which `immediate` more
/// bytes follow.
fn x86_references<'c>(
    code: &'c [u8],
    entry: u64,
    opcode: &'c [u8],
    immediate: usize,
) -> impl Iterator<Item = Reference> + 'c {
    let length = opcode.len() + 4 + immediate;
    memchr::memmem::find_iter(code, opcode).filter_map(move |at| {
        let instruction = code.get(at..at + length)?;
        if immediate == 1 && instruction.last() != Some(&0) {
            return None;
        }
        let relative = i32::from_le_bytes(
            instruction
                .get(opcode.len()..opcode.len() + 4)?
                .try_into()
                .ok()?,
        );
        let address = entry.checked_add(u64::try_from(at).ok()?)?;
        let end = address.checked_add(u64::try_from(length).ok()?)?;
        Some(Reference {
            variable: end.checked_add_signed(i64::from(relative))?,
            instruction: address,
        })
    })
}

/// `OPCODE abs32 0`, the 386 form.
fn x86_absolute(code: &[u8], entry: u64, opcode: &[u8]) -> Option<Reference> {
    memchr::memmem::find_iter(code, opcode).find_map(|at| {
        let operand: [u8; 4] = code
            .get(at + opcode.len()..at + opcode.len() + 4)?
            .try_into()
            .ok()?;
        (code.get(at + opcode.len() + 4) == Some(&0)).then_some(())?;
        Some(Reference {
            variable: u64::from(u32::from_le_bytes(operand)),
            instruction: entry.checked_add(u64::try_from(at).ok()?)?,
        })
    })
}

fn followed_by(code: &[u8], entry: u64, reference: Reference, length: u64, next: &[u8]) -> bool {
    let after = usize::try_from(reference.instruction - entry + length).ok();
    after
        .and_then(|at| code.get(at..))
        .is_some_and(|rest| rest.starts_with(next))
}

/// `LDRB Wt, [Xn, #imm12]`.
const fn is_load_byte(word: u32) -> bool {
    word & 0xffc0_0000 == 0x3940_0000
}

/// `LDR Xt, [Xn, #imm12 * 8]`.
const fn is_load_word(word: u32) -> bool {
    word & 0xffc0_0000 == 0xf940_0000
}

/// `ADRP Xn, page` followed at once by a load from `[Xn, #imm12 * scale]`.
fn arm64_references<'c>(
    code: &'c [u8],
    entry: u64,
    is_load: fn(u32) -> bool,
    scale: u64,
) -> impl Iterator<Item = Reference> + 'c {
    let words = code
        .chunks_exact(4)
        .filter_map(|word| Some(u32::from_le_bytes(word.try_into().ok()?)));
    let next = words.clone().skip(1);
    words
        .zip(next)
        .enumerate()
        .filter_map(move |(index, (first, second))| {
            let is_adrp = first & 0x9f00_0000 == 0x9000_0000;
            let same_register = first & 0x1f == (second >> 5) & 0x1f;
            if !(is_adrp && is_load(second) && same_register) {
                return None;
            }
            let address = entry.checked_add(4 * u64::try_from(index).ok()?)?;
            let page = (address & !0xfff).checked_add_signed(adrp_pages(first) << 12)?;
            let offset = u64::from((second >> 10) & 0xfff) * scale;
            Some(Reference {
                variable: page.checked_add(offset)?,
                instruction: address,
            })
        })
}

/// The signed 21-bit page count of an ADRP.
fn adrp_pages(word: u32) -> i64 {
    let low = (word >> 29) & 3;
    let high = (word >> 5) & 0x7_ffff;
    let value = i64::from(high << 2 | low);
    if value >= 1 << 20 {
        value - (1 << 21)
    } else {
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amd64_compares_relative_to_the_next_instruction() {
        let mut code = vec![0x55, 0x48, 0x89, 0xe5];
        code.extend_from_slice(&[0x80, 0x3d, 0x10, 0, 0, 0, 0, 0x74, 0x02]);
        let found: Vec<Reference> = x86_references(&code, 0x1000, &[0x80, 0x3d], 1).collect();
        assert_eq!(
            found,
            [Reference {
                variable: 0x100b + 0x10,
                instruction: 0x1004
            }]
        );
    }

    #[test]
    fn a_comparison_with_another_value_is_not_it() {
        let code = [0x80, 0x3d, 0x10, 0, 0, 0, 7];
        assert_eq!(x86_references(&code, 0, &[0x80, 0x3d], 1).count(), 0);
    }

    #[test]
    fn arm64_adds_page_and_offset() {
        // adrp x27, +1 page; ldrb w2, [x27, #0x123]
        let adrp: u32 = 0x9000_0000 | 1 << 29 | 27;
        let load: u32 = 0x3940_0000 | 0x123 << 10 | 27 << 5 | 2;
        let code: Vec<u8> = [adrp, load]
            .iter()
            .flat_map(|word| word.to_le_bytes())
            .collect();
        let found: Vec<Reference> = arm64_references(&code, 0x4010, is_load_byte, 1).collect();
        assert_eq!(
            found,
            [Reference {
                variable: 0x5123,
                instruction: 0x4010
            }]
        );
        assert_eq!(adrp_pages(0x9000_0000 | 0x7_ffff << 5 | 3 << 29), -1);
    }
}
