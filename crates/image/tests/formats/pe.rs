//! PE files and COFF objects.

use image::{Arch, Format, Kind};
use testkit::pe::{BASE, File};
use testkit::samples::pe::DATA;
pub(crate) use testkit::samples::pe::program;

use crate::{image, imported, refusal, value, values};

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
