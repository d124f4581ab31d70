//! Which symbols `LC_DYLD_INFO` binds at start and which at the first call.
//!
//! Both lists are programs of one-byte opcodes (`BIND_OPCODE_*` in `mach-o/loader.h`); only the names in
//! them matter here.

use std::collections::BTreeSet;

use crate::words::{MAX_NAME, Words};

const SET_SYMBOL: u8 = 0x40;
const THREADED: u8 = 0xd0;

/// Offset and bytes of the two lists.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Binds {
    pub(super) now: (u64, u64),
    pub(super) lazy: (u64, u64),
}

/// The names in each list.
#[derive(Debug, Default)]
pub(super) struct BoundNames<'d> {
    now: BTreeSet<&'d str>,
    lazy: BTreeSet<&'d str>,
}

impl BoundNames<'_> {
    /// Whether a symbol is bound at the first call; `None` where no list names it. A symbol in both lists
    /// is needed at start.
    pub(super) fn lazy(&self, name: &str) -> Option<bool> {
        if self.now.contains(name) {
            return Some(false);
        }
        self.lazy.contains(name).then_some(true)
    }
}

impl Binds {
    pub(super) fn names<'d>(&self, words: Words<'d>) -> BoundNames<'d> {
        let list = |(offset, length)| names(words.part(offset, length));
        BoundNames {
            now: list(self.now),
            lazy: list(self.lazy),
        }
    }
}

/// Bytes of LEB128 operands after an opcode.
const fn operands(opcode: u8, immediate: u8) -> u32 {
    match opcode {
        // ordinal; addend; segment offset; address; do-bind with address
        0x20 | 0x60 | 0x70 | 0x80 | 0xa0 => 1,
        // do-bind, times and skipping
        0xc0 => 2,
        // threaded, subopcode "set table size"
        THREADED if immediate == 0 => 1,
        _ => 0,
    }
}

fn names(list: Words<'_>) -> BTreeSet<&str> {
    let mut names = BTreeSet::new();
    let mut at = 0;
    while let Some(byte) = list.u8(at) {
        at += 1;
        if byte & 0xf0 == SET_SYMBOL {
            let Some(name) = list.name(at) else {
                // Not UTF-8, or too long: the list goes on behind its NUL.
                at += 1 + skip_name(list, at);
                continue;
            };
            names.insert(name);
            at += name.len() as u64 + 1;
        } else {
            for _ in 0..operands(byte & 0xf0, byte & 0x0f) {
                while list.u8(at).is_some_and(|byte| byte & 0x80 != 0) {
                    at += 1;
                }
                at += 1;
            }
        }
    }
    names
}

fn skip_name(list: Words<'_>, at: u64) -> u64 {
    let bytes = list.upto(at, MAX_NAME as u64);
    memchr::memchr(0, bytes).unwrap_or(bytes.len()) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_behind_their_opcode() {
        // ordinal 1, symbol "_a", type pointer, segment 2 at 0x80, bind; "_b", bind with address.
        let list = b"\x11\x40_a\0\x51\x72\x80\x01\x90\x40_b\0\xa0\x08\0";
        let names = names(Words::new(list, true));
        assert_eq!(names.into_iter().collect::<Vec<_>>(), ["_a", "_b"]);
    }

    #[test]
    fn an_endless_number_ends_with_the_list() {
        assert!(names(Words::new(b"\x72\xff\xff\xff", true)).is_empty());
        assert!(names(Words::new(b"\x40abc", true)).is_empty());
    }
}
