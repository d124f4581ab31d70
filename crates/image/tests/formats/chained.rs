//! Mach-O with chained fixups.

use testkit::samples::macho::CHAINED as DATA;
pub(crate) use testkit::samples::macho::chained as program;

use crate::image;

fn check(format: u64, start: &[u64], raw: &[u64], expect: &[Option<u64>]) {
    let bytes = program(format, start, raw).build();
    let image = image(&bytes);
    let data = image.segments[1].address;
    let step = u64::from(image.pointer_size);
    let pointers: Vec<_> = (0..raw.len() as u64)
        .map(|index| image.pointer_at(data + index * step))
        .collect();
    assert_eq!(pointers, expect, "format {format}");
    assert_eq!(image.loading.bind_now.value, Some(true));
}

#[test]
fn a_chain_decodes_what_it_reaches_and_nothing_else() {
    // Every second word is in the chain: stride 4, so 16 bytes are 4 steps.
    let raw = [0x4008 | 4 << 51, 0x4008, 1 << 63 | 4 << 51, 7, 0x100];
    let target = Some(DATA + 8);
    let expect = [
        target,
        Some(0x4008),
        None,
        Some(7),
        Some(DATA - 0x4000 + 0x100),
    ];
    check(6, &[0], &raw, &expect);
}

#[test]
fn targets_may_be_addresses() {
    check(2, &[8], &[5, DATA], &[Some(5), Some(DATA)]);
    check(1, &[0], &[DATA | 1 << 51, 1 << 62], &[Some(DATA), None]);
    check(12, &[0], &[0x4000 | 1 << 63], &[Some(DATA)]);
}

#[test]
fn a_page_without_a_chain_holds_plain_values() {
    check(6, &[0xffff], &[0x4008], &[Some(0x4008)]);
}

#[test]
fn pages_of_32_bit_images_may_have_several_chains() {
    // Page start: entry 1 of the list; chains at 0 and at 8, the last one marked.
    let raw = [0x5000, 0x5000, 0x6000, 0x5000];
    let expect = [Some(0x5000), Some(0x5000), Some(0x6000), Some(0x5000)];
    check(3, &[0x8001, 0, 0x8008], &raw, &expect);
    let bias = (0x0400_0000 + 0x10_0000) / 2;
    check(3, &[0], &[bias + 3], &[Some(3)]);
}

#[test]
fn an_unknown_layout_is_said_and_not_guessed() {
    let bytes = program(11, &[0], &[0x4008]).build();
    let image = image(&bytes);
    assert_eq!(image.pointer_at(DATA), None);
    assert!(image.problems[0].message.contains("pointer format 11"));
}
