//! The policy and the baseline: text that people write.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::policy(data));
