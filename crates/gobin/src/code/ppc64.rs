//! ppc64 and ppc64le: `LIS` or `ADDIS` from r2 is link-dependent; only the absolute `LIS Rn, high` with a
//! load through it is read.

use super::{Form, Reference, Width, no_addition, sign_extend, words};

const FORM: Form = Form {
    base: lis,
    add: no_addition,
    load,
};

pub(super) fn read_little(code: &[u8], entry: u64) -> Vec<Reference> {
    FORM.read(&words(code, entry, true))
}

pub(super) fn read_big(code: &[u8], entry: u64) -> Vec<Reference> {
    FORM.read(&words(code, entry, false))
}

/// `ADDIS rt, 0, high`.
fn lis(word: u32, _address: u64) -> Option<(u64, u32)> {
    (word >> 26 == 15 && (word >> 16) & 0x1f == 0).then_some(())?;
    let high = sign_extend(word & 0xffff, 16) << 16;
    Some((high.cast_unsigned(), (word >> 21) & 0x1f))
}

/// `LBZ rt, low(ra)` or `LD rt, low(ra)`.
fn load(word: u32, register: u32, base: u64) -> Option<(u64, Width)> {
    let (width, low) = match word >> 26 {
        34 => (Width::Byte, sign_extend(word & 0xffff, 16)),
        58 if word & 3 == 0 => (Width::Pointer, sign_extend(word & 0xfffc, 16)),
        _ => return None,
    };
    let through = (word >> 16) & 0x1f == register;
    through.then_some((base.wrapping_add_signed(low), width))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_low_half_is_signed() {
        // lis r31, 0x23; lbz r3, -8(r31)
        let words: [u32; 2] = [
            15 << 26 | 31 << 21 | 0x23,
            34 << 26 | 3 << 21 | 31 << 16 | 0xfff8,
        ];
        let code: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
        assert_eq!(
            read_little(&code, 0).first().map(|r| r.variable),
            Some(0x23_0000 - 8)
        );
    }
}
