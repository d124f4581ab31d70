//! Mach-O programs with something in every table.

use crate::bytes::text_build_id;
use crate::macho::{BODY, File, Section, Symbol};

/// `cputype` of amd64 and 386.
pub const CPU: [u64; 2] = [0x0100_0007, 7];

/// A program with every table: text at `0x1000`, data at `0x3000`.
#[must_use]
pub fn program(wide: bool, little: bool) -> File {
    let mut file = File::new(wide, little, if wide { CPU[0] } else { CPU[1] });
    let text = file.blob(&[text_build_id("a/b").as_slice(), &[0xc3; 32]].concat());
    let data = file.blob(&[1, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0]);
    let binds = file.blob(b"\x11\x40_write\0\x51\x72\0\x90\0");
    let lazy = file.blob(b"\x72\x08\x12\x41_lazy\0\x90\0");
    let section = |name, address, offset, size, flags| Section {
        name,
        address,
        offset,
        size,
        flags,
    };
    let sections = [section("__text", 0x1000 + text, text, 0x40, 0)];
    file.segment("__PAGEZERO", [0, 0x1000, 0, 0], 0, &[]);
    file.segment("__TEXT", [0x1000, 0x2000, 0, 0x1080], 5, &sections);
    let sections = [
        section("__data", 0x4000, data, 16, 0),
        section("__bss", 0x4010, 0, 0x100, 1),
        section("__debug_info", 0, data, 8, 0),
    ];
    file.segment("__DATA", [0x4000, 0x1000, data, 16], 3, &sections);
    let symbol = |name, kind, description, value| Symbol {
        name,
        kind,
        section: 1,
        description,
        value,
    };
    let symbols = [
        symbol("_stab", 0x24, 0, 0x1000),
        symbol("_runtime.iscgo", 0x0e, 0, 0x4000),
        symbol("main.main", 0x0f, 0, 0x2000),
        symbol("_write", 0x01, 0x100, 0),
        symbol("_lazy", 0x01, 0x240, 0),
        symbol("_flat", 0x01, 0xfe00, 0),
    ];
    file.symbols(&symbols, 3);
    file.path(0xe, 1, "/usr/lib/dyld");
    file.path(0xc, 4, "/usr/lib/libSystem.B.dylib");
    file.path(0x8000_0018, 4, "@rpath/libweak.dylib");
    file.path(0x8000_001c, 1, "@loader_path");
    file.command(0x1b, &(0..16).collect::<Vec<u8>>());
    file.fields(0x32, &[1, 0x000c_0100, 0, 0]);
    file.fields(0x8000_0022, &[0, 0, binds, 16, 0, 0, lazy, 16, 0, 0]);
    let mut entry = file.bytes();
    entry.uints(&[text, 0], 8);
    file.command(0x8000_0028, &entry.data);
    file
}

/// Address of the data segment of [`chained`].
pub const CHAINED: u64 = 0x1_0000_4000;

/// One segment `__DATA` of one page whose chain starts at `start`; `raw` are its words.
#[must_use]
pub fn chained(format: u64, start: &[u64], raw: &[u64]) -> File {
    let wide = format != 3;
    let mut file = File::new(wide, true, if wide { 0x0100_000c } else { 7 });
    let size = file.pointer();
    let base = if wide { CHAINED - 0x4000 } else { 0x1000 };
    let mut words = file.bytes();
    words.uints(raw, size);
    let data = file.blob(&words.data);
    file.segment("__TEXT", [base, 0x4000, 0, BODY], 5, &[]);
    file.segment("__DATA", [base + 0x4000, 0x1000, data, words.len()], 3, &[]);
    let mut fixups = file.bytes();
    // Header: version, starts, imports, symbols, count, format, names.
    fixups.uints(&[0, 28, 0, 0, 0, 1, 0], 4);
    // Two segments, the first without chains; the second's info stands 12 bytes behind.
    fixups.uints(&[2, 0, 12], 4);
    fixups
        .uint(22 + 2 * start.len() as u64, 4)
        .uints(&[0x1000, format], 2);
    fixups
        .uint(0x4000, 8)
        .uint(0x10_0000, 4)
        .uint(1, 2)
        .uints(start, 2);
    let at = file.blob(&fixups.data);
    file.fields(0x8000_0034, &[at, fixups.len()]);
    file
}
