//! Files that lie: no panic, no hang, whatever stands in them.

use image::{Opened, open};
use proptest::prelude::*;
use testkit::elf::SHAPES;

use testkit::samples::elf::{Hash, program};

/// Opens a file and reads every table of it.
fn read_all(bytes: &[u8]) {
    let Ok(Opened::One(image)) = open(bytes) else {
        return;
    };
    let imports = image.imports();
    assert!(imports.symbols.len() <= bytes.len());
    assert!(image.problems.len() <= bytes.len() / 8);
    let names = ["crosscall2", "qsort", "main.main", ""];
    assert_eq!(image.exports_named(&names).len(), names.len());
    assert_eq!(image.symbols_named(&names).len(), names.len());
    assert!(image.core_files().len() <= bytes.len());
    for segment in &image.segments {
        for into in [0, 8, segment.file_size, segment.memory_size] {
            let address = segment.address.wrapping_add(into);
            let pointer = image.pointer_at(address);
            assert!(pointer.is_none() || image.segment_at(address).is_some());
        }
    }
    for section in &image.sections {
        assert!(image.section_bytes(section).len() <= bytes.len());
    }
}

fn samples() -> impl Iterator<Item = Vec<u8>> {
    SHAPES
        .into_iter()
        .zip([Hash::Gnu, Hash::Sysv, Hash::None, Hash::Gnu])
        .map(|(shape, hash)| program(shape, hash, &[(30, 8)]).build())
}

#[test]
fn a_file_may_end_anywhere() {
    for bytes in samples() {
        for end in 0..bytes.len() {
            read_all(&bytes[..end]);
        }
    }
}

#[test]
fn every_byte_may_be_anything() {
    for mut bytes in samples() {
        for at in 4..bytes.len() {
            let kept = bytes[at];
            for value in [0, 1, 0x7f, 0x80, 0xff, kept ^ 1, kept ^ 8] {
                bytes[at] = value;
                read_all(&bytes);
            }
            bytes[at] = kept;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn several_bytes_may_be_anything(
        shape in 0..4_usize,
        as_object in any::<bool>(),
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..24),
    ) {
        let mut file = program(SHAPES[shape], Hash::Gnu, &[]);
        if as_object {
            file.kind = 1;
        }
        let mut bytes = file.build();
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        read_all(&bytes);
    }

    #[test]
    fn words_of_the_tables_may_be_anything(
        shape in 0..4_usize,
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u64>()), 1..8),
    ) {
        let mut bytes = program(SHAPES[shape], Hash::Gnu, &[]).build();
        for (at, value) in changes {
            let at = at.index(bytes.len() / 8) * 8;
            bytes[at..at + 8].copy_from_slice(&value.to_le_bytes());
        }
        read_all(&bytes);
    }
}
