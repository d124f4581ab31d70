//! A dynamic program with something in every table.
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "the offsets of names written right here"
)]

use crate::elf::{BASE, File, Section, Shape, Symbol, strings};

/// `e_machine` of x86-64 and 386.
pub const fn x86(shape: Shape) -> u16 {
    if shape.wide { 62 } else { 3 }
}

/// `STB_GLOBAL`, `STT_FUNC`.
pub const FUNCTION: u8 = 0x12;
/// `STB_WEAK`, `STT_NOTYPE`.
pub const WEAK: u8 = 0x20;
/// `STB_GLOBAL`, `STT_OBJECT`.
pub const OBJECT: u8 = 0x11;

/// How the number of symbols can be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hash {
    /// `DT_HASH`.
    Sysv,
    /// `DT_GNU_HASH`.
    Gnu,
    /// No hash table; the string table follows the symbols.
    None,
}

const NAMES: [&str; 11] = [
    "libc.so.6",
    "GLIBC_2.2.5",
    "GLIBC_2.34",
    "puts",
    "environ",
    "__gmon_start__",
    "qsort",
    "crosscall2",
    "_cgo_panic",
    "/opt/lib",
    "app",
];

/// A PIE: imports `puts@GLIBC_2.2.5` (lazy), `environ@GLIBC_2.2.5` (bound at start), weak `__gmon_start__`
/// (no relocation) and, in the hashed range, `qsort@GLIBC_2.34` (its address is taken); exports `crosscall2`
/// and `_cgo_panic`.
pub fn program(shape: Shape, hash: Hash, flags: &[(u64, u64)]) -> File {
    let mut file = File::new(shape, x86(shape));
    let (bytes, at) = strings(&NAMES);
    file.interpreter("/lib64/ld-linux-x86-64.so.2");
    let symtab = file.symbols(&symbols(&at));
    let strtab = file.blob(&bytes);
    let versions = [0_u16, 2, 2, 0, 3, 1, 1].map(|v| file.u16(v)).concat();
    let versym = file.blob(&versions);
    let verneed = version_needs(&mut file, at[0], &[(at[1], 2), (at[2], 3)]);
    let mut dynamic = vec![
        (1, at[0]),
        (14, at[10]),
        (29, at[9]),
        (5, strtab),
        (10, bytes.len() as u64),
        (6, symtab),
        (0x6fff_fff0, versym),
        (0x6fff_fffe, verneed),
        (0x6fff_ffff, 1),
    ];
    dynamic.extend(bindings(&mut file));
    dynamic.extend(hash_table(&mut file, hash));
    dynamic.extend(flags);
    file.dynamic(&dynamic);
    file.section(Section {
        name: ".text",
        kind: 1,
        flags: 6,
        address: BASE + 0x400,
        offset: 0x400,
        size: 16,
        ..Section::default()
    });
    file
}

fn symbols(at: &[u64]) -> [Symbol; 6] {
    let symbol = |nth: usize, info: u8, value: u64| Symbol {
        name: u32::try_from(at[nth]).unwrap(),
        info,
        section: u16::from(value != 0),
        value,
        size: 8,
    };
    [
        symbol(3, FUNCTION, 0),
        symbol(4, OBJECT, 0),
        symbol(5, WEAK, 0),
        symbol(6, FUNCTION, 0),
        symbol(7, FUNCTION, BASE + 0x400),
        symbol(8, FUNCTION, BASE + 0x408),
    ]
}

/// A `JUMP_SLOT` for symbol 1, `GLOB_DAT` for symbols 2 and 4.
fn bindings(file: &mut File) -> Vec<(u64, u64)> {
    let wide = file.shape.wide;
    let word = if wide { 8 } else { 4 };
    let slots = file.words(&[0x1111, 0, 0, 0]);
    let (plt, plt_size) = file.relocations(&[(slots, 7, 1, 0)], wide);
    let start = [(slots + word, 6, 2, 0), (slots + 2 * word, 6, 4, 0)];
    let (table, size) = file.relocations(&start, wide);
    let (tag, size_tag) = if wide { (7, 8) } else { (17, 18) };
    vec![
        (tag, table),
        (size_tag, size),
        (23, plt),
        (2, plt_size),
        (20, tag),
    ]
}

fn hash_table(file: &mut File, hash: Hash) -> Option<(u64, u64)> {
    match hash {
        Hash::Sysv => Some((4, file.sysv_hash(7))),
        Hash::Gnu => {
            let hashed = ["qsort", "crosscall2", "_cgo_panic"];
            Some((0x6fff_fef5, file.gnu_hash(4, &hashed)))
        }
        Hash::None => None,
    }
}

/// Appends one `Elf_Verneed` with its versions: `(name offset, index)`.
pub fn version_needs(file: &mut File, library: u64, versions: &[(u64, u16)]) -> u64 {
    let half = |v: u64| u32::try_from(v).unwrap();
    let count = u16::try_from(versions.len()).unwrap();
    let mut bytes = [file.u16(1), file.u16(count)].concat();
    bytes.extend([half(library), 16, 0].iter().flat_map(|v| file.u32(*v)));
    for (nth, (name, index)) in versions.iter().enumerate() {
        let next = if nth + 1 == versions.len() { 0 } else { 16 };
        bytes.extend([file.u32(0), file.u16(0), file.u16(*index)].concat());
        bytes.extend([half(*name), next].iter().flat_map(|v| file.u32(*v)));
    }
    file.blob(&bytes)
}
