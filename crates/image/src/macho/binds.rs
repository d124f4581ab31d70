//! Which symbols `LC_DYLD_INFO` binds at start and which at the first call.
//!
//! Both lists are programs of one-byte opcodes (`BIND_OPCODE_*` in `mach-o/loader.h`); only the names
//! in them, and the libraries that they are searched in, matter here.

use std::collections::BTreeMap;

use crate::words::{MAX_NAME, Words};

const SET_LIBRARY_IMMEDIATE: u8 = 0x10;
const SET_LIBRARY: u8 = 0x20;
const SET_LIBRARY_SPECIAL: u8 = 0x30;
const SET_SYMBOL: u8 = 0x40;
const THREADED: u8 = 0xd0;

/// Offset and bytes of the two lists.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Binds {
    pub(super) now: (u64, u64),
    pub(super) lazy: (u64, u64),
}

/// Library ordinal by name; 0 and below are no library.
type Names<'d> = BTreeMap<&'d str, u64>;

/// The names in each list.
#[derive(Debug, Default)]
pub(super) struct BoundNames<'d> {
    now: Names<'d>,
    lazy: Names<'d>,
}

impl BoundNames<'_> {
    /// Whether a symbol is bound at the first call; `None` where no list names it. A symbol in both lists
    /// is needed at start.
    pub(super) fn lazy(&self, name: &str) -> Option<bool> {
        if self.now.contains_key(name) {
            return Some(false);
        }
        self.lazy.contains_key(name).then_some(true)
    }

    /// Ordinal of the library that the loader searches for a symbol, from 1; `None` where no list names the
    /// symbol, or it is searched for everywhere.
    pub(super) fn ordinal(&self, name: &str) -> Option<u64> {
        let ordinal = self.now.get(name).or_else(|| self.lazy.get(name));
        ordinal.copied().filter(|&ordinal| ordinal > 0)
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

/// LEB128 operands of an opcode that sets neither library nor symbol.
const fn operands(opcode: u8, immediate: u8) -> u32 {
    match opcode {
        // addend; segment offset; address; bind and move
        0x60 | 0x70 | 0x80 | 0xa0 => 1,
        // bind several times
        0xc0 => 2,
        // threaded, subopcode "set table size"
        THREADED if immediate == 0 => 1,
        _ => 0,
    }
}

fn names(list: Words<'_>) -> Names<'_> {
    let mut names = Names::new();
    let mut ordinal = 0;
    let mut at = 0;
    while let Some(byte) = list.u8(at) {
        at += 1;
        let (opcode, immediate) = (byte & 0xf0, byte & 0x0f);
        match opcode {
            SET_LIBRARY_IMMEDIATE => ordinal = immediate.into(),
            SET_LIBRARY_SPECIAL => ordinal = 0,
            SET_LIBRARY => ordinal = number(list, &mut at),
            SET_SYMBOL => {
                if let Some(name) = list.name(at) {
                    names.entry(name).or_insert(ordinal);
                }
                at += name_length(list, at) + 1;
            }
            _ => {
                for _ in 0..operands(opcode, immediate) {
                    number(list, &mut at);
                }
            }
        }
    }
    names
}

/// The LEB128 number at `at`, which moves behind it; too large ones lose their high bits.
fn number(list: Words<'_>, at: &mut u64) -> u64 {
    let mut value = 0;
    let mut shift = 0;
    while let Some(byte) = list.u8(*at) {
        *at += 1;
        value |= u64::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
        shift += 7;
        if byte & 0x80 == 0 {
            break;
        }
    }
    value
}

fn name_length(list: Words<'_>, at: u64) -> u64 {
    let bytes = list.upto(at, MAX_NAME as u64);
    memchr::memchr(0, bytes).unwrap_or(bytes.len()) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(list: &[u8], expect: &[(&str, u64)]) {
        let names = names(Words::new(list, true));
        assert_eq!(names.into_iter().collect::<Vec<_>>(), expect);
    }

    #[test]
    fn names_and_libraries_stand_behind_their_opcodes() {
        // ordinal 1, symbol "_a", type pointer, segment 2 at 0x80, bind; ordinal 300, "_b", bind and move.
        let list = b"\x11\x40_a\0\x51\x72\x80\x01\x90\x20\xac\x02\x40_b\0\xa0\x08\0";
        check(list, &[("_a", 1), ("_b", 300)]);
    }

    #[test]
    fn a_flat_look_up_has_no_library() {
        check(b"\x11\x3e\x40_a\0", &[("_a", 0)]);
        let flat = BoundNames {
            now: names(Words::new(b"\x3e\x40_a\0", true)),
            lazy: Names::new(),
        };
        assert_eq!((flat.ordinal("_a"), flat.lazy("_a")), (None, Some(false)));
    }

    #[test]
    fn an_endless_number_ends_with_the_list() {
        check(b"\x72\xff\xff\xff", &[]);
        check(&[0xff; 40], &[]);
        check(b"\x40abc", &[]);
    }
}
