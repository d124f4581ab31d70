//! arm64: `ADRP` and a load, or `ADRP`, `ADD` and a load (position-independent code of Go 1.19).

use super::{Form, Reference, Width, sign_extend, words};

const FORM: Form = Form {
    base: adrp,
    add,
    load,
};

pub(super) fn read(code: &[u8], entry: u64) -> Vec<Reference> {
    FORM.read(&words(code, entry, true))
}

/// The page that `ADRP Xn, page` computes.
fn adrp(word: u32, address: u64) -> Option<(u64, u32)> {
    (word & 0x9f00_0000 == 0x9000_0000).then_some(())?;
    let pages = sign_extend(((word >> 5) & 0x7_ffff) << 2 | (word >> 29) & 3, 21);
    let page = (address & !0xfff).checked_add_signed(pages << 12)?;
    Some((page, word & 0x1f))
}

/// `ADD Xn, Xn, #imm12`.
fn add(word: u32, register: u32, base: u64) -> Option<u64> {
    let same = word & 0x1f == register && (word >> 5) & 0x1f == register;
    (word & 0xffc0_0000 == 0x9100_0000 && same).then_some(())?;
    base.checked_add(u64::from((word >> 10) & 0xfff))
}

/// `LDRB Wt, [Xn, #imm12]` or `LDR Xt, [Xn, #imm12 * 8]`.
fn load(word: u32, register: u32, base: u64) -> Option<(u64, Width)> {
    let (scale, width) = match word & 0xffc0_0000 {
        0x3940_0000 => (1, Width::Byte),
        0xf940_0000 => (8, Width::Pointer),
        _ => return None,
    };
    let offset = u64::from((word >> 10) & 0xfff) * scale;
    ((word >> 5) & 0x1f == register)
        .then(|| base.checked_add(offset))?
        .map(|at| (at, width))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(words: &[u32], expect: Option<u64>) {
        let code: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
        assert_eq!(read(&code, 0x4010).first().map(|r| r.variable), expect);
    }

    #[test]
    fn page_and_offset_add_up() {
        let adrp = 0x9000_0000 | 1 << 29 | 27;
        check(
            &[adrp, 0x3940_0000 | 0x123 << 10 | 27 << 5 | 2, 0],
            Some(0x5123),
        );
        check(&[adrp, 0x3940_0000 | 0x123 << 10 | 26 << 5 | 2, 0], None);
    }

    #[test]
    fn real_code_of_a_go_1_19_pie() {
        // adrp x2, +0x1f8 pages; add x2, x2, #1867; ldrb w2, [x2]
        check(
            &[0x9000_0fc2, 0x911d_2c42, 0x3940_0042],
            Some(0x4000 + (0x1f8 << 12) + 1867),
        );
    }
}
