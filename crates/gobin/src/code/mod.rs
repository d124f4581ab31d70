//! Reads of global variables in machine code, for the handful of instruction forms in which Go's own
//! runtime reads them: one file an architecture.
//!
//! No disassembler: the forms are few and fixed by Go's assembler, a match counts only where it names
//! writable memory, and what does not match is unknown.

mod arm;
mod arm64;
mod loong64;
mod mips64;
mod ppc64;
mod riscv64;
mod s390x;
mod x86;

use image::Image;

/// How many bytes an instruction reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Width {
    /// One byte: a `bool`.
    Byte,
    /// A pointer: 4 or 8 bytes.
    Pointer,
}

/// One read of a global variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reference {
    /// Virtual address of the variable.
    pub(crate) variable: u64,
    /// Virtual address of the first instruction of the form.
    pub(crate) instruction: u64,
    /// Bytes read.
    pub(crate) width: Width,
}

/// The instruction forms of one architecture.
///
/// `code` starts at `entry`; the result is in code order.
type Decode = fn(code: &[u8], entry: u64) -> Vec<Reference>;

fn decoder(image: &Image<'_>) -> Option<Decode> {
    Some(match image.arch.goarch()? {
        "386" => x86::read_absolute,
        "amd64" => x86::read_relative,
        "arm" => arm::read,
        "arm64" => arm64::read,
        "loong64" => loong64::read,
        "mips64le" => mips64::read_little,
        "mips64" => mips64::read_big,
        "ppc64le" => ppc64::read_little,
        "ppc64" => ppc64::read_big,
        "riscv64" => riscv64::read,
        "s390x" => s390x::read,
        _ => return None,
    })
}

/// Every read of a writable global variable in the first `reach` bytes of the function at `entry`.
pub(crate) fn references(image: &Image<'_>, entry: u64, reach: usize) -> Vec<Reference> {
    let code = image
        .bytes_from(entry)
        .map(|bytes| bytes.get(..reach).unwrap_or(bytes));
    let (Some(code), Some(decode)) = (code, decoder(image)) else {
        return Vec::new();
    };
    let in_data = |r: &Reference| image.segment_at(r.variable).is_some_and(|s| s.writable);
    decode(code, entry).into_iter().filter(in_data).collect()
}

/// The 32-bit instruction words of `code` with their addresses.
fn words(code: &[u8], entry: u64, little_endian: bool) -> Vec<(u64, u32)> {
    let word = |bytes: &[u8]| -> Option<u32> {
        let bytes: [u8; 4] = bytes.try_into().ok()?;
        Some(if little_endian {
            u32::from_le_bytes(bytes)
        } else {
            u32::from_be_bytes(bytes)
        })
    };
    let address = |index: usize| {
        u64::try_from(index)
            .ok()?
            .checked_mul(4)?
            .checked_add(entry)
    };
    code.chunks_exact(4)
        .enumerate()
        .filter_map(|(index, bytes)| Some((address(index)?, word(bytes)?)))
        .collect()
}

/// How machines with fixed instruction words reach a global variable: one instruction computes a base in a
/// register, another may add to it, and one loads through it.
struct Form {
    /// The base that an instruction at an address computes, and its register.
    base: fn(word: u32, address: u64) -> Option<(u64, u32)>,
    /// The base after an addition to the register itself.
    add: fn(word: u32, register: u32, base: u64) -> Option<u64>,
    /// What a load through the register reads.
    load: fn(word: u32, register: u32, base: u64) -> Option<(u64, Width)>,
}

impl Form {
    /// Every read of this form in `words`, in order.
    fn read(&self, words: &[(u64, u32)]) -> Vec<Reference> {
        let at = |index: usize| words.get(index).map(|(_, word)| *word);
        let reference = |(index, (address, first)): (usize, &(u64, u32))| {
            let (base, register) = (self.base)(*first, *address)?;
            let second = at(index + 1)?;
            let added = || {
                (self.load)(
                    at(index + 2)?,
                    register,
                    (self.add)(second, register, base)?,
                )
            };
            let (variable, width) = (self.load)(second, register, base).or_else(added)?;
            Some(Reference {
                variable,
                instruction: *address,
                width,
            })
        };
        words.iter().enumerate().filter_map(reference).collect()
    }
}

/// For machines whose loads reach far enough.
const fn no_addition(_word: u32, _register: u32, _base: u64) -> Option<u64> {
    None
}

/// The low `bits` bits of `value` as a signed number.
const fn sign_extend(value: u32, bits: u32) -> i64 {
    let shift = 64 - bits;
    ((value as i64) << shift) >> shift
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_sign() {
        assert_eq!(sign_extend(0xfff, 12), -1);
        assert_eq!(sign_extend(0x7ff, 12), 0x7ff);
        assert_eq!(sign_extend(0xffff_ffff, 32), -1);
    }
}
