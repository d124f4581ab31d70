//! A PE program with something in every table.

use crate::bytes::text_build_id;
use crate::pe::{File, imports};

/// Characteristics of code.
const TEXT: u64 = 0x6000_0020;
/// Characteristics of data.
pub const DATA: u64 = 0xc000_0040;

/// A program with text, data, both kinds of imports, DWARF and symbols.
#[must_use]
pub fn program(wide: bool) -> File {
    let mut file = File::new(wide, if wide { 0x8664 } else { 0x14c });
    let text = [text_build_id("a/b").as_slice(), &[0xc3; 8]].concat();
    file.section(".text", &text, TEXT);
    file.section(".data", &[1, 2, 3, 4, 5, 6, 7, 8], DATA);
    if let Some(data) = file.sections.last_mut() {
        data.memory_size = 0x100;
    }
    let names = ["ExitProcess", "WriteFile"];
    let section = imports(0x3000, wide, "KERNEL32.dll", &names, 12, false);
    let at = file.section(".idata", &section, DATA);
    file.directories.push((1, at, 40));
    let section = imports(0x4000, wide, "late.dll", &["Later"], 7, true);
    let at = file.section(".didat", &section, DATA);
    file.directories.push((13, at, 64));
    file.section("/4", b"dwarf", 0x4200_0040);
    file.strings = b".zdebug_info\0".to_vec();
    file.symbols = vec![
        (".file", 0, 0xfffe, 103),
        ("_iscgo", 4, 2, 2),
        ("undef", 0, 0, 2),
    ];
    file
}
