//! How a file asks to be loaded.

use image::{Kind, Relro, TlsModel};
use testkit::elf::{BASE, File, SHAPES, Section, Shape, strings};

use crate::image;
use testkit::samples::elf::{Hash, program, version_needs, x86};

const LE64: Shape = SHAPES[0];

#[test]
fn names_come_with_the_place_they_were_read_from() {
    for shape in SHAPES {
        let bytes = program(shape, Hash::Gnu, &[]).build();
        let image = image(&bytes);
        let loading = &image.loading;
        let interpreter = loading.interpreter.as_ref().unwrap();
        assert_eq!(interpreter.value, "/lib64/ld-linux-x86-64.so.2");
        assert_eq!(
            interpreter.place.to_string(),
            "program header 1 (PT_INTERP) at 0x400"
        );
        assert_eq!(loading.needed[0].value, "libc.so.6");
        assert_eq!(loading.needed[0].place.name.as_deref(), Some("DT_NEEDED"));
        assert_eq!(loading.soname.as_ref().unwrap().value, "app");
        assert_eq!(loading.runpath[0].value, "/opt/lib");
        assert_eq!(loading.runpath[0].place.index, Some(2));
        assert!(loading.rpath.is_empty() && loading.dynamic && loading.dynsym);
        assert_eq!(image.problems, []);
        assert_eq!(image.kind, Kind::PositionIndependentExecutable);
        assert_eq!(image.os.as_ref().map(|os| os.value), Some("linux"));
        let versions: Vec<_> = loading
            .version_needs
            .iter()
            .map(|n| (n.library.as_str(), n.version.as_str(), n.index, n.weak))
            .collect();
        let expect = [
            ("libc.so.6", "GLIBC_2.2.5", 2, false),
            ("libc.so.6", "GLIBC_2.34", 3, false),
        ];
        assert_eq!(versions, expect);
    }
}

#[test]
fn the_loader_s_tables_are_enough() {
    for shape in SHAPES {
        let mut bytes = program(shape, Hash::Gnu, &[]).build();
        let whole = image(&bytes).loading.needed.clone();
        let shoff = if shape.wide { 40..48 } else { 32..36 };
        bytes[shoff].fill(0);
        let image = image(&bytes);
        assert!(image.sections.is_empty());
        assert_eq!(image.loading.needed, whole);
        assert_eq!(image.imports().symbols.len(), 4);
    }
}

fn with_segments(kinds: &[(u32, u32)], dynamic: &[(u64, u64)]) -> Vec<u8> {
    let mut file = File::new(LE64, 62);
    for (kind, flags) in kinds {
        file.program(*kind, *flags, BASE + 0x400, 0);
    }
    if !dynamic.is_empty() {
        file.dynamic(dynamic);
    }
    file.build()
}

#[test]
fn relro_is_full_only_when_everything_is_bound_at_start() {
    const RELRO: (u32, u32) = (0x6474_e552, 4);
    let check = |kinds: &[(u32, u32)], dynamic: &[(u64, u64)], expect: Relro| {
        let bytes = with_segments(kinds, dynamic);
        let image = image(&bytes);
        assert!(image.loading.relro.is(&expect), "{:?}", image.loading.relro);
    };
    check(&[], &[(30, 8)], Relro::None);
    check(&[RELRO], &[(30, 16)], Relro::Partial);
    check(&[RELRO], &[], Relro::Partial);
    check(&[RELRO], &[(30, 8)], Relro::Full);
    check(&[RELRO], &[(24, 0)], Relro::Full);
    check(&[RELRO], &[(0x6fff_fffb, 1)], Relro::Full);
}

#[test]
fn the_stack_is_known_by_its_header_alone() {
    const STACK: u32 = 0x6474_e551;
    let nx = |kinds: &[(u32, u32)]| image(&with_segments(kinds, &[])).loading.nx.clone();
    assert_eq!(nx(&[(STACK, 6)]).value, Some(true));
    assert_eq!(nx(&[(STACK, 7)]).value, Some(false));
    assert_eq!(nx(&[]).value, None);
    assert!(nx(&[]).missing.is_some());
}

