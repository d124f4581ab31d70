//! The seccomp filter that stops a thread at the calls of the table, and lets every other pass at full speed.

use super::table::{CALLS, Call, When};
use crate::sys::Instruction;

/// `AUDIT_ARCH_…` of linux/audit.h for the architecture that this was built for.
#[cfg(target_arch = "x86_64")]
pub(crate) const NATIVE: u32 = 0xc000_003e;
#[cfg(target_arch = "aarch64")]
pub(crate) const NATIVE: u32 = 0xc000_00b7;

/// Codes of `linux/bpf_common.h`: load a word, jump if equal, at least, any bit, return.
const LOAD: u16 = 0x20;
const IF_EQUAL: u16 = 0x15;
const IF_AT_LEAST: u16 = 0x35;
const IF_ANY: u16 = 0x45;
const RETURN: u16 = 0x06;
/// `SECCOMP_RET_ALLOW` and `SECCOMP_RET_TRACE` of linux/seccomp.h.
const ALLOW: u32 = 0x7fff_0000;
const TRACE: u32 = 0x7ff0_0000;
/// Offsets in `struct seccomp_data`: number, architecture, arguments of eight bytes.
const NUMBER: u32 = 0;
const ARCHITECTURE: u32 = 4;
const ARGUMENTS: u32 = 16;

const fn at(code: u16, operand: u32, yes: u8, no: u8) -> Instruction {
    Instruction {
        code,
        yes,
        no,
        operand,
    }
}

/// The filter of the whole table.
pub(crate) fn filter() -> Vec<Instruction> {
    let mut program = vec![
        at(LOAD, ARCHITECTURE, 0, 0),
        at(IF_EQUAL, NATIVE, 1, 0),
        at(RETURN, ALLOW, 0, 0),
    ];
    for call in CALLS.into_iter().flatten() {
        program.extend(block(call));
    }
    program.push(at(RETURN, ALLOW, 0, 0));
    program
}

/// What one call adds: skipped as a whole where the number is another.
fn block(call: &Call) -> Vec<Instruction> {
    let mut body = Vec::new();
    for when in call.when {
        body.extend(test(*when));
    }
    let last = if call.when.is_empty() { TRACE } else { ALLOW };
    body.push(at(RETURN, last, 0, 0));
    let number = u32::try_from(call.number).unwrap_or(u32::MAX);
    // Blocks are some instructions long: a handful of conditions of at most six.
    let skip = u8::try_from(body.len()).unwrap_or(u8::MAX);
    let mut block = vec![at(LOAD, NUMBER, 0, 0), at(IF_EQUAL, number, 0, skip)];
    block.append(&mut body);
    block
}

/// One condition: traced if it holds, else on to the next instruction behind it.
fn test(when: When) -> Vec<Instruction> {
    let low = |argument: u32| ARGUMENTS + 8 * argument;
    match when {
        When::Is(argument, value) => vec![
            at(LOAD, low(argument), 0, 0),
            at(IF_EQUAL, value, 0, 1),
            at(RETURN, TRACE, 0, 0),
        ],
        When::Any(argument, mask) => vec![
            at(LOAD, low(argument), 0, 0),
            at(IF_ANY, mask, 0, 1),
            at(RETURN, TRACE, 0, 0),
        ],
        When::AtLeast(argument, least) => vec![
            at(LOAD, low(argument) + 4, 0, 0),
            at(IF_AT_LEAST, 1, 2, 0),
            at(LOAD, low(argument), 0, 0),
            at(IF_AT_LEAST, least, 0, 1),
            at(RETURN, TRACE, 0, 0),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs a filter as the kernel does.
    fn run(program: &[Instruction], architecture: u32, number: i64, arguments: [u64; 6]) -> u32 {
        let word = |offset: u32| match offset {
            NUMBER => u32::try_from(number).unwrap(),
            ARCHITECTURE => architecture,
            _ => {
                let value = arguments[(offset - ARGUMENTS) as usize / 8];
                let half = if offset.is_multiple_of(8) {
                    value
                } else {
                    value >> 32
                };
                u32::try_from(half & 0xffff_ffff).unwrap()
            }
        };
        let (mut next, mut held) = (0, 0);
        loop {
            let Instruction {
                code,
                yes,
                no,
                operand,
            } = program[next];
            let jump = |holds: bool| usize::from(if holds { yes } else { no });
            next += 1;
            match code {
                LOAD => held = word(operand),
                IF_EQUAL => next += jump(held == operand),
                IF_AT_LEAST => next += jump(held >= operand),
                IF_ANY => next += jump(held & operand != 0),
                RETURN => return operand,
                other => panic!("{other:#x}"),
            }
        }
    }

    fn check(name: &str, arguments: [u64; 6], expect: u32) {
        let call = CALLS.into_iter().flatten().find(|call| call.name == name);
        let number = call.unwrap().number;
        assert_eq!(run(&filter(), NATIVE, number, arguments), expect, "{name}");
        assert_eq!(run(&filter(), 0x4000_0003, number, arguments), ALLOW);
    }

    #[test]
    fn calls_of_the_table_stop_where_they_can_matter() {
        check("execve", [0; 6], TRACE);
        check("clone3", [0; 6], TRACE);
        check("mmap", [0, 4096, 3, 0x22, 0, 0], ALLOW);
        check("mmap", [0, 4096, 5, 2, 3, 0], TRACE);
        check("mmap", [0, 4096, 0, 0x2_0022, 0, 0], TRACE);
        check("mmap", [0, 1 << 32, 0, 0x22, 0, 0], TRACE);
        check("mmap", [0, 8 << 20, 0, 0x22, 0, 0], TRACE);
        check("write", [2, 0, 0, 0, 0, 0], TRACE);
        check("write", [1, 0, 0, 0, 0, 0], ALLOW);
        check("brk", [0; 6], TRACE);
        check("brk", [1 << 20, 0, 0, 0, 0, 0], ALLOW);
        check("prlimit64", [0, 3, 0, 1 << 40, 0, 0], ALLOW);
        check("prlimit64", [0, 3, 1 << 40, 0, 0, 0], TRACE);
    }

    #[test]
    fn every_other_call_passes() {
        for number in [
            libc::SYS_getppid,
            libc::SYS_futex,
            libc::SYS_close,
            libc::SYS_read,
        ] {
            assert_eq!(run(&filter(), NATIVE, number, [u64::MAX; 6]), ALLOW);
        }
    }

    #[test]
    fn no_block_is_longer_than_a_jump_reaches() {
        for call in CALLS.into_iter().flatten() {
            assert!(block(call).len() < 255, "{}", call.name);
        }
        assert!(filter().len() < 4096);
    }
}
