//! Relocatable objects and core dumps.

use image::Kind;
use testkit::elf::{BASE, File, SHAPES, Section, Symbol, strings};

use crate::image;

/// `.text` of 16 bytes, `.data` of two words: the second points 4 bytes into `.text`'s symbol.
fn object() -> Vec<u8> {
    let mut file = File::new(SHAPES[0], 62);
    file.kind = 1;
    file.loaded = false;
    let text = file.blob(&[0xc3; 16]);
    let data = file.words(&[7, 0]);
    let (names, at) = strings(&["function"]);
    let function = Symbol {
        name: u32::try_from(at[0]).unwrap(),
        info: 0x12,
        section: 1,
        value: 8,
        size: 8,
    };
    let symtab = file.symbols(&[function]);
    let strtab = file.blob(&names);
    let (rela, rela_size) = file.relocations(&[(8, 1, 1, 4)], true);
    let section = |name, kind, flags, address: u64, size| Section {
        name,
        kind,
        flags,
        offset: address - BASE,
        size,
        ..Section::default()
    };
    file.section(section(".text", 1, 6, text, 16));
    file.section(section(".data", 1, 3, data, 16));
    file.section(section(".bss", 8, 3, data, 32));
    file.section(Section {
        link: 5,
        ..section(".symtab", 2, 0, symtab, 48)
    });
    file.section(section(".strtab", 3, 0, strtab, names.len() as u64));
    file.section(Section {
        link: 4,
        info: 2,
        ..section(".rela.data", 4, 0, rela, rela_size)
    });
    file.build()
}

#[test]
fn sections_of_an_object_get_addresses_that_do_not_overlap() {
    let bytes = object();
    let image = image(&bytes);
    assert_eq!(image.kind, Kind::Object);
    assert_eq!(image.segments.len(), 3);
    for pair in image.segments.windows(2) {
        assert!(pair[0].address + pair[0].memory_size <= pair[1].address);
    }
    let text = image.section(".text").unwrap();
    assert_eq!(image.bytes_at(text.address, 16), Some(&[0xc3; 16][..]));
    assert!(image.segments[0].executable && image.segments[1].writable);
    assert_eq!(
        image.stored_pointer_at(image.section(".bss").unwrap().address),
        Some(0)
    );
}

#[test]
fn relocations_of_an_object_are_applied() {
    let bytes = object();
    let image = image(&bytes);
    let text = image.section(".text").unwrap().address;
    let data = image.section(".data").unwrap().address;
    assert_eq!(image.pointer_at(data), Some(7));
    assert_eq!(image.pointer_at(data + 8), Some(text + 8 + 4));
    let function = image.symbols_named(&["function"]).remove(0).unwrap();
    assert_eq!(function.address, text + 8);
}

#[test]
fn a_core_dump_names_the_files_it_had_mapped() {
    for shape in SHAPES {
        let mut file = File::new(shape, 62);
        file.kind = 4;
        let words = [2, 0x1000, 0x40_0000, 0x40_2000, 0, 0x7f_0000, 0x7f_1000, 3];
        let mut note: Vec<u8> = words.iter().flat_map(|v| file.word(*v)).collect();
        note.extend(b"/usr/bin/app\0/lib/libc.so.6\0");
        file.note("CORE", 0x4649_4c45, &note);
        let bytes = file.build();
        let image = image(&bytes);
        let files: Vec<_> = image
            .core_files()
            .into_iter()
            .map(|f| (f.start, f.end, f.file_offset, f.path))
            .collect();
        let expect = [
            (0x40_0000, 0x40_2000, 0, "/usr/bin/app"),
            (0x7f_0000, 0x7f_1000, 0x3000, "/lib/libc.so.6"),
        ];
        assert_eq!(files, expect);
    }
}