#[test]
fn a_program_is_told_from_a_library() {
    const PIE: (u64, u64) = (0x6fff_fffb, 0x0800_0000);
    let check = |kind: u16, dynamic: &[(u64, u64)], expect: Kind, pie: Option<bool>| {
        let mut file = File::new(LE64, 62);
        file.kind = kind;
        file.dynamic(dynamic);
        let bytes = file.build();
        let image = image(&bytes);
        assert_eq!((image.kind, image.loading.pie.value), (expect, pie));
    };
    check(3, &[PIE], Kind::PositionIndependentExecutable, Some(true));
    check(3, &[], Kind::SharedLibrary, Some(false));
    check(2, &[PIE], Kind::Executable, Some(false));
    check(4, &[], Kind::Core, None);
}

#[test]
fn text_relocations_are_said_by_tag_or_flag() {
    let textrel =
        |dynamic: &[(u64, u64)]| image(&with_segments(&[], dynamic)).loading.textrel.value;
    assert_eq!(textrel(&[(22, 0)]), Some(true));
    assert_eq!(textrel(&[(30, 4)]), Some(true));
    assert_eq!(textrel(&[(30, 8)]), Some(false));
}

#[test]
fn the_tls_model_is_the_strictest_one_used() {
    let model = |kinds: &[u32], flags: &[(u64, u64)], tls: bool| {
        let mut file = File::new(LE64, 62);
        let slot = file.words(&[0, 0]);
        let entries: Vec<_> = kinds.iter().map(|kind| (slot, *kind, 0, 0)).collect();
        let (table, size) = file.relocations(&entries, true);
        let mut dynamic = vec![(7, table), (8, size), (0x6fff_fffb, 0x0800_0000)];
        dynamic.extend(flags);
        file.dynamic(&dynamic);
        if tls {
            file.program(7, 4, slot, 8);
        }
        image(&file.build()).loading.tls_model.value
    };
    assert_eq!(model(&[], &[], false), None);
    assert_eq!(model(&[], &[], true), Some(TlsModel::LocalExec));
    assert_eq!(model(&[16], &[], true), Some(TlsModel::Dynamic));
    assert_eq!(model(&[36], &[], true), Some(TlsModel::Dynamic));
    assert_eq!(model(&[16, 18], &[], true), Some(TlsModel::InitialExec));
    assert_eq!(
        model(&[16], &[(30, 0x10)], true),
        Some(TlsModel::InitialExec)
    );
    assert_eq!(model(&[18], &[], false), Some(TlsModel::InitialExec));
}

#[test]
fn a_host_linker_is_known_by_its_sections_and_its_tags() {
    let mut file = File::new(LE64, 62);
    let comment = file.blob(b"GCC: (Debian 12.2.0) 12.2.0\0clang 17\0");
    file.dynamic(&[(12, BASE + 0x400)]);
    file.section(Section {
        name: ".comment",
        kind: 1,
        offset: comment - BASE,
        size: 37,
        ..Section::default()
    });
    let bytes = file.build();
    let image = image(&bytes);
    let marks: Vec<_> = image
        .loading
        .host_linker_marks
        .iter()
        .map(|m| (m.place.name.as_deref().unwrap(), m.value.as_str()))
        .collect();
    let expect = [
        (".comment", "GCC: (Debian 12.2.0) 12.2.0; clang 17"),
        ("DT_INIT", "0x10400"),
    ];
    assert_eq!(marks, expect);
}

#[test]
fn dwarf_is_no_debugger_script() {
    let dwarf = |name: &'static str| {
        let mut file = File::new(LE64, 62);
        file.section(Section {
            name,
            kind: 1,
            offset: 0x400,
            ..Section::default()
        });
        image(&file.build()).loading.dwarf
    };
    assert!(dwarf(".debug_info") && dwarf(".zdebug_line"));
    assert!(!dwarf(".debug_gdb_scripts") && !dwarf(".gnu_debuglink"));
}

