//! Imports, exports and static symbols.

use image::Import;
use testkit::elf::{BASE, File, SHAPES, Section, Symbol, strings};

use crate::image;
use testkit::samples::elf::{FUNCTION, Hash, program, x86};

type Row<'a> = (
    u64,
    &'a str,
    Option<&'a str>,
    bool,
    Option<bool>,
    Option<bool>,
);

fn rows<'a>(imports: &'a [Import<'_>]) -> Vec<Row<'a>> {
    imports
        .iter()
        .map(|i| {
            let index = i.place.index.unwrap();
            (index, i.name, i.version, i.weak, i.function, i.lazy)
        })
        .collect()
}

#[test]
fn every_undefined_symbol_is_found_whatever_the_hash_table() {
    for shape in SHAPES {
        for hash in [Hash::Sysv, Hash::Gnu, Hash::None] {
            let bytes = program(shape, hash, &[]).build();
            let image = image(&bytes);
            let imports = image.imports();
            let expect = [
                (
                    1,
                    "puts",
                    Some("GLIBC_2.2.5"),
                    false,
                    Some(true),
                    Some(true),
                ),
                (
                    2,
                    "environ",
                    Some("GLIBC_2.2.5"),
                    false,
                    Some(false),
                    Some(false),
                ),
                (3, "__gmon_start__", None, true, None, None),
                (
                    4,
                    "qsort",
                    Some("GLIBC_2.34"),
                    false,
                    Some(true),
                    Some(false),
                ),
            ];
            assert_eq!(rows(&imports.symbols), expect, "{shape:?} {hash:?}");
            assert_eq!(imports.incomplete, None, "{shape:?} {hash:?}");
            let libraries = imports.symbols.iter().map(|i| i.library);
            assert_eq!(libraries.flatten().collect::<Vec<_>>(), ["libc.so.6"; 3]);
            let first = &imports.symbols[0].place;
            let size = if shape.wide { 24 } else { 16 };
            let name = first.offset.unwrap() - size;
            assert_eq!(
                image.uint(&bytes[usize::try_from(name).unwrap()..], 4),
                Some(0)
            );
        }
    }
}

#[test]
fn nothing_is_lazy_when_everything_is_bound_at_start() {
    for flag in [(24, 0), (30, 8), (0x6fff_fffb, 1)] {
        let bytes = program(SHAPES[0], Hash::Gnu, &[flag]).build();
        let image = image(&bytes);
        let lazy: Vec<Option<bool>> = image.imports().symbols.iter().map(|i| i.lazy).collect();
        assert_eq!(lazy, [Some(false), Some(false), None, Some(false)]);
    }
}

#[test]
fn exports_are_found_by_name() {
    for shape in SHAPES {
        for hash in [Hash::Sysv, Hash::Gnu, Hash::None] {
            let bytes = program(shape, hash, &[]).build();
            let image = image(&bytes);
            let found = image.exports_named(&["_cgo_panic", "qsort", "nothing", "crosscall2"]);
            let addresses: Vec<_> = found
                .iter()
                .map(|s| s.as_ref().map(|s| s.address))
                .collect();
            let expect = [Some(BASE + 0x408), None, None, Some(BASE + 0x400)];
            assert_eq!(addresses, expect, "{shape:?} {hash:?}");
            assert!(image.exported_count().is_some_and(|count| count >= 2));
        }
    }
}

/// GNU ld writes `symoffset` 1 and one empty bucket when nothing is exported: the table then says nothing
/// about the symbols above.
#[test]
fn an_empty_gnu_hash_table_hides_no_import() {
    let shape = SHAPES[0];
    let mut file = File::new(shape, x86(shape));
    let (bytes, at) = strings(&["puts", "exit"]);
    let symbol = |nth: usize| Symbol {
        name: u32::try_from(at[nth]).unwrap(),
        info: FUNCTION,
        ..Symbol::default()
    };
    let symtab = file.symbols(&[symbol(0), symbol(1)]);
    let strtab = file.blob(&bytes);
    let hash = file.gnu_hash(1, &[]);
    file.dynamic(&[
        (5, strtab),
        (10, bytes.len() as u64),
        (6, symtab),
        (0x6fff_fef5, hash),
    ]);
    let bytes = file.build();
    let imports = image(&bytes).imports();
    let names: Vec<&str> = imports.symbols.iter().map(|i| i.name).collect();
    assert_eq!(names, ["puts", "exit"]);
    assert_eq!(imports.incomplete, None);
}

#[test]
fn an_unknown_number_of_symbols_is_said() {
    let shape = SHAPES[0];
    let mut file = File::new(shape, x86(shape));
    let (bytes, at) = strings(&["puts", "exit"]);
    let strtab = file.blob(&bytes);
    let slot = file.words(&[0]);
    let (plt, size) = file.relocations(&[(slot, 7, 1, 0)], true);
    let symbol = |nth: usize| Symbol {
        name: u32::try_from(at[nth]).unwrap(),
        info: FUNCTION,
        ..Symbol::default()
    };
    let entries = |symtab| [(5, strtab), (6, symtab), (23, plt), (2, size), (20, 7)];
    // The dynamic table comes first: behind the symbols there is nothing to bound them.
    let next = file.clone().dynamic(&entries(0)) + 6 * 16;
    file.dynamic(&entries(next));
    assert_eq!(file.symbols(&[symbol(0), symbol(1)]), next);
    let bytes = file.build();
    let imports = image(&bytes).imports();
    assert_eq!(imports.symbols.len(), 1);
    assert!(imports.incomplete.unwrap().contains("not recorded"));
}

#[test]
fn a_static_symbol_is_found_by_its_whole_name() {
    for shape in SHAPES {
        let mut file = File::new(shape, x86(shape));
        let (bytes, at) = strings(&["main.main", "runtime.iscgo", "main.mainly"]);
        let defined = |nth: usize, value: u64| Symbol {
            name: u32::try_from(at[nth]).unwrap(),
            info: FUNCTION,
            section: 1,
            value,
            size: 4,
        };
        let undefined = Symbol {
            name: u32::try_from(at[1]).unwrap(),
            ..Symbol::default()
        };
        let table = [
            defined(2, 0x10),
            undefined,
            defined(0, 0x20),
            defined(1, 0x30),
        ];
        let symtab = file.symbols(&table);
        let strtab = file.blob(&bytes);
        let entry = if shape.wide { 24 } else { 16 };
        file.section(Section {
            name: ".symtab",
            kind: 2,
            offset: symtab - BASE,
            size: 5 * entry,
            link: 2,
            ..Section::default()
        });
        file.section(Section {
            name: ".strtab",
            kind: 3,
            offset: strtab - BASE,
            size: bytes.len() as u64,
            ..Section::default()
        });
        let bytes = file.build();
        let image = image(&bytes);
        let found = image.symbols_named(&["runtime.iscgo", "main.main", "main"]);
        let addresses: Vec<_> = found
            .iter()
            .map(|s| s.as_ref().map(|s| s.address))
            .collect();
        assert_eq!(addresses, [Some(0x30), Some(0x20), None]);
        assert_eq!(found[0].as_ref().unwrap().place.index, Some(4));
        assert!(image.loading.symtab);
    }
}

#[test]
fn a_version_names_the_symbols_that_ask_for_it() {
    for shape in SHAPES {
        for hash in [Hash::Sysv, Hash::Gnu, Hash::None] {
            let bytes = program(shape, hash, &[]).build();
            let image = image(&bytes);
            let users = |most| {
                let users = image.version_users(&|version| version.starts_with("GLIBC_"), most);
                users
                    .into_iter()
                    .map(|users| {
                        let version = image.loading.version_needs[users.need].version.clone();
                        let names: Vec<&str> = users.first.iter().map(|i| i.name).collect();
                        (version, users.symbols, names.join(" "))
                    })
                    .collect::<Vec<_>>()
            };
            let expect = |version: &str, symbols, names: &str| {
                (version.to_owned(), symbols, names.to_owned())
            };
            assert_eq!(
                users(8),
                [
                    expect("GLIBC_2.2.5", 2, "puts environ"),
                    expect("GLIBC_2.34", 1, "qsort"),
                ],
                "{shape:?} {hash:?}"
            );
            assert_eq!(users(1)[0], expect("GLIBC_2.2.5", 2, "puts"));
            assert!(image.version_users(&|_| false, 8).is_empty());
        }
    }
}
