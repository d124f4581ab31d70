//! The first 16 bytes.

use image::{Format, sniff};

use crate::{archive, macho, pe, wasm, xcoff};

fn check(bytes: &[u8], expect: Option<Format>) {
    assert_eq!(
        sniff(&bytes[..bytes.len().min(16)]),
        expect,
        "{:02x?}",
        &bytes[..4]
    );
}

#[test]
fn every_format_is_announced_by_16_bytes() {
    check(&macho::program(true, true).build(), Some(Format::MachO));
    check(&macho::program(false, false).build(), Some(Format::MachO));
    let slice = macho::program(true, true).build();
    let fat = testkit::macho::universal(true, &[(macho::CPU[0], slice)]);
    check(&fat, Some(Format::MachO));
    check(&pe::program(true).build(), Some(Format::Pe));
    check(&xcoff::program(true).build(), Some(Format::Xcoff));
    check(&wasm::program(), Some(Format::Wasm));
    check(archive::PKGDEF, Some(Format::GoObject));
    check(b"!<arch>\n", Some(Format::Archive));
    check(b"\x7fELF", Some(Format::Elf));
}

#[test]
fn other_files_are_not() {
    check(b"#!/bin/sh\n", None);
    check(b"\0asm\x0d\0\x01\0", None);
    check(&[0; 16], None);
    assert_eq!(sniff(&[]), None);
}