/// A version need whose chain leads back to itself ends.
#[test]
fn version_needs_end() {
    let mut file = File::new(LE64, x86(LE64));
    let (bytes, at) = strings(&["libc.so.6", "GLIBC_2.34"]);
    let strtab = file.blob(&bytes);
    let many: Vec<_> = (0..200).map(|nth| (at[1], nth)).collect();
    let verneed = version_needs(&mut file, at[0], &many);
    file.dynamic(&[(5, strtab), (0x6fff_fffe, verneed)]);
    let mut bytes = file.build();
    assert_eq!(image(&bytes).loading.version_needs.len(), 200);
    // `vn_next` 1: tens of thousands of needs that share their bytes.
    let next = usize::try_from(verneed - BASE).unwrap() + 12;
    bytes[next] = 1;
    assert!(image(&bytes).loading.version_needs.len() < 2000);
}

#[test]
fn a_header_that_lies_leaves_problems_and_what_can_be_read() {
    let sound = program(LE64, Hash::Gnu, &[]).build();
    let problems = |at: usize, bytes: &[u8]| {
        let mut broken = sound.clone();
        broken[at..at + bytes.len()].copy_from_slice(bytes);
        let image = image(&broken);
        (image.problems.clone(), image.loading.needed.len())
    };
    let (found, needed) = problems(40, &u64::MAX.to_le_bytes());
    assert!(found[0].message.contains("`e_shoff`") && found[0].offset == 40);
    assert_eq!(needed, 1);
    let (found, needed) = problems(56, &9000_u16.to_le_bytes());
    assert!(
        found[0].message.contains("promises 9000 entries"),
        "{found:?}"
    );
    assert_eq!(needed, 1);
    let (found, needed) = problems(60, &9000_u16.to_le_bytes());
    assert!(
        found[0].message.contains("section table promises 9000"),
        "{found:?}"
    );
    assert_eq!(needed, 1);
    let (found, _) = problems(64 + 32, &u64::MAX.to_le_bytes());
    assert!(
        found[0].message.contains("program header 0 promises"),
        "{found:?}"
    );
}

#[test]
fn counts_that_overflow_the_header_stand_in_the_first_section() {
    let mut bytes = program(LE64, Hash::Gnu, &[]).build();
    let table = usize::try_from(u64::from_le_bytes(bytes[40..48].try_into().unwrap())).unwrap();
    let sections = bytes[60];
    let programs = bytes[56];
    bytes[56..58].fill(0xff);
    bytes[table + 44] = programs;
    bytes[60..62].fill(0);
    bytes[table + 32] = sections;
    let names = bytes[62];
    bytes[62..64].fill(0xff);
    bytes[table + 40] = names;
    let image = image(&bytes);
    assert_eq!(image.problems, []);
    assert_eq!(image.sections.len(), usize::from(sections));
    assert_eq!(image.sections[1].name, ".text");
    assert_eq!(image.loading.needed.len(), 1);
}

#[test]
fn overlapping_segments_are_kept_and_said() {
    let mut file = File::new(LE64, 62);
    file.program(1, 5, BASE + 0x400, 0);
    file.program(1, 5, BASE + 0x100, 0x80);
    let bytes = file.build();
    let image = image(&bytes);
    assert_eq!(image.segments.len(), 3);
    assert!(
        image.problems[0]
            .message
            .contains("program headers 0 and 2 overlap"),
        "{:?}",
        image.problems
    );
}

/// A table of thousands of broken entries is no reason to print thousands of lines.
#[test]
fn problems_that_repeat_are_counted() {
    let mut file = File::new(LE64, 62);
    for _ in 0..1000 {
        file.section(Section {
            name: ".text",
            kind: 1,
            offset: u64::MAX,
            size: 1,
            ..Section::default()
        });
    }
    let bytes = file.build();
    let image = image(&bytes);
    assert_eq!(image.problems.len(), 33);
    assert_eq!(
        image.problems[32].message,
        "968 more problems in the same table"
    );
    assert_eq!(image.sections.len(), 1002);
}
