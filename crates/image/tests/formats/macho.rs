//! Thin Mach-O files.

use image::{Arch, Format, Kind};
use testkit::macho::{BODY, File};
pub(crate) use testkit::samples::macho::{CPU, program};

use crate::{image, imported, refusal, value, values};

fn check(wide: bool, little: bool) {
    let bytes = program(wide, little).build();
    let image = image(&bytes);
    let arch = if wide { "amd64" } else { "386" };
    assert_eq!((image.format, image.arch), (Format::MachO, Arch::Go(arch)));
    assert_eq!(image.kind, Kind::Executable);
    assert_eq!(
        (image.little_endian, image.pointer_size),
        (little, if wide { 8 } else { 4 })
    );
    assert_eq!(image.os.as_ref().unwrap().value, "darwin");
    assert_eq!(image.entry, Some(0x1000 + BODY));
    let segments: Vec<_> = image
        .segments
        .iter()
        .map(|s| (s.index, s.address))
        .collect();
    assert_eq!(segments, [(1, 0x1000), (2, 0x4000)]);
    let names: Vec<_> = image.sections.iter().map(|s| (s.segment, s.name)).collect();
    assert_eq!(names[0], ("__TEXT", "__text"));
    assert!(!image.section("__bss").unwrap().has_bytes);
    assert_eq!(image.problems, []);
}

#[test]
fn every_width_and_byte_order_is_read() {
    for (wide, little) in [(true, true), (true, false), (false, true), (false, false)] {
        check(wide, little);
    }
}

#[test]
fn commands_say_how_it_loads() {
    let bytes = program(true, true).build();
    let loading = image(&bytes).loading;
    assert_eq!(value(loading.interpreter.as_ref()), Some("/usr/lib/dyld"));
    let needed = ["/usr/lib/libSystem.B.dylib", "@rpath/libweak.dylib"];
    assert_eq!(values(&loading.needed), needed);
    assert_eq!(values(&loading.runpath), ["@loader_path"]);
    let uuid = "000102030405060708090a0b0c0d0e0f";
    assert_eq!(value(loading.build_id.as_ref()), Some(uuid));
    assert_eq!(value(loading.minimum_system.as_ref()), Some("12.1.0"));
    assert_eq!(value(loading.go_build_id.as_ref()), Some("a/b"));
    assert_eq!(loading.go_build_id.unwrap().place.offset, Some(BODY));
    assert_eq!(
        (loading.pie.value, loading.nx.value),
        (Some(true), Some(true))
    );
    assert_eq!(loading.bind_now.value, Some(false));
    assert!(loading.symtab && loading.dynsym && loading.dwarf && loading.dynamic);
}

#[test]
fn imports_have_their_library_and_binding() {
    let bytes = program(true, true).build();
    let system = Some("/usr/lib/libSystem.B.dylib");
    let expect = [
        ("_write", system, false, Some(false)),
        ("_lazy", Some("@rpath/libweak.dylib"), true, Some(true)),
        ("_flat", None, false, None),
    ];
    assert_eq!(imported(&image(&bytes)), expect);
}

#[test]
fn the_bind_list_names_the_library_where_the_symbols_do_not() {
    let mut file = program(true, true);
    file.flags &= !0x80;
    let bytes = file.build();
    let libraries: Vec<_> = imported(&image(&bytes)).iter().map(|i| i.1).collect();
    let expect = [
        Some("/usr/lib/libSystem.B.dylib"),
        Some("@rpath/libweak.dylib"),
        None,
    ];
    assert_eq!(libraries, expect);
}

#[test]
fn symbols_are_found_with_and_without_the_underscore() {
    let bytes = program(false, false).build();
    let image = image(&bytes);
    let found = image.symbols_named(&["runtime.iscgo", "main.main", "stab", "write"]);
    let addresses: Vec<_> = found
        .iter()
        .map(|s| s.as_ref().map(|s| s.address))
        .collect();
    assert_eq!(addresses, [Some(0x4000), Some(0x2000), None, None]);
    assert_eq!(found[0].as_ref().unwrap().name, "_runtime.iscgo");
    assert_eq!(image.bytes_at(0x4000, 1), Some(&[1][..]));
    assert_eq!(image.stored_pointer_at(0x4020), Some(0));
}

#[test]
fn old_programs_start_at_a_register() {
    let mut file = File::new(true, true, CPU[0]);
    let mut state = file.bytes();
    state
        .uints(&[4, 42], 4)
        .grow(8 + 16 * 8)
        .uint(0x1234, 8)
        .grow(8 + 21 * 8);
    file.command(5, &state.data);
    file.fields(0x25, &[0x000e_0203, 0]);
    let bytes = file.build();
    let image = image(&bytes);
    assert_eq!(image.entry, Some(0x1234));
    assert_eq!(image.os.as_ref().unwrap().value, "ios");
    assert_eq!(value(image.loading.minimum_system.as_ref()), Some("14.2.3"));
    assert_eq!(image.loading.bind_now.value, None);
}

#[test]
fn a_dylib_says_its_name() {
    let mut file = File::new(true, true, 0x0100_000c);
    file.kind = 6;
    file.path(0xd, 4, "@rpath/libgo.dylib");
    let bytes = file.build();
    let image = image(&bytes);
    assert_eq!(
        (image.kind, image.arch),
        (Kind::SharedLibrary, Arch::Go("arm64"))
    );
    assert_eq!(
        value(image.loading.soname.as_ref()),
        Some("@rpath/libgo.dylib")
    );
    assert_eq!(image.loading.pie.value, None);
}

#[test]
fn broken_commands_are_problems_at_their_offsets() {
    let mut file = File::new(true, true, CPU[0]);
    file.segment("__TEXT", [0, 0x1000, 0, 0x9_0000], 5, &[]);
    file.fields(2, &[]);
    let bytes = file.build();
    let image = image(&bytes);
    let problems: Vec<_> = image.problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        problems,
        [
            "at 0x68: load command 1 (0x2) is too short",
            "at 0x0: segment 0 asks for 0x90000 bytes of the file, which holds 0x1000 of them",
        ]
    );
    assert_eq!(image.segments[0].file_size, 0x1000);
    assert!(refusal(&bytes[..20]).to_string().contains("0x14"));
}

#[test]
fn the_list_of_problems_ends() {
    let mut file = File::new(true, true, CPU[0]);
    for _ in 0..400 {
        file.fields(2, &[]);
    }
    let bytes = file.build();
    let problems = image(&bytes).problems;
    assert_eq!(problems.len(), 65);
    let last = "at 0x218: too many broken load commands: those behind 63 are not read";
    assert_eq!(problems[64].to_string(), last);
}
