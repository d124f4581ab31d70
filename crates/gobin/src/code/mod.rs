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
