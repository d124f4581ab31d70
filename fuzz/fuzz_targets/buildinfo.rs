//! The build info blob, in a program that has nothing else.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::audit(&fuzz::program_around(data)));
