//! Starting a program where every file is the same hostile bytes: the reader of libraries, both loaders, and
//! `ld.so.cache`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::load(data));
