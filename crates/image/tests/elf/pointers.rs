//! Pointers as the loader leaves them.

use testkit::elf::{BASE, File, SHAPES, Shape, Symbol};

use crate::image;

const LE64: Shape = SHAPES[0];

/// Every machine that Go targets, with its relative and its absolute relocation and whether it writes
/// addends out of place.
const MACHINES: [(Shape, u16, u32, u32, bool); 13] = [
    (LE64, 62, 8, 1, true),
    (SHAPES[2], 3, 8, 1, false),
    (SHAPES[2], 40, 23, 2, false),
    (LE64, 183, 1027, 257, true),
    (LE64, 258, 3, 2, true),
    (LE64, 243, 3, 2, true),
    (LE64, 21, 22, 38, true),
    (SHAPES[1], 21, 22, 38, true),
    (SHAPES[1], 22, 12, 22, true),
    (SHAPES[2], 8, 3, 3, false),
    (SHAPES[3], 8, 3, 3, false),
    (LE64, 8, 3, 3, false),
    (SHAPES[1], 8, 3, 3, false),
];

/// A file whose table relocates three words: relative, absolute, imported. `in_place` stands in the file.
fn relocated(shape: Shape, machine: u16, kinds: (u32, u32), addends: bool) -> (File, u64) {
    let mut file = File::new(shape, machine);
    let in_place = if addends { 0 } else { 0x40 };
    let words = file.words(&[in_place, in_place, in_place, 0x77]);
    let word = if shape.wide { 8 } else { 4 };
    let defined = Symbol {
        section: 1,
        info: 0x11,
        value: 0x2000,
        ..Symbol::default()
    };
    let symtab = file.symbols(&[defined, Symbol::default()]);
    let entries = [
        (words, kinds.0, 0, 0x40),
        (words + word, kinds.1, 1, 0x40),
        (words + 2 * word, kinds.1, 2, 0x40),
    ];
    let (table, size) = file.relocations(&entries, addends);
    let tags = if addends { (7, 8) } else { (17, 18) };
    file.dynamic(&[(6, symtab), (tags.0, table), (tags.1, size)]);
    (file, words)
}

#[test]
fn relocations_are_applied_on_every_machine_of_go() {
    for (shape, machine, relative, absolute, addends) in MACHINES {
        let (file, words) = relocated(shape, machine, (relative, absolute), addends);
        let bytes = file.build();
        let image = image(&bytes);
        let word = if shape.wide { 8 } else { 4 };
        let read = |nth: u64| image.pointer_at(words + nth * word);
        assert!(image.arch.goarch().is_some(), "{machine}");
        assert_eq!(read(0), Some(0x40), "relative, {}", image.arch);
        assert_eq!(read(1), Some(0x2040), "absolute, {}", image.arch);
        assert_eq!(read(2), None, "imported, {}", image.arch);
        assert_eq!(read(3), Some(0x77), "untouched, {}", image.arch);
        let stored = if addends { 0 } else { 0x40 };
        assert_eq!(image.stored_pointer_at(words), Some(stored));
    }
}

/// A table of relative relocations in the given order, with `DT_RELACOUNT` if asked.
fn check_order(order: &[u64], counted: bool) {
    let mut file = File::new(LE64, 62);
    let words = file.words(&vec![0; order.len() + 1]);
    let entries: Vec<_> = order
        .iter()
        .map(|nth| (words + nth * 8, 8, 0, 0x1000 + nth))
        .collect();
    let (table, size) = file.relocations(&entries, true);
    let mut dynamic = vec![(7, table), (8, size)];
    if counted {
        dynamic.push((0x6fff_fff9, order.len() as u64));
    }
    file.dynamic(&dynamic);
    let bytes = file.build();
    let image = image(&bytes);
    for nth in 0..order.len() as u64 {
        assert_eq!(
            image.pointer_at(words + nth * 8),
            Some(0x1000 + nth),
            "{order:?}"
        );
    }
    let behind = words + order.len() as u64 * 8;
    assert_eq!(image.pointer_at(behind), Some(0));
}

#[test]
fn the_order_of_relocations_does_not_matter() {
    for counted in [false, true] {
        check_order(&[0, 1, 2, 3, 4, 5, 6, 7], counted);
        check_order(&[], counted);
    }
    check_order(&[5, 2, 7, 0, 1, 6, 3, 4], false);
    check_order(&[7, 6, 5, 4, 3, 2, 1, 0], true);
}

/// One relocation far from all others: the rest crowd one range of the index.
#[test]
fn crowded_relocations_are_found() {
    const COUNT: u64 = 2000;
    let mut file = File::new(LE64, 62);
    let words = file.words(&vec![0; 2001]);
    let mut entries = vec![(1 << 40, 8, 0, 1)];
    let shuffled = (0..COUNT).map(|nth| nth * 1237 % COUNT);
    entries.extend(shuffled.map(|nth| (words + nth * 8, 8, 0, 0x1000 + nth)));
    let (table, size) = file.relocations(&entries, true);
    file.dynamic(&[(7, table), (8, size)]);
    let bytes = file.build();
    let image = image(&bytes);
    for nth in 0..COUNT {
        assert_eq!(image.pointer_at(words + nth * 8), Some(0x1000 + nth));
    }
    assert_eq!(image.pointer_at(words + COUNT * 8), Some(0));
}

/// `DT_RELR` adds the load bias to what stands in the file; at load bias 0 that is what stands there.
#[test]
fn packed_relative_relocations_keep_the_stored_value() {
    let mut file = File::new(LE64, 62);
    let words = file.words(&[BASE + 0x10, BASE + 0x20]);
    let table = file.words(&[words, 0b11]);
    file.dynamic(&[(36, table), (35, 16), (37, 8)]);
    let bytes = file.build();
    let image = image(&bytes);
    assert_eq!(image.pointer_at(words), Some(BASE + 0x10));
    assert_eq!(image.pointer_at(words + 8), Some(BASE + 0x20));
}

#[test]
fn zeros_behind_the_file_are_read_and_nothing_beyond() {
    let file = File::new(LE64, 62);
    let bytes = file.build();
    let image = image(&bytes);
    let end = BASE + bytes.len() as u64;
    assert_eq!(image.pointer_at(end), Some(0));
    assert_eq!(image.pointer_at(end + testkit::elf::ZEROS), None);
    assert_eq!(image.pointer_at(BASE - 8), None);
}

/// A program whose code takes the address of an imported function: the undefined symbol has the value of the
/// program's own PLT entry, which is the function's address everywhere but in the PLT's own table.
#[test]
fn an_import_with_a_value_stands_for_its_plt_entry() {
    let mut file = File::new(LE64, 62);
    let words = file.words(&[0, 0]);
    let function = Symbol {
        info: 0x12,
        value: 0x2000,
        ..Symbol::default()
    };
    let symtab = file.symbols(&[function]);
    let (rela, size) = file.relocations(&[(words, 1, 1, 0)], true);
    let (plt, plt_size) = file.relocations(&[(words + 8, 7, 1, 0)], true);
    let tables = [(7, rela), (8, size), (23, plt), (2, plt_size), (20, 7)];
    file.dynamic(&[&[(6, symtab)], &tables[..]].concat());
    let bytes = file.build();
    let image = image(&bytes);
    assert_eq!(image.pointer_at(words), Some(0x2000));
    assert_eq!(image.pointer_at(words + 8), None);
}
