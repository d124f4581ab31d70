//! ppc64 and ppc64le: `LIS` or `ADDIS` from r2 is link-dependent; only the absolute `LIS Rn, high` with a
//! load through it is read.

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
            // addis rt, 0, high
            (first >> 26 == 15 && (first >> 16) & 0x1f == 0).then_some(())?;
            let high = sign_extend(first & 0xffff, 16) << 16;
            let (width, low) = match second >> 26 {
                34 => (Width::Byte, sign_extend(second & 0xffff, 16)),
                58 if second & 3 == 0 => (Width::Pointer, sign_extend(second & 0xfffc, 16)),
                _ => return None,
            };
            let through = (second >> 16) & 0x1f == (first >> 21) & 0x1f;
            let variable = u64::try_from(high.checked_add(low)?).ok()?;
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
