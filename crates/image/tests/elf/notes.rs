//! Notes.

use testkit::elf::{BASE, File, SHAPES, Section};

use crate::image;

#[test]
fn build_ids_and_the_oldest_kernel_are_read_from_segments() {
    for shape in SHAPES {
        let mut file = File::new(shape, 62);
        let tag: Vec<u8> = [0, 3, 2, 0].iter().flat_map(|v| file.u32(*v)).collect();
        file.note("GNU", 1, &tag);
        file.note("GNU", 3, &[0xab, 0xcd, 0x01]);
        let go = file.note("Go\0", 4, b"abc/def");
        let bytes = file.build();
        let image = image(&bytes);
        let loading = &image.loading;
        assert_eq!(loading.minimum_system.as_ref().unwrap().value, "3.2.0");
        assert_eq!(loading.build_id.as_ref().unwrap().value, "abcd01");
        let id = loading.go_build_id.as_ref().unwrap();
        assert_eq!(id.value, "abc/def");
        assert_eq!(id.place.offset, Some(go - BASE + 16));
        assert_eq!(image.os.as_ref().map(|os| os.value), Some("linux"));
        assert_eq!(image.problems, []);
    }
}

#[test]
fn a_note_section_without_a_segment_is_read() {
    let mut file = File::new(SHAPES[0], 62);
    let mut note = [4_u32, 3, 4].map(u32::to_le_bytes).concat();
    note.extend(b"Go\0\0xyz\0");
    let at = file.blob(&note);
    file.section(Section {
        name: ".note.go.buildid",
        kind: 7,
        offset: at - BASE,
        size: note.len() as u64,
        ..Section::default()
    });
    let bytes = file.build();
    assert_eq!(
        image(&bytes).loading.go_build_id.as_ref().unwrap().value,
        "xyz"
    );
}

#[test]
fn x86_levels_are_read_from_the_property_note() {
    for shape in SHAPES {
        let mut file = File::new(shape, 62);
        // A 4-byte property is padded to a word.
        let pad: &[u32] = if shape.wide { &[0] } else { &[] };
        let words = [&[0xc000_0002, 4, 3], pad, &[0xc000_8002, 4, 6], pad].concat();
        let bytes: Vec<u8> = words.iter().flat_map(|v| file.u32(*v)).collect();
        file.note("GNU", 5, &bytes);
        let bytes = file.build();
        let image = image(&bytes);
        let levels: Vec<&str> = image
            .loading
            .isa_needed
            .iter()
            .map(|l| l.value.as_str())
            .collect();
        assert_eq!(levels, ["x86-64-v2", "x86-64-v3"]);
    }
}

#[test]
fn the_system_is_named_by_note_abi_or_interpreter() {
    let os = |change: &dyn Fn(&mut File)| {
        let mut file = File::new(SHAPES[0], 62);
        change(&mut file);
        image(&file.build()).os.as_ref().map(|os| os.value)
    };
    assert_eq!(os(&|_| ()), None);
    assert_eq!(os(&|f| f.osabi = 9), Some("freebsd"));
    assert_eq!(os(&|f| f.osabi = 6), Some("solaris"));
    assert_eq!(
        os(&|f| drop(f.note("OpenBSD", 1, &[0; 4]).to_string())),
        Some("openbsd")
    );
    assert_eq!(
        os(&|f| drop(f.note("NetBSD", 1, &[0; 4]).to_string())),
        Some("netbsd")
    );
    assert_eq!(
        os(&|f| drop(f.note("Android", 1, &[0; 4]).to_string())),
        Some("android")
    );
    assert_eq!(
        os(&|f| f.interpreter("/system/bin/linker64")),
        Some("android")
    );
    assert_eq!(
        os(&|f| f.interpreter("/lib/ld-musl-aarch64.so.1")),
        Some("linux")
    );
    assert_eq!(
        os(&|f| f.interpreter("/usr/libexec/ld-elf.so.2")),
        Some("dragonfly")
    );
    assert_eq!(
        os(&|f| f.interpreter("/nix/store/x/lib/ld-linux-x86-64.so.2")),
        Some("linux")
    );
    assert_eq!(os(&|f| f.interpreter("/opt/me/loader")), None);
}

#[test]
fn a_note_that_is_too_long_is_a_problem() {
    let mut file = File::new(SHAPES[0], 62);
    let at = file.blob(&[4_u32, 9000, 3].map(u32::to_le_bytes).concat());
    file.program(4, 4, at, 12);
    let bytes = file.build();
    let image = image(&bytes);
    assert_eq!(image.problems[0].offset, at - BASE);
    assert!(image.loading.build_id.is_none());
}
