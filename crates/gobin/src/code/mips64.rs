//! mips64: `LUI Rn, high` and a load through it, in code at a fixed address. Code that adds `gp` between
//! (linked by the host) is not read: what `gp` is, is decided elsewhere.

use super::{Reference, Width, sign_extend, words};

pub(super) fn read_little(code: &[u8], entry: u64) -> Vec<Reference> {
    read(code, entry, true)
}

pub(super) fn read_big(code: &[u8], entry: u64) -> Vec<Reference> {
    read(code, entry, false)
}

fn read(code: &[u8], entry: u64, little_endian: bool) -> Vec<Reference> {
    let words = words(code, entry, little_endian);
    words
        .windows(2)
        .filter_map(|two| {
            let [(address, first), (_, second)] = *two else {
                return None;
            };
            // lui rt, high
            (first >> 26 == 15 && (first >> 21) & 0x1f == 0).then_some(())?;
            let high = sign_extend(first & 0xffff, 16) << 16;
            let width = match second >> 26 {
                0x24 => Width::Byte,
                0x37 => Width::Pointer,
                _ => return None,
            };
            let through = (second >> 21) & 0x1f == (first >> 16) & 0x1f;
            let variable =
                u64::try_from(high.checked_add(sign_extend(second & 0xffff, 16))?).ok()?;
            through.then_some(Reference {
                variable,
                instruction: address,
                width,
            })
        })
        .collect()
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
