//! The whole audit: open, facts, rules, report.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::audit(data));
