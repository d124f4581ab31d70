//! amd64 and 386: operands relative to the next instruction, or absolute.

use super::{Reference, Width};

/// An opcode with its immediate's size and the bytes it reads.
const FORMS_64: [(&[u8], usize, Width); 3] = [
    // cmpb $0, disp32(%rip)
    (&[0x80, 0x3d], 1, Width::Byte),
    // cmpq $0, disp32(%rip)
    (&[0x48, 0x83, 0x3d], 1, Width::Pointer),
    // movq disp32(%rip), %rax
    (&[0x48, 0x8b, 0x05], 0, Width::Pointer),
];

const FORMS_32: [(&[u8], usize, Width); 3] = [
    // cmpb $0, disp32
    (&[0x80, 0x3d], 1, Width::Byte),
    // cmpl $0, disp32
    (&[0x83, 0x3d], 1, Width::Pointer),
    // movl disp32, %eax
    (&[0x8b, 0x05], 0, Width::Pointer),
];

pub(super) fn read_relative(code: &[u8], entry: u64) -> Vec<Reference> {
    read(code, entry, &FORMS_64, |end, operand| {
        end.checked_add_signed(i64::from(operand))
    })
}

pub(super) fn read_absolute(code: &[u8], entry: u64) -> Vec<Reference> {
    read(code, entry, &FORMS_32, |_, operand| {
        Some(u64::from(operand.cast_unsigned()))
    })
}

fn read(
    code: &[u8],
    entry: u64,
    forms: &[(&[u8], usize, Width)],
    address: fn(u64, i32) -> Option<u64>,
) -> Vec<Reference> {
    let mut found: Vec<Reference> = forms
        .iter()
        .flat_map(|(opcode, immediate, width)| {
            memchr::memmem::find_iter(code, *opcode).filter_map(move |at| {
                let operand_at = at + opcode.len();
                let end = operand_at + 4 + immediate;
                let operand: [u8; 4] = code.get(operand_at..operand_at + 4)?.try_into().ok()?;
                let zero = code.get(operand_at + 4..end)?.iter().all(|byte| *byte == 0);
                let instruction = entry.checked_add(u64::try_from(at).ok()?)?;
                let after = entry.checked_add(u64::try_from(end).ok()?)?;
                let variable = address(after, i32::from_le_bytes(operand))?;
                zero.then_some(Reference {
                    variable,
                    instruction,
                    width: *width,
                })
            })
        })
        .collect();
    found.sort_by_key(|reference| reference.instruction);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(code: &[u8], expect: &[(u64, Width)]) {
        let found: Vec<(u64, Width)> = read_relative(code, 0x1000)
            .iter()
            .map(|r| (r.variable, r.width))
            .collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn operands_count_from_the_next_instruction() {
        check(
            &[0x55, 0x80, 0x3d, 0x10, 0, 0, 0, 0, 0x74],
            &[(0x1018, Width::Byte)],
        );
        check(
            &[0x48, 0x8b, 0x05, 0xf9, 0xff, 0xff, 0xff],
            &[(0x1000, Width::Pointer)],
        );
    }

    #[test]
    fn a_comparison_with_another_value_is_not_it() {
        check(&[0x80, 0x3d, 0x10, 0, 0, 0, 7], &[]);
    }

    #[test]
    fn addresses_stand_as_they_are_on_386() {
        let found = read_absolute(&[0x80, 0x3d, 0x78, 0x56, 0x34, 0x12, 0], 0);
        assert_eq!(found.first().map(|r| r.variable), Some(0x1234_5678));
    }
}
