//! A WebAssembly module with every section that is read.

use crate::bytes::text_build_id;
use crate::wasm::{custom, data, imports, memory, module, section};

/// A module for Node.
#[must_use]
pub fn program() -> Vec<u8> {
    module(&[
        custom("go:buildid", &text_build_id("a/b")),
        imports(&[("gojs", "runtime.wasmExit"), ("env", "now")]),
        memory(1),
        section(10, &[0]),
        data(&[(0x40, b"Go"), (0x60, b"tables"), (0x2000, b"end")]),
        custom("name", &[]),
        custom(".debug_info", &[1]),
    ])
}
