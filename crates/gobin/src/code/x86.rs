//! amd64 and 386: operands relative to the next instruction, or absolute.

use super::{Reference, Width};

/// An opcode with its immediate's size and the bytes it reads.
const FORMS_64: [(&[u8], usize, Width); 4] = [
    // cmpb $0, disp32(%rip)
    (&[0x80, 0x3d], 1, Width::Byte),
    // movzbl disp32(%rip), %eax
    (&[0x0f, 0xb6, 0x05], 0, Width::Byte),
    // cmpq $0, disp32(%rip)
    (&[0x48, 0x83, 0x3d], 1, Width::Pointer),
    // movq disp32(%rip), %rax
    (&[0x48, 0x8b, 0x05], 0, Width::Pointer),
];

const FORMS_32: [(&[u8], usize, Width); 4] = [
    // cmpb $0, disp32
    (&[0x80, 0x3d], 1, Width::Byte),
    // movzbl disp32, %eax
    (&[0x0f, 0xb6, 0x05], 0, Width::Byte),
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
    let mut found = read(code, entry, &FORMS_32, |_, operand| {
        Some(u64::from(operand.cast_unsigned()))
    });
    found.extend(read_from_pc(code, entry));
    found.sort_by_key(|reference| reference.instruction);
    found
}

/// The position-independent form of 386: `call` of the thunk that loads the return address into `%eax`,
/// `leal disp32(%eax), %eax`, `movzbl (%eax), %eax` or `movl (%eax), %eax`.
fn read_from_pc(code: &[u8], entry: u64) -> Vec<Reference> {
    const LEA: &[u8] = &[0x8d, 0x80];
    let reference = |at: usize| {
        let call = at.checked_sub(5)?;
        (code.get(call) == Some(&0xe8)).then_some(())?;
        let displacement: [u8; 4] = code.get(at + 2..at + 6)?.try_into().ok()?;
        let width = match code.get(at + 6..at + 9)? {
            [0x0f, 0xb6, 0x00] => Width::Byte,
            [0x8b, 0x00, _] => Width::Pointer,
            _ => return None,
        };
        let pc = entry.checked_add(u64::try_from(at).ok()?)?;
        let variable = pc.checked_add_signed(i64::from(i32::from_le_bytes(displacement)))?;
        let instruction = entry.checked_add(u64::try_from(call).ok()?)?;
        Some(Reference {
            variable,
            instruction,
            width,
        })
    };
    memchr::memmem::find_iter(code, LEA)
        .filter_map(reference)
        .collect()
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
    fn position_independent_code_of_386_starts_from_the_thunk() {
        let code = [
            0xe8, 0, 0, 0, 0, 0x8d, 0x80, 0x7b, 0xb5, 0x32, 0, 0x0f, 0xb6, 0x00, 0x84, 0xc0,
        ];
        let found = read_absolute(&code, 0x1_b203);
        assert_eq!(
            found.first().map(|r| r.variable),
            Some(0x1_b208 + 0x32_b57b)
        );
    }

    #[test]
    fn addresses_stand_as_they_are_on_386() {
        let found = read_absolute(&[0x80, 0x3d, 0x78, 0x56, 0x34, 0x12, 0], 0);
        assert_eq!(found.first().map(|r| r.variable), Some(0x1234_5678));
    }
}
