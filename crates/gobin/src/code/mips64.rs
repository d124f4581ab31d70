//! mips64: `LUI Rn, high` and a load through it, in code at a fixed address. Code that adds `gp` between
//! (linked by the host) is not read: what `gp` is, is decided elsewhere.

use super::{Form, Reference, Width, no_addition, sign_extend, words};

const FORM: Form = Form {
    base: lui,
    add: no_addition,
    load,
};

pub(super) fn read_little(code: &[u8], entry: u64) -> Vec<Reference> {
    FORM.read(&words(code, entry, true))
}

pub(super) fn read_big(code: &[u8], entry: u64) -> Vec<Reference> {
    FORM.read(&words(code, entry, false))
}

/// `LUI rt, high`.
fn lui(word: u32, _address: u64) -> Option<(u64, u32)> {
    (word >> 26 == 15 && (word >> 21) & 0x1f == 0).then_some(())?;
    let high = sign_extend(word & 0xffff, 16) << 16;
    Some((high.cast_unsigned(), (word >> 16) & 0x1f))
}

/// `LBU rt, low(rs)` or `LD rt, low(rs)`.
fn load(word: u32, register: u32, base: u64) -> Option<(u64, Width)> {
    let width = match word >> 26 {
        0x24 => Width::Byte,
        0x37 => Width::Pointer,
        _ => return None,
    };
    let through = (word >> 21) & 0x1f == register;
    through.then_some((
        base.wrapping_add_signed(sign_extend(word & 0xffff, 16)),
        width,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_low_half_is_signed() {
        // lui r23, 0x33; lbu r1, -16(r23)
        let words: [u32; 2] = [
            15 << 26 | 23 << 16 | 0x33,
            0x24 << 26 | 23 << 21 | 1 << 16 | 0xfff0,
        ];
        let code: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
        assert_eq!(
            read_little(&code, 0).first().map(|r| r.variable),
            Some(0x33_0000 - 16)
        );
    }
}
