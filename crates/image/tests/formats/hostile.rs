//! Files that are cut off or changed anywhere: no panic, no hang, and no more than the bytes could mean.

use image::{Image, Opened, open};
use proptest::prelude::*;
use testkit::archive::{Names, build};
use testkit::macho::universal;

use crate::{archive, chained, macho, pe, wasm, xcoff};

/// One sound file of each kind.
fn samples() -> Vec<Vec<u8>> {
    let wide = macho::program(true, true).build();
    let narrow = macho::program(false, false).build();
    let members: [(&str, &[u8]); 4] = [
        ("a long name of an object.o", &wide),
        ("b.o", &pe::program(true).build_object()),
        ("__.PKGDEF", archive::PKGDEF),
        ("text", b"odd"),
    ];
    vec![
        chained::program(6, &[0], &[0x4008 | 4 << 51, 7, 1 << 63]).build(),
        chained::program(3, &[0x8001, 0, 0x8008], &[0x5000, 0, 0x6000]).build(),
        pe::program(true).build(),
        pe::program(false).build(),
        xcoff::program(true).build(),
        xcoff::program(false).build(),
        wasm::program(),
        build(Names::Gnu, &members),
        build(Names::Bsd, &members),
        universal(
            true,
            &[
                (macho::CPU[0], wide.clone()),
                (macho::CPU[1], narrow.clone()),
            ],
        ),
        archive::PKGDEF.to_vec(),
        wide,
        narrow,
    ]
}

fn read_image(image: &Image<'_>, length: usize) {
    assert!(image.data.len() <= length);
    assert!(image.imports().symbols.len() <= length);
    assert!(image.problems.len() <= length / 4 + 8);
    assert!(image.sections.len() + image.segments.len() <= length);
    let names = ["runtime.iscgo", "main.main", ""];
    assert_eq!(image.symbols_named(&names).len(), names.len());
    for segment in &image.segments {
        for into in [0, 8, segment.file_size, segment.memory_size.wrapping_sub(1)] {
            let address = segment.address.wrapping_add(into);
            if image.pointer_at(address).is_some() {
                assert!(image.segment_at(address).is_some());
            }
            let end = image.base + image.data.len() as u64;
            assert!(image.offset_of(address).is_none_or(|offset| offset < end));
        }
    }
    for section in &image.sections {
        assert!(image.section_bytes(section).len() <= length);
    }
    if let Some(memory) = image.linear_memory() {
        assert!(memory.len() <= 4 * length);
        let flat = image.over_memory(&memory);
        assert_eq!(flat.imports(), image.imports());
    }
    assert!(
        image
            .stated_go_version()
            .is_none_or(|v| v.value.len() <= length)
    );
}

/// Opens a file and reads every table of every image in it.
fn read_all(bytes: &[u8]) {
    match open(bytes) {
        Ok(Opened::One(image)) => read_image(&image, bytes.len()),
        Ok(Opened::Universal(images) | Opened::Archive(images)) => {
            assert!(images.len() <= bytes.len() / 16);
            for image in &images {
                read_image(image, bytes.len());
            }
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

#[test]
fn a_file_may_end_anywhere() {
    for sample in samples() {
        for end in 0..sample.len() {
            read_all(&sample[..end]);
        }
    }
}

#[test]
fn any_byte_may_be_all_ones_or_zero() {
    for sample in samples() {
        for at in 0..sample.len() {
            let mut bytes = sample.clone();
            for value in [0xff, 0, 0x80] {
                bytes[at] = value;
                read_all(&bytes);
            }
        }
    }
}

/// A 4- or 8-byte field that is as large as can be.
#[test]
fn any_word_may_be_huge() {
    for sample in samples() {
        for at in (0..sample.len().saturating_sub(8)).step_by(4) {
            for size in [4, 8] {
                for value in [0xff, 0x7f] {
                    let mut bytes = sample.clone();
                    bytes[at..at + size].fill(value);
                    read_all(&bytes);
                }
            }
        }
    }
}

/// Tables of the smallest entries there are, promised without end.
#[test]
fn small_entries_do_not_become_large_lists() {
    let tiny_sections = testkit::wasm::module(&[b"\x00\x01\x00".repeat(10_000)]);
    let mut content = testkit::wasm::number(10_000);
    content.extend(b"\x00\x00\x00\x00".repeat(10_000));
    let tiny_imports = testkit::wasm::module(&[testkit::wasm::section(2, &content)]);
    let mut files = xcoff::program(true);
    files.files = vec![["", "", ""]; 10_000];
    let name = "n".repeat(5_000);
    let first: (&str, &[u8]) = (&name, archive::PKGDEF);
    let mut members = build(Names::Gnu, &[first]);
    let header = format!("{:<16}{:<32}{:<10}`\n", "/0", 0, archive::PKGDEF.len());
    for _ in 0..1_000 {
        members.extend(header.as_bytes());
        members.extend(archive::PKGDEF);
        members.resize(members.len().next_multiple_of(2), b'\n');
    }
    for bytes in [tiny_sections, tiny_imports, files.build(), members] {
        read_all(&bytes);
        let images = match open(&bytes) {
            Ok(Opened::One(image)) => vec![*image],
            Ok(Opened::Universal(images) | Opened::Archive(images)) => images,
            Err(error) => panic!("{error}"),
        };
        for image in &images {
            assert!(image.sections.len() <= 256);
            assert!(image.imports().symbols.len() <= bytes.len() / 16 + 1);
            assert!(image.loading.needed.len() <= bytes.len() / 64 + 64);
            assert!(image.container.as_ref().is_none_or(|name| name.len() < 300));
        }
        assert!(
            images.len() > 1000
                || !images[0].problems.is_empty()
                || images[0].imports().incomplete.is_some()
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1024, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn several_bytes_may_be_anything(
        sample in any::<prop::sample::Index>(),
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..24),
    ) {
        let samples = samples();
        let mut bytes = samples[sample.index(samples.len())].clone();
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        read_all(&bytes);
    }

    #[test]
    fn words_may_be_anything(
        sample in any::<prop::sample::Index>(),
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u32>()), 1..8),
    ) {
        let samples = samples();
        let mut bytes = samples[sample.index(samples.len())].clone();
        for (at, value) in changes {
            let at = at.index(bytes.len() / 4) * 4;
            bytes[at..at + 4].copy_from_slice(&value.to_be_bytes());
        }
        read_all(&bytes);
    }
}
