//! Small ELF files, byte by byte: header, program headers, blobs, optional sections.
//!
//! One `PT_LOAD` maps the whole file at [`BASE`], so the address of a blob is its offset plus `BASE`.
//! Nothing is checked: tests build broken files too.

/// Address of the file's first byte.
pub const BASE: u64 = 0x1_0000;
/// Room for the header and the program headers; blobs begin here.
const FIRST_BLOB: usize = 0x400;
/// Bytes of zeros in memory behind the file's last byte.
pub const ZEROS: u64 = 0x100;

/// Byte order and width.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// 64 bits.
    pub wide: bool,
    /// Little endian.
    pub little: bool,
}

/// 32 and 64 bits in both byte orders.
pub const SHAPES: [Shape; 4] = [
    Shape {
        wide: true,
        little: true,
    },
    Shape {
        wide: true,
        little: false,
    },
    Shape {
        wide: false,
        little: true,
    },
    Shape {
        wide: false,
        little: false,
    },
];

/// One symbol for [`File::symbols`].
#[derive(Clone, Copy, Debug, Default)]
pub struct Symbol {
    /// Offset in the string table.
    pub name: u32,
    /// Binding in the high four bits, type in the low ones.
    pub info: u8,
    /// `st_shndx`.
    pub section: u16,
    /// `st_value`.
    pub value: u64,
    /// `st_size`.
    pub size: u64,
}

/// One section of the table: `sh_name` is filled in by [`File::build`].
#[derive(Clone, Copy, Debug, Default)]
pub struct Section {
    /// The name.
    pub name: &'static str,
    /// `sh_type`.
    pub kind: u32,
    /// `sh_flags`.
    pub flags: u64,
    /// `sh_addr`.
    pub address: u64,
    /// `sh_offset`.
    pub offset: u64,
    /// `sh_size`.
    pub size: u64,
    /// `sh_link`.
    pub link: u32,
    /// `sh_info`.
    pub info: u32,
}

#[derive(Clone, Copy, Debug)]
struct Program {
    kind: u32,
    flags: u32,
    offset: u64,
    address: u64,
    file_size: u64,
    memory_size: u64,
    align: u64,
}

/// An ELF file in the making.
#[derive(Clone, Debug)]
pub struct File {
    /// Byte order and width.
    pub shape: Shape,
    /// `e_type`: 3 (`ET_DYN`) unless changed.
    pub kind: u16,
    /// `e_machine`.
    pub machine: u16,
    /// `e_ident[EI_OSABI]`.
    pub osabi: u8,
    /// `e_flags`.
    pub flags: u32,
    /// Whether a `PT_LOAD` maps the file.
    pub loaded: bool,
    programs: Vec<Program>,
    sections: Vec<Section>,
    bytes: Vec<u8>,
}

impl File {
    /// An empty `ET_DYN` for a machine.
    #[must_use]
    pub fn new(shape: Shape, machine: u16) -> Self {
        Self {
            shape,
            kind: 3,
            machine,
            osabi: 0,
            flags: 0,
            loaded: true,
            programs: Vec::new(),
            sections: Vec::new(),
            bytes: vec![0; FIRST_BLOB],
        }
    }

    /// A 2-byte integer in the file's byte order.
    #[must_use]
    pub fn u16(&self, value: u16) -> Vec<u8> {
        if self.shape.little {
            value.to_le_bytes().to_vec()
        } else {
            value.to_be_bytes().to_vec()
        }
    }

    /// A 4-byte integer in the file's byte order.
    #[must_use]
    pub fn u32(&self, value: u32) -> Vec<u8> {
        if self.shape.little {
            value.to_le_bytes().to_vec()
        } else {
            value.to_be_bytes().to_vec()
        }
    }

    /// An 8-byte integer in the file's byte order.
    #[must_use]
    pub fn u64(&self, value: u64) -> Vec<u8> {
        if self.shape.little {
            value.to_le_bytes().to_vec()
        } else {
            value.to_be_bytes().to_vec()
        }
    }

    /// An address-sized integer, cut to 4 bytes in 32-bit files.
    #[must_use]
    pub fn word(&self, value: u64) -> Vec<u8> {
        if self.shape.wide {
            self.u64(value)
        } else {
            self.u32(u32::try_from(value & 0xffff_ffff).unwrap_or_default())
        }
    }

    /// Appends bytes at a multiple of 8; gives their address.
    pub fn blob(&mut self, bytes: &[u8]) -> u64 {
        self.bytes.resize(self.bytes.len().next_multiple_of(8), 0);
        let address = BASE + self.bytes.len() as u64;
        self.bytes.extend_from_slice(bytes);
        address
    }

    /// Appends words; gives their address.
    pub fn words(&mut self, values: &[u64]) -> u64 {
        let bytes: Vec<u8> = values.iter().flat_map(|v| self.word(*v)).collect();
        self.blob(&bytes)
    }

