//! riscv64: `AUIPC` and a load, or `AUIPC`, `ADDI` and a load.

use super::{Form, Reference, Width, sign_extend, words};

const FORM: Form = Form {
    base: auipc,
    add: addi,
    load,
};

pub(super) fn read(code: &[u8], entry: u64) -> Vec<Reference> {
    FORM.read(&words(code, entry, true))
}

fn auipc(word: u32, address: u64) -> Option<(u64, u32)> {
    (word & 0x7f == 0x17).then_some(())?;
    let base = address.checked_add_signed(sign_extend(word & 0xffff_f000, 32))?;
    Some((base, (word >> 7) & 0x1f))
}

fn addi(word: u32, register: u32, base: u64) -> Option<u64> {
    let same = (word >> 15) & 0x1f == register && (word >> 7) & 0x1f == register;
    (word & 0x707f == 0x13 && same).then(|| base.checked_add_signed(sign_extend(word >> 20, 12)))?
}

/// `LBU rd, imm(rs1)` or `LD rd, imm(rs1)`.
fn load(word: u32, register: u32, base: u64) -> Option<(u64, Width)> {
    let width = match word & 0x707f {
        0x4003 => Width::Byte,
        0x3003 => Width::Pointer,
        _ => return None,
    };
    let through = (word >> 15) & 0x1f == register;
    let at = base.checked_add_signed(sign_extend(word >> 20, 12))?;
    through.then_some((at, width))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn real_code() {
        // auipc t0, 631; lbu t0, 598(t0); beqz t0, …
        let words: [u32; 3] = [0x0027_7297, 0x2562_c283, 0x0a02_8663];
        let code: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
        let found = read(&code, 0x7_5aa4);
        assert_eq!(
            found.first().map(|r| (r.variable, r.width)),
            Some((0x7_5aa4 + (631 << 12) + 598, Width::Byte))
        );
    }
}
