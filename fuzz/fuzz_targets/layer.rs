//! Layers of container images, and the archives that hold them.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::layer(data));
