//! The build info blob of Go's linker (`cmd/link/internal/ld/data.go`, Go 1.18).

use crate::wasm::number;

/// The marks around the module text (`cmd/go/internal/modload/build.go`).
const START: u128 = 0x3077_af0c_9274_0802_41e1_c107_e6d6_18e6;
const END: u128 = 0xf932_4331_8618_2072_0082_4210_4116_d8f2;

/// The module text between its marks: what `runtime.modinfo` holds.
#[must_use]
pub fn framed(text: &str) -> Vec<u8> {
    [&START.to_be_bytes(), text.as_bytes(), &END.to_be_bytes()].concat()
}

/// The form whose strings stand behind the header: Go 1.18 and newer.
#[must_use]
pub fn inline(version: &str, text: &str) -> Vec<u8> {
    let mut blob = b"\xff Go buildinf:\x08\x02".to_vec();
    blob.resize(32, 0);
    for string in [version.as_bytes(), &framed(text)] {
        blob.extend(number(string.len() as u64));
        blob.extend_from_slice(string);
    }
    blob
}

/// The form of pointers to Go strings, for a blob that stands at `at` in a 64-bit little-endian program: Go 1.13
/// to 1.17.
#[must_use]
pub fn pointers(at: u64, version: &str, text: &str) -> Vec<u8> {
    let text = framed(text);
    let (headers, strings) = (at + 32, at + 64);
    let mut blob = b"\xff Go buildinf:\x08\0".to_vec();
    let behind = strings + version.len() as u64;
    let words = [
        headers,
        headers + 16,
        strings,
        version.len() as u64,
        behind,
        text.len() as u64,
    ];
    blob.extend(words.map(u64::to_le_bytes).concat());
    blob.extend_from_slice(version.as_bytes());
    blob.extend(text);
    blob
}
