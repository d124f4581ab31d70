//! arm: `LDR Rn, [pc, #±imm12]` of an address, then `LDRB` or `LDR` through it.

use super::{Reference, Width, words};

pub(super) fn read(code: &[u8], entry: u64) -> Vec<Reference> {
    let words = words(code, entry, true);
    let literal = |at: u64| {
        words
            .iter()
            .find(|(address, _)| *address == at)
            .map(|(_, word)| *word)
    };
    words
        .windows(2)
        .filter_map(|two| {
            let [(address, first), (_, second)] = *two else {
                return None;
            };
            let variable = u64::from(literal(literal_address(first, address)?)?);
            let width = match second & 0x0ff0_0000 {
                0x05d0_0000 => Width::Byte,
                0x0590_0000 => Width::Pointer,
                _ => return None,
            };
            let through = (second >> 16) & 0xf == (first >> 12) & 0xf && second & 0xfff == 0;
            through.then_some(Reference {
                variable,
                instruction: address,
                width,
            })
        })
        .collect()
}

/// Where `LDR Rn, [pc, #±imm12]` reads its literal: the program counter is two instructions ahead.
fn literal_address(word: u32, address: u64) -> Option<u64> {
    let offset = u64::from(word & 0xfff);
    match word & 0x0fff_0000 {
        0x059f_0000 => address.checked_add(8)?.checked_add(offset),
        0x051f_0000 => address.checked_add(8)?.checked_sub(offset),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn real_code_with_its_literal() {
        // ldr r11, [pc, #4]; ldrb r0, [r11]; cmp r0, #0; .word 0x00123456
        let words: [u32; 4] = [0xe59f_b004, 0xe5db_0000, 0xe350_0000, 0x0012_3456];
        let code: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
        let found = read(&code, 0x1000);
        assert_eq!(
            found,
            [Reference {
                variable: 0x12_3456,
                instruction: 0x1000,
                width: Width::Byte
            }]
        );
    }
}