    /// Adds a program header over bytes already in the file.
    pub fn program(&mut self, kind: u32, flags: u32, address: u64, size: u64) {
        self.programs.push(Program {
            kind,
            flags,
            offset: address.saturating_sub(BASE),
            address,
            file_size: size,
            memory_size: size,
            align: 4,
        });
    }

    /// Appends the dynamic table with its `DT_NULL`, and the `PT_DYNAMIC` that names it.
    pub fn dynamic(&mut self, entries: &[(u64, u64)]) -> u64 {
        let mut words: Vec<u64> = entries
            .iter()
            .flat_map(|(tag, value)| [*tag, *value])
            .collect();
        words.extend([0, 0]);
        let address = self.words(&words);
        let size = words.len() as u64 * if self.shape.wide { 8 } else { 4 };
        self.program(2, 6, address, size);
        address
    }

    /// Appends an interpreter and its `PT_INTERP`.
    pub fn interpreter(&mut self, path: &str) {
        let bytes: Vec<u8> = path.bytes().chain([0]).collect();
        let address = self.blob(&bytes);
        self.program(3, 4, address, bytes.len() as u64);
    }

    /// Appends a note and its `PT_NOTE`; the owner gets its NUL.
    pub fn note(&mut self, owner: &str, kind: u32, bytes: &[u8]) -> u64 {
        let length = |n: usize| u32::try_from(n).unwrap_or_default();
        let mut note = self.u32(length(owner.len() + 1));
        note.extend(self.u32(length(bytes.len())));
        note.extend(self.u32(kind));
        note.extend(owner.bytes().chain([0]));
        note.resize(note.len().next_multiple_of(4), 0);
        note.extend(bytes);
        note.resize(note.len().next_multiple_of(4), 0);
        let address = self.blob(&note);
        self.program(4, 4, address, note.len() as u64);
        address
    }

    /// Appends a symbol table: the empty symbol, then the given ones.
    pub fn symbols(&mut self, symbols: &[Symbol]) -> u64 {
        let empty = Symbol::default();
        let bytes: Vec<u8> = std::iter::once(&empty)
            .chain(symbols)
            .flat_map(|s| self.symbol(s))
            .collect();
        self.blob(&bytes)
    }

    fn symbol(&self, s: &Symbol) -> Vec<u8> {
        let (name, section) = (self.u32(s.name), self.u16(s.section));
        let (value, size) = (self.word(s.value), self.word(s.size));
        let kind = vec![s.info, 0];
        if self.shape.wide {
            [name, kind, section, value, size].concat()
        } else {
            [name, value, size, kind, section].concat()
        }
    }

    /// Appends a relocation table of `(address, type, symbol, addend)`; without addends, `Elf_Rel`.
    /// Gives its address and size.
    pub fn relocations(&mut self, entries: &[(u64, u32, u32, u64)], addends: bool) -> (u64, u64) {
        let bytes: Vec<u8> = entries
            .iter()
            .flat_map(|(address, kind, symbol, addend)| {
                let info = self.relocation_info(*kind, *symbol);
                let mut one = [self.word(*address), info].concat();
                if addends {
                    one.extend(self.word(*addend));
                }
                one
            })
            .collect();
        (self.blob(&bytes), bytes.len() as u64)
    }

    /// `r_info`; 64-bit MIPS (machine 8) writes a symbol of 4 bytes, then four bytes whose last is the type.
    fn relocation_info(&self, kind: u32, symbol: u32) -> Vec<u8> {
        match (self.shape.wide, self.machine) {
            (true, 8) => [self.u32(symbol), kind.to_be_bytes().to_vec()].concat(),
            (true, _) => self.u64(u64::from(symbol) << 32 | u64::from(kind)),
            (false, _) => self.u32(symbol << 8 | kind),
        }
    }

    /// Appends a `DT_HASH` with one bucket that chains all `count` symbols, the empty one included.
    pub fn sysv_hash(&mut self, count: u32) -> u64 {
        let mut words = vec![1, count, u32::from(count > 1)];
        words.extend((0..count).map(|i| if i > 0 && i + 1 < count { i + 1 } else { 0 }));
        self.half_words(&words)
    }

    /// Appends a `DT_GNU_HASH` with one bucket for the symbols from `first` on, by their names.
    pub fn gnu_hash(&mut self, first: u32, names: &[&str]) -> u64 {
        let bucket = if names.is_empty() { 0 } else { first };
        let mut words = vec![1, first, 1, 6, u32::MAX];
        if self.shape.wide {
            words.push(u32::MAX);
        }
        words.push(bucket);
        for (index, name) in names.iter().enumerate() {
            let last = u32::from(index + 1 == names.len());
            words.push(gnu_hash(name) & !1 | last);
        }
        self.half_words(&words)
    }

