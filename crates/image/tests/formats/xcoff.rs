//! XCOFF files.

use image::{Arch, Format, Kind};
pub(crate) use testkit::samples::xcoff::program;
use testkit::xcoff::{DATA, TEXT};

use crate::{image, imported, value, values};

#[test]
fn both_widths_are_read() {
    let cases = [(true, Arch::Go("ppc64"), 8), (false, Arch::Other(0x1df), 4)];
    for (wide, arch, pointer) in cases {
        let bytes = program(wide).build();
        let image = image(&bytes);
        assert_eq!((image.format, image.arch), (Format::Xcoff, arch));
        assert_eq!((image.little_endian, image.pointer_size), (false, pointer));
        assert_eq!(image.kind, Kind::Executable);
        assert_eq!(image.os.as_ref().unwrap().value, "aix");
        assert_eq!(image.entry, Some(TEXT + 4));
        assert_eq!(image.pointer_at(DATA), Some(TEXT + 4));
        assert_eq!(value(image.loading.go_build_id.as_ref()), Some("a/b"));
        assert_eq!(image.problems, []);
    }
}

#[test]
fn the_loader_section_names_libraries_and_symbols() {
    for wide in [true, false] {
        let bytes = program(wide).build();
        let image = image(&bytes);
        assert_eq!(values(&image.loading.runpath), ["/usr/lib:/lib"]);
        assert_eq!(
            values(&image.loading.needed),
            ["libc.a(shr_64.o)", "/opt/libx.so"]
        );
        let expect = [
            ("write", Some("libc.a"), false, None),
            ("maybe", Some("libx.so"), true, None),
            ("any", None, false, None),
        ];
        assert_eq!(imported(&image), expect);
        assert!(image.loading.dynamic && image.loading.dynsym && image.loading.symtab);
    }
}

#[test]
fn symbols_are_found_by_name() {
    for wide in [true, false] {
        let bytes = program(wide).build();
        let found = image(&bytes).symbols_named(&["main.main", "main"]);
        assert_eq!(found[0].as_ref().map(|s| s.address), Some(TEXT + 8));
        assert_eq!(found[1], None);
    }
}

#[test]
fn import_files_that_are_cut_off_are_a_problem() {
    let mut file = program(true);
    file.files.push(["", "unending", ""]);
    let mut bytes = file.build();
    let at = bytes.windows(8).position(|w| w == b"unending").unwrap();
    bytes.truncate(at + 4);
    let image = image(&bytes);
    let problem = image.problems.last().unwrap();
    assert!(
        problem
            .message
            .contains("import files are cut off or too many"),
        "{problem}"
    );
    assert_eq!(image.loading.needed.len(), 2);
}
