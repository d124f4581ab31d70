//! Files that a real linker wrote, against the `object` crate's exhaustive walks: this test program and
//! every library that the loader mapped for it.

use std::collections::BTreeSet;

use object::read::elf::ElfFile64;
use object::{Endianness, Object, ObjectSymbol, RelocationFlags, RelocationTarget};

use crate::image;

#[expect(
    clippy::disallowed_methods,
    reason = "a test reads the files it is about"
)]
fn read(path: &str) -> Vec<u8> {
    std::fs::read(path).unwrap()
}

/// The files of this process that are ELF: the program, the C library, the loader.
fn mapped() -> Vec<(String, Vec<u8>)> {
    let maps = String::from_utf8(read("/proc/self/maps")).unwrap();
    let paths: BTreeSet<&str> = maps
        .lines()
        .filter_map(|line| line.find('/').map(|at| &line[at..]))
        .collect();
    let files: Vec<_> = paths
        .iter()
        .map(|path| ((*path).to_owned(), read(path)))
        .collect();
    assert!(files.len() >= 3, "{paths:?}");
    files
}

/// The relative type of x86-64 and of 64-bit Arm.
const fn is_relative(r_type: u32) -> bool {
    matches!(r_type, 8 | 1027)
}

#[test]
fn imports_equal_the_exhaustive_walk() {
    for (path, bytes) in mapped() {
        let file = ElfFile64::<Endianness>::parse(&bytes[..]).unwrap();
        let walked: Vec<(u64, &str, bool)> = file
            .dynamic_symbols()
            .filter(|s| s.is_undefined() && !s.is_local())
            .map(|s| (s.index().0 as u64, s.name().unwrap(), s.is_weak()))
            .collect();
        let imports = image(&bytes).imports();
        let found: Vec<(u64, &str, bool)> = imports
            .symbols
            .iter()
            .map(|i| (i.place.index.unwrap(), i.name, i.weak))
            .collect();
        assert_eq!(found, walked, "{path}");
        assert_eq!(imports.incomplete, None, "{path}");
    }
}

#[test]
fn exports_equal_the_exhaustive_walk() {
    for (path, bytes) in mapped() {
        let file = ElfFile64::<Endianness>::parse(&bytes[..]).unwrap();
        let image = image(&bytes);
        let defined = file.dynamic_symbols().filter(|s| s.is_definition());
        let names: BTreeSet<&str> = defined.map(|s| s.name().unwrap()).collect();
        let names: Vec<&str> = names.into_iter().collect();
        for (name, found) in names.iter().zip(image.exports_named(&names)) {
            assert_eq!(found.map(|s| s.name), Some(*name), "{path}");
        }
        assert!(
            image.exported_count().unwrap() >= names.len() as u64,
            "{path}"
        );
    }
}

#[test]
fn every_relative_relocation_is_applied() {
    let mut applied = 0;
    for (path, bytes) in mapped() {
        let file = ElfFile64::<Endianness>::parse(&bytes[..]).unwrap();
        let image = image(&bytes);
        for (address, relocation) in file.dynamic_relocations().into_iter().flatten() {
            let RelocationFlags::Elf { r_type } = relocation.flags() else {
                continue;
            };
            if !is_relative(r_type.0) || relocation.target() != RelocationTarget::Absolute {
                continue;
            }
            let addend = relocation.addend().cast_unsigned();
            assert_eq!(
                image.pointer_at(address),
                Some(addend),
                "{path} {address:#x}"
            );
            applied += 1;
        }
    }
    assert!(applied > 100, "only {applied}");
}

#[test]
fn symbols_equal_the_exhaustive_walk() {
    let (path, bytes) = mapped()
        .into_iter()
        .find(|(_, bytes)| image(bytes).loading.symtab)
        .unwrap();
    let file = ElfFile64::<Endianness>::parse(&bytes[..]).unwrap();
    let image = image(&bytes);
    let names = ["main", "_start", "__libc_start_main", "no such symbol"];
    for (name, found) in names.iter().zip(image.symbols_named(&names)) {
        let walked = file
            .symbols()
            .find(|s| s.name() == Ok(name) && s.is_definition());
        let defined = found.filter(|s| s.address != 0);
        let walked = walked.map(|s| s.address());
        assert_eq!(defined.map(|s| s.address), walked, "{path} {name}");
    }
}
