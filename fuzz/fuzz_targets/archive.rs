//! Files of many images: `ar` archives and universal Mach-O.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::open_and_visit(data));
