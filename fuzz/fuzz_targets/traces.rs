//! Logs of every kind: the line recogniser, the symptoms, the report.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::log(data));
