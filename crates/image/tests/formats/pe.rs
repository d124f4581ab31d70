//! PE files and COFF objects.

use image::{Arch, Format, Kind};
use testkit::bytes::text_build_id;
use testkit::pe::{BASE, File, imports};

use crate::{image, imported, refusal, value, values};

const TEXT: u64 = 0x6000_0020;
const DATA: u64 = 0xc000_0040;

/// A program with text, data, both kinds of imports, DWARF and symbols.
pub(crate) fn program(wide: bool) -> File {
    let mut file = File::new(wide, if wide { 0x8664 } else { 0x14c });
    let text = [text_build_id("a/b").as_slice(), &[0xc3; 8]].concat();
    file.section(".text", &text, TEXT);
    file.section(".data", &[1, 2, 3, 4, 5, 6, 7, 8], DATA);
    file.sections[1].memory_size = 0x100;
    let names = ["ExitProcess", "WriteFile"];
    let section = imports(0x3000, wide, "KERNEL32.dll", &names, 12, false);
    let at = file.section(".idata", &section, DATA);
    file.directories.push((1, at, 40));
    let section = imports(0x4000, wide, "late.dll", &["Later"], 7, true);
    let at = file.section(".didat", &section, DATA);
    file.directories.push((13, at, 64));
    file.section("/4", b"dwarf", 0x4200_0040);
    file.strings = b".zdebug_info\0".to_vec();
    file.symbols = vec![
        (".file", 0, 0xfffe, 103),
        ("_iscgo", 4, 2, 2),
        ("undef", 0, 0, 2),
    ];
    file
}

#[test]
fn both_widths_are_read() {
    for (wide, arch, pointer) in [(true, "amd64", 8), (false, "386", 4)] {
        let bytes = program(wide).build();
        let image = image(&bytes);
        assert_eq!((image.format, image.arch), (Format::Pe, Arch::Go(arch)));
        assert_eq!(
            (image.pointer_size, image.kind),
            (pointer, Kind::Executable)
        );
        assert_eq!(image.os.as_ref().unwrap().value, "windows");
        assert_eq!(image.entry, Some(BASE + 0x1000));
        assert_eq!(image.bytes_at(BASE + 0x2000, 2), Some(&[1, 2][..]));
        assert_eq!(image.pointer_at(BASE + 0x2080), Some(0));
        let names: Vec<_> = image.sections.iter().map(|s| s.name).collect();
        assert_eq!(
            names,
            [".text", ".data", ".idata", ".didat", ".zdebug_info"]
        );
        assert_eq!(image.problems, []);
    }
}

#[test]
fn headers_say_how_it_loads() {
    let bytes = program(true).build();
    let loading = image(&bytes).loading;
    assert_eq!(values(&loading.needed), ["KERNEL32.dll"]);
    assert_eq!(value(loading.minimum_system.as_ref()), Some("6.1"));
    assert_eq!(value(loading.go_build_id.as_ref()), Some("a/b"));
    assert_eq!(
        (loading.pie.value, loading.nx.value),
        (Some(true), Some(true))
    );
    assert!(loading.symtab && loading.dwarf && loading.dynamic && !loading.tls);
}

#[test]
fn imports_are_by_name_by_ordinal_and_late() {
    for wide in [true, false] {
        let bytes = program(wide).build();
        let kernel = Some("KERNEL32.dll");
        let expect = [
            ("ExitProcess", kernel, false, Some(false)),
            ("WriteFile", kernel, false, Some(false)),
            ("#12", kernel, false, Some(false)),
            ("Later", Some("late.dll"), false, Some(true)),
            ("#7", Some("late.dll"), false, Some(true)),
        ];
        let image = image(&bytes);
        assert_eq!(imported(&image), expect);
        assert_eq!(image.imports().incomplete, None);
    }
}

#[test]
fn a_symbol_stands_at_its_section_and_value() {
    let bytes = program(false).build();
    let image = image(&bytes);
    let found = image.symbols_named(&["undef", "iscgo"]);
    assert_eq!(found[0], None);
    assert_eq!(found[1].as_ref().unwrap().address, BASE + 0x2004);
}

#[test]
fn a_library_without_protections_is_said_to_be_one() {
    let mut file = program(true);
    file.characteristics |= 0x2000;
    file.dll_characteristics = 0;
    file.symbols.clear();
    let bytes = file.build();
    let image = image(&bytes);
    assert_eq!(image.kind, Kind::SharedLibrary);
    let loading = &image.loading;
    assert_eq!(
        (loading.pie.value, loading.nx.value),
        (Some(false), Some(false))
    );
    assert!(!loading.symtab);
}

#[test]
fn an_import_directory_outside_of_the_file_is_a_problem() {
    let mut file = program(true);
    file.directories[0].1 = 0x77_0000;
    let bytes = file.build();
    let image = image(&bytes);
    assert!(image.problems[0].message.contains("lies in no section"));
    assert!(image.loading.needed.is_empty());
}

#[test]
fn import_descriptors_that_share_their_names_end() {
    let mut file = File::new(true, 0x8664);
    let mut section = Vec::new();
    // Descriptors without end, all of one thunk list that never ends either.
    for _ in 0..400 {
        for field in [0x1000_u32, 0, 0, 0x1000, 0x1000] {
            section.extend_from_slice(&field.to_le_bytes());
        }
    }
    let at = file.section(".idata", &section, DATA);
    file.directories.push((1, at, 8000));
    let bytes = file.build();
    let image = image(&bytes);
    let imports = image.imports();
    assert!(imports.symbols.len() <= bytes.len() / 16);
    assert!(imports.incomplete.is_some());
    assert!(image.loading.needed.len() <= bytes.len() / 64);
}

#[test]
fn a_dos_program_is_no_pe_file() {
    let mut bytes = program(true).build();
    bytes[0x40] = b'X';
    let expect = "broken pe header at 0x40";
    assert!(refusal(&bytes).to_string().starts_with(expect));
    assert!(
        refusal(b"MZ")
            .to_string()
            .starts_with("broken pe header at 0x3c")
    );
}