    /// Appends 4-byte integers; gives their address.
    pub fn half_words(&mut self, values: &[u32]) -> u64 {
        let bytes: Vec<u8> = values.iter().flat_map(|v| self.u32(*v)).collect();
        self.blob(&bytes)
    }

    /// Adds a section; the empty first one and `.shstrtab` are added by [`File::build`].
    pub fn section(&mut self, section: Section) {
        self.sections.push(section);
    }

    /// The file's bytes.
    #[must_use]
    pub fn build(&self) -> Vec<u8> {
        let mut file = self.clone();
        let section_table = file.append_sections();
        let mut programs = file.programs.clone();
        if file.loaded {
            let size = file.bytes.len() as u64;
            programs.insert(
                0,
                Program {
                    kind: 1,
                    flags: 6,
                    offset: 0,
                    address: BASE,
                    file_size: size,
                    memory_size: size + ZEROS,
                    align: 0x1000,
                },
            );
        }
        let mut head = file.header(section_table, programs.len());
        for program in &programs {
            head.extend(file.program_header(program));
        }
        for (slot, byte) in file.bytes.iter_mut().zip(head) {
            *slot = byte;
        }
        file.bytes
    }

    /// Offset of the section table and the number of its entries; 0 without sections.
    fn append_sections(&mut self) -> (u64, u16) {
        if self.sections.is_empty() {
            return (0, 0);
        }
        let mut names = vec![0];
        let mut name_at = Vec::new();
        let last = Section {
            name: ".shstrtab",
            kind: 3,
            ..Section::default()
        };
        self.sections.push(last);
        for section in &self.sections {
            name_at.push(u32::try_from(names.len()).unwrap_or_default());
            names.extend(section.name.bytes().chain([0]));
        }
        let at = self.blob(&names) - BASE;
        if let Some(last) = self.sections.last_mut() {
            (last.offset, last.size) = (at, names.len() as u64);
        }
        let empty = Section::default();
        let table: Vec<u8> = std::iter::once((&0, &empty))
            .chain(name_at.iter().zip(&self.sections))
            .flat_map(|(name, section)| self.section_header(*name, section))
            .collect();
        let at = self.blob(&table) - BASE;
        (
            at,
            u16::try_from(self.sections.len() + 1).unwrap_or_default(),
        )
    }

    fn section_header(&self, name: u32, s: &Section) -> Vec<u8> {
        let words = [s.flags, s.address, s.offset, s.size]
            .map(|v| self.word(v))
            .concat();
        let (link, info) = (self.u32(s.link), self.u32(s.info));
        let sizes = [self.word(4), self.word(0)].concat();
        [self.u32(name), self.u32(s.kind), words, link, info, sizes].concat()
    }

    fn program_header(&self, p: &Program) -> Vec<u8> {
        let (kind, flags) = (self.u32(p.kind), self.u32(p.flags));
        let words = [p.offset, p.address, p.address, p.file_size, p.memory_size];
        let words = words.map(|v| self.word(v)).concat();
        let align = self.word(p.align);
        if self.shape.wide {
            [kind, flags, words, align].concat()
        } else {
            [kind, words, flags, align].concat()
        }
    }

    fn header(&self, (sections, section_count): (u64, u16), programs: usize) -> Vec<u8> {
        let Shape { wide, little } = self.shape;
        let mut bytes = b"\x7fELF".to_vec();
        bytes.extend([1 + u8::from(wide), 2 - u8::from(little), 1, self.osabi]);
        bytes.resize(16, 0);
        let programs = u16::try_from(programs).unwrap_or(u16::MAX);
        let (header, program, section) = if wide { (64, 56, 64) } else { (52, 32, 40) };
        bytes.extend([self.u16(self.kind), self.u16(self.machine), self.u32(1)].concat());
        let words = [BASE + FIRST_BLOB as u64, header, sections];
        bytes.extend(words.map(|v| self.word(v)).concat());
        bytes.extend(self.u32(self.flags));
        let header = u16::try_from(header).unwrap_or_default();
        let names = section_count.saturating_sub(1);
        let halves = [header, program, programs, section, section_count, names];
        bytes.extend(halves.map(|v| self.u16(v)).concat());
        bytes
    }
}

/// A string table and the offset of each string in it.
#[must_use]
pub fn strings(names: &[&str]) -> (Vec<u8>, Vec<u64>) {
    let mut bytes = vec![0];
    let mut offsets = Vec::new();
    for name in names {
        offsets.push(bytes.len() as u64);
        bytes.extend(name.bytes().chain([0]));
    }
    (bytes, offsets)
}

fn gnu_hash(name: &str) -> u32 {
    name.bytes().fold(5381, |hash: u32, byte| {
        hash.wrapping_mul(33).wrapping_add(u32::from(byte))
    })
}
