//! Traces: heads, halves of calls, strings, output put together; fed in pieces.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::trace(data));
