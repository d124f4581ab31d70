//! WebAssembly.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| -> fuzz::Corpus {
    fuzz::decode(image::Format::Wasm, data)
});
