//! An XCOFF program with something in every table.

use crate::bytes::text_build_id;
use crate::xcoff::{File, TEXT};

/// A program of that width.
#[must_use]
pub fn program(wide: bool) -> File {
    let mut file = File::new(wide, &text_build_id("a/b"));
    file.files = vec![
        ["/usr/lib:/lib", "", ""],
        ["", "libc.a", "shr_64.o"],
        ["/opt", "libx.so", ""],
    ];
    file.imports = vec![("write", 1, false), ("maybe", 2, true), ("any", 0, false)];
    file.symbols = vec![("runtime.main", TEXT + 4), ("main.main", TEXT + 8)];
    file
}
