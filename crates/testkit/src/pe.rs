//! PE files and COFF objects.

use crate::bytes::Bytes;

/// Preferred base address.
pub const BASE: u64 = 0x40_0000;

/// A section: bytes of the file at `0x1000 × (index + 1)` behind the base.
#[derive(Clone, Debug)]
pub struct Section {
    /// Name, at most 8 bytes; `/4` for an offset in the string table.
    pub name: &'static str,
    /// Content.
    pub data: Vec<u8>,
    /// Bytes in memory.
    pub memory_size: u64,
    /// Characteristics.
    pub flags: u64,
}

/// One COFF symbol: name, value, section number, storage class.
pub type Symbol = (&'static str, u64, u64, u64);

/// A PE file in the making.
#[derive(Clone, Debug)]
pub struct File {
    /// PE32+.
    pub wide: bool,
    /// `Machine`.
    pub machine: u64,
    /// `Characteristics`.
    pub characteristics: u64,
    /// `DllCharacteristics`.
    pub dll_characteristics: u64,
    /// Data directories: number, address from the base, bytes.
    pub directories: Vec<(usize, u64, u64)>,
    /// The sections, in order.
    pub sections: Vec<Section>,
    /// The COFF symbols.
    pub symbols: Vec<Symbol>,
    /// The string table behind its length.
    pub strings: Vec<u8>,
}

impl File {
    /// A program of that width and machine, with nothing in it.
    #[must_use]
    pub const fn new(wide: bool, machine: u64) -> Self {
        Self {
            wide,
            machine,
            characteristics: 0x22,
            dll_characteristics: 0x140,
            directories: Vec::new(),
            sections: Vec::new(),
            symbols: Vec::new(),
            strings: Vec::new(),
        }
    }

    /// Adds a section; gives its address from the base.
    pub fn section(&mut self, name: &'static str, data: &[u8], flags: u64) -> u64 {
        self.sections.push(Section {
            name,
            data: data.to_vec(),
            memory_size: data.len() as u64,
            flags,
        });
        0x1000 * self.sections.len() as u64
    }

    /// The file's bytes.
    #[must_use]
    pub fn build(&self) -> Vec<u8> {
        let mut file = Bytes::new(true);
        file.raw(b"MZ").grow(0x3c).uint(0x40, 4).raw(b"PE\0\0");
        let optional = self.optional();
        self.coff(&mut file, &optional);
        file.data
    }

    /// The same sections and symbols as a COFF object.
    #[must_use]
    pub fn build_object(&self) -> Vec<u8> {
        let mut file = Bytes::new(true);
        self.coff(&mut file, &[]);
        file.data
    }

    fn coff(&self, file: &mut Bytes, optional: &[u8]) {
        let header = file.len();
        file.uint(self.machine, 2)
            .uint(self.sections.len() as u64, 2);
        file.uints(&[0, 0, self.symbols.len() as u64], 4);
        file.uint(optional.len() as u64, 2)
            .uint(self.characteristics, 2);
        file.raw(optional);
        let table = file.len();
        for section in &self.sections {
            let start = file.len();
            file.fixed(section.name, 8).grow(start + 36);
            file.uint(section.flags, 4);
        }
        for (index, section) in (0..).zip(&self.sections) {
            file.align(0x200);
            let (at, size) = (file.len(), section.data.len() as u64);
            let address = if optional.is_empty() {
                0
            } else {
                0x1000 * (index + 1)
            };
            for (field, value) in (0..).zip([section.memory_size, address, size, at]) {
                file.patch(table + index * 40 + 8 + field * 4, value, 4);
            }
            file.raw(&section.data);
        }
        file.patch(header + 8, file.len(), 4);
        for (name, value, section, class) in &self.symbols {
            file.fixed(name, 8).uint(*value, 4).uint(*section, 2);
            file.uint(0, 2).uint(*class, 1).uint(0, 1);
        }
        file.uint(4 + self.strings.len() as u64, 4)
            .raw(&self.strings);
    }

    fn optional(&self) -> Vec<u8> {
        let mut header = Bytes::new(true);
        header.uint(if self.wide { 0x20b } else { 0x10b }, 2);
        header.grow(16).uint(0x1000, 4);
        if self.wide {
            header.grow(24).uint(BASE, 8);
        } else {
            header.grow(28).uint(BASE, 4);
        }
        header.grow(48).uint(6, 2).uint(1, 2);
        header.grow(70).uint(self.dll_characteristics, 2);
        let first = if self.wide { 112 } else { 96 };
        header.grow(first - 4).uint(16, 4).grow(first + 16 * 8);
        for (number, address, size) in &self.directories {
            let at = first + *number as u64 * 8;
            header.patch(at, *address, 4);
            header.patch(at + 4, *size, 4);
        }
        header.data
    }
}

/// An import section that will stand `at` behind the base: one library, its symbols by name, one by ordinal.
///
/// `delayed`: a delay-load table instead of an import directory.
#[must_use]
pub fn imports(
    at: u64,
    wide: bool,
    library: &str,
    names: &[&str],
    ordinal: u64,
    delayed: bool,
) -> Vec<u8> {
    let size = if wide { 8 } else { 4 };
    let descriptors = if delayed { 64 } else { 40 };
    let thunks = at + descriptors;
    let strings = thunks + (names.len() as u64 + 2) * size;
    let mut text = Bytes::new(true);
    text.raw(library.as_bytes()).raw(b"\0");
    let mut list = Bytes::new(true);
    let width = if wide { 8 } else { 4 };
    for name in names {
        list.uint(strings + text.len(), width);
        text.uint(0, 2).raw(name.as_bytes()).raw(b"\0");
    }
    list.uint(ordinal | 1 << (size * 8 - 1), width)
        .uint(0, width);
    let mut section = Bytes::new(true);
    if delayed {
        section.uints(&[1, strings, 0, thunks, thunks], 4);
    } else {
        section.uints(&[thunks, 0, 0, strings, thunks], 4);
    }
    section.grow(descriptors).raw(&list.data).raw(&text.data);
    section.data
}
