//! s390x: `LARL Rn, address`, then `LLGC` or `LG` through it, or `LGRL Rn, address`; instructions of 2, 4
//! and 6 bytes.

use super::{Reference, Width, sign_extend};

pub(super) fn read(code: &[u8], entry: u64) -> Vec<Reference> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(&first) = code.get(at) {
        let rest = code.get(at..).unwrap_or_default();
        let address = entry.wrapping_add(at as u64);
        found.extend(through_register(rest, address).or_else(|| relative(rest, address)));
        at += length(first);
    }
    found
}

/// The two top bits of the first byte tell an instruction's length.
const fn length(first: u8) -> usize {
    match first >> 6 {
        0 => 2,
        3 => 6,
        _ => 4,
    }
}

/// `LGRL Rn, address`.
fn relative(code: &[u8], address: u64) -> Option<Reference> {
    let [0xc4, register, a, b, c, d] = *code.get(..6)? else {
        return None;
    };
    (register & 0xf == 8).then_some(())?;
    let halfwords = sign_extend(u32::from_be_bytes([a, b, c, d]), 32);
    let variable = address.checked_add_signed(halfwords.checked_mul(2)?)?;
    Some(Reference {
        variable,
        instruction: address,
        width: Width::Pointer,
    })
}

fn through_register(code: &[u8], address: u64) -> Option<Reference> {
    let larl: [u8; 6] = code.get(..6)?.try_into().ok()?;
    let load: [u8; 6] = code.get(6..12)?.try_into().ok()?;
    let [0xc0, register, a, b, c, d] = larl else {
        return None;
    };
    let [0xe3, target, base, low, high, opcode] = load else {
        return None;
    };
    let width = match opcode {
        0x90 => Width::Byte,
        0x04 => Width::Pointer,
        _ => return None,
    };
    let halfwords = sign_extend(u32::from_be_bytes([a, b, c, d]), 32);
    let displacement = sign_extend(
        u32::from(high) << 12 | u32::from(base & 0xf) << 8 | u32::from(low),
        20,
    );
    let plain = register & 0xf == 0 && target & 0xf == 0 && base >> 4 == register >> 4;
    let variable = address
        .checked_add_signed(halfwords.checked_mul(2)?)?
        .checked_add_signed(displacement)?;
    plain.then_some(Reference {
        variable,
        instruction: address,
        width,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn real_code() {
        // lay %r15,-48(%r15); larl %r10, 0x12de9c0; llgc %r0, 0(%r10)
        let code = [
            0xe3, 0xff, 0x0f, 0xd0, 0xff, 0x71, 0xc0, 0xa0, 0x00, 0x16, 0xca, 0x47, 0xe3, 0x00,
            0xa0, 0, 0, 0x90,
        ];
        let found = read(&code, 0x100_552c);
        assert_eq!(
            found,
            [Reference {
                variable: 0x12d_e9c0,
                instruction: 0x100_5532,
                width: Width::Byte
            }]
        );
    }
}
