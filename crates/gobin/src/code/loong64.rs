//! loong64: `PCALAU12I rd, page`, then `LD.BU` or `LD.D` through it, with or without `ADDI.D` between.

use super::{Form, Reference, Width, sign_extend, words};

const FORM: Form = Form {
    base: pcalau12i,
    add: addi,
    load,
};

pub(super) fn read(code: &[u8], entry: u64) -> Vec<Reference> {
    FORM.read(&words(code, entry, true))
}

fn pcalau12i(word: u32, address: u64) -> Option<(u64, u32)> {
    (word >> 25 == 0b000_1101).then_some(())?;
    let pages = sign_extend((word >> 5) & 0xf_ffff, 20);
    let page = (address & !0xfff).checked_add_signed(pages << 12)?;
    Some((page, word & 0x1f))
}

fn immediate(word: u32, register: u32, base: u64) -> Option<u64> {
    let through = (word >> 5) & 0x1f == register;
    through.then(|| base.checked_add_signed(sign_extend((word >> 10) & 0xfff, 12)))?
}

fn addi(word: u32, register: u32, base: u64) -> Option<u64> {
    (word >> 22 == 0b00_0000_1011).then(|| immediate(word, register, base))?
}

fn load(word: u32, register: u32, base: u64) -> Option<(u64, Width)> {
    let width = match word >> 22 {
        0b00_1010_1000 => Width::Byte,
        0b00_1010_0011 => Width::Pointer,
        _ => return None,
    };
    Some((immediate(word, register, base)?, width))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_and_signed_offset_add_up() {
        let page: u32 = 0b000_1101 << 25 | 2 << 5 | 20;
        let load: u32 = 0b00_1010_1000 << 22 | 0xff8 << 10 | 20 << 5 | 4;
        let code: Vec<u8> = [page, load, 0]
            .iter()
            .flat_map(|word| word.to_le_bytes())
            .collect();
        assert_eq!(
            read(&code, 0x1_0010).first().map(|r| r.variable),
            Some(0x1_2000 - 8)
        );
    }
}
