//! WebAssembly modules.

use image::{Arch, Format};
pub(crate) use testkit::samples::wasm::program;
use testkit::wasm::{custom, data, imports, memory, module, name, section};

use crate::{image, imported, value};

#[test]
fn sections_imports_and_memory_are_read() {
    let bytes = program();
    let image = image(&bytes);
    assert_eq!((image.format, image.arch), (Format::Wasm, Arch::Go("wasm")));
    assert_eq!((image.pointer_size, image.little_endian), (8, true));
    let names: Vec<_> = image.sections.iter().map(|s| s.name).collect();
    let expect = [
        "go:buildid",
        "import",
        "memory",
        "code",
        "data",
        "name",
        ".debug_info",
    ];
    assert_eq!(names, expect);
    assert_eq!(value(image.loading.go_build_id.as_ref()), Some("a/b"));
    assert!(image.loading.symtab && image.loading.dwarf);
    let expect = [
        ("runtime.wasmExit", Some("gojs"), false, Some(false)),
        ("now", Some("env"), false, Some(false)),
    ];
    assert_eq!(imported(&image), expect);
    assert_eq!(image.problems, []);
}

#[test]
fn memory_is_zero_between_data_segments() {
    let bytes = program();
    let image = image(&bytes);
    assert_eq!(image.bytes_at(0x40, 2), Some(&b"Go"[..]));
    assert_eq!(image.stored_pointer_at(0x48), Some(0));
    assert_eq!(image.stored_pointer_at(0xfff8), Some(0));
    assert_eq!(image.stored_pointer_at(0x2_0000), None);
}

#[test]
fn memory_put_together_knows_its_offsets_in_the_file() {
    // Large segments: a memory is only put together if it is not much larger than the file.
    let filler = [7; 0x1000];
    let bytes = module(&[memory(1), data(&[(0x10, b"abc"), (0x20, &filler)])]);
    let image = image(&bytes);
    let memory = image.linear_memory().unwrap();
    assert_eq!(memory.len(), 0x1020);
    let flat = image.over_memory(&memory);
    assert_eq!(flat.bytes_at(0x10, 4), Some(&b"abc\0"[..]));
    assert_eq!(flat.offset_of(0x11), image.offset_of(0x11));
    let at = usize::try_from(flat.offset_of(0x11).unwrap()).unwrap();
    assert_eq!(bytes[at], b'b');
    assert_eq!(flat.offset_of(0x18), None);
    assert_eq!(flat.linear_memory(), None);
}

#[test]
fn a_memory_much_larger_than_the_file_is_not_put_together() {
    let bytes = module(&[memory(1), data(&[(0x7fff_0000, b"x")])]);
    assert_eq!(image(&bytes).linear_memory(), None);
}

#[test]
fn the_host_is_told_by_the_imports() {
    let os = |imported: &str| {
        let bytes = module(&[imports(&[("env", "f"), (imported, "g")])]);
        image(&bytes).os.map(|os| os.value)
    };
    assert_eq!(os("go"), Some("js"));
    assert_eq!(os("wasi_snapshot_preview1"), Some("wasip1"));
    assert_eq!(os("other"), None);
}

#[test]
fn a_section_that_lies_about_its_size_is_a_problem() {
    let mut bytes = module(&[imports(&[("gojs", "f")])]);
    bytes[9] = 0x7f;
    let lying = image(&bytes);
    assert_eq!(lying.problems[0].offset, 8);
    assert_eq!(lying.sections.len(), 1);
    assert_eq!(lying.imports().symbols.len(), 1);
    let bytes = module(&[section(11, &[0xff, 0xff, 0xff, 0xff, 0x0f])]);
    assert!(
        image(&bytes).problems[0]
            .message
            .contains("data segment 0 of 4294967295")
    );
}

#[test]
fn the_producers_section_states_the_version() {
    let fields = [
        vec![2],
        name("processed-by"),
        vec![1],
        name("Go cmd/compile"),
        name("go0"),
        name("language"),
        vec![1],
        name("Go"),
        name("go1.26.8"),
    ];
    let bytes = module(&[custom("producers", &fields.concat())]);
    let stated = image(&bytes).stated_go_version().unwrap();
    assert_eq!(stated.value, "go1.26.8");
    let at = bytes.windows(3).position(|w| w == b"\x02Go").unwrap();
    assert_eq!(stated.place.offset, Some(at as u64));
    assert!(image(&program()).stated_go_version().is_none());
}
