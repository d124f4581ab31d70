//! Mach-O files and universal files.

use crate::bytes::Bytes;

/// Where the content behind the load commands begins.
pub const BODY: u64 = 0x1000;

/// A Mach-O file in the making. Content goes to [`BODY`] and behind it.
#[derive(Clone, Debug)]
pub struct File {
    /// 64 bits.
    pub wide: bool,
    /// `cputype`.
    pub cpu: u64,
    /// `filetype`: 2 (`MH_EXECUTE`) unless changed.
    pub kind: u64,
    /// `flags`.
    pub flags: u64,
    commands: Bytes,
    count: u64,
    body: Bytes,
}

/// One section of a segment.
#[derive(Clone, Copy, Debug)]
pub struct Section {
    /// Section name, at most 16 bytes.
    pub name: &'static str,
    /// Virtual address.
    pub address: u64,
    /// Offset in the file.
    pub offset: u64,
    /// Bytes.
    pub size: u64,
    /// Type and attributes.
    pub flags: u64,
}

/// One entry of the symbol table.
#[derive(Clone, Copy, Debug)]
pub struct Symbol {
    /// Name as it stands in the file.
    pub name: &'static str,
    /// `n_type`.
    pub kind: u64,
    /// `n_sect`.
    pub section: u64,
    /// `n_desc`.
    pub description: u64,
    /// `n_value`.
    pub value: u64,
}

impl File {
    /// A program of that width, byte order and machine.
    #[must_use]
    pub fn new(wide: bool, little: bool, cpu: u64) -> Self {
        Self {
            wide,
            cpu,
            kind: 2,
            flags: 0x0020_0085,
            commands: Bytes::new(little),
            count: 0,
            body: Bytes::new(little),
        }
    }

    /// Bytes of a pointer.
    #[must_use]
    pub const fn pointer(&self) -> usize {
        if self.wide { 8 } else { 4 }
    }

    /// Appends content at a multiple of 8; gives its offset in the file.
    pub fn blob(&mut self, bytes: &[u8]) -> u64 {
        let offset = BODY + self.body.align(8).len();
        self.body.raw(bytes);
        offset
    }

    /// An empty run of bytes in this file's byte order.
    #[must_use]
    pub const fn bytes(&self) -> Bytes {
        Bytes::new(self.body.little)
    }

    /// Adds a load command: everything behind its number and size.
    pub fn command(&mut self, number: u64, content: &[u8]) {
        let size = (8 + content.len()).next_multiple_of(8) as u64;
        self.commands
            .uints(&[number, size], 4)
            .raw(content)
            .align(8);
        self.count += 1;
    }

    /// Adds a load command of 4-byte fields.
    pub fn fields(&mut self, number: u64, fields: &[u64]) {
        let mut content = self.bytes();
        content.uints(fields, 4);
        self.command(number, &content.data);
    }

    /// Adds a command that holds a path behind `fields` words; the first word is the path's offset.
    pub fn path(&mut self, number: u64, fields: usize, path: &str) {
        let mut content = self.bytes();
        let start = 8 + 4 * fields as u64;
        content.uint(start, 4).grow(start - 8);
        content.raw(path.as_bytes()).raw(b"\0");
        self.command(number, &content.data);
    }

    /// Adds a segment: its name, then address, bytes in memory, offset, bytes in the file; then protection.
    pub fn segment(&mut self, name: &str, range: [u64; 4], protection: u64, sections: &[Section]) {
        let pointer = self.pointer();
        let mut content = self.bytes();
        content.fixed(name, 16).uints(&range, pointer);
        content.uints(&[7, protection, sections.len() as u64, 0], 4);
        for section in sections {
            content.fixed(section.name, 16).fixed(name, 16);
            content.uints(&[section.address, section.size], pointer);
            content.uints(&[section.offset, 0, 0, 0, section.flags, 0, 0], 4);
            if self.wide {
                content.uint(0, 4);
            }
        }
        self.command(if self.wide { 0x19 } else { 1 }, &content.data);
    }

    /// Adds the symbol table, `LC_SYMTAB`, and `LC_DYSYMTAB` with `undefined` symbols at the end.
    pub fn symbols(&mut self, symbols: &[Symbol], undefined: u64) {
        let mut names = self.bytes();
        names.raw(b" \0");
        let mut table = self.bytes();
        let pointer = self.pointer();
        for symbol in symbols {
            table.uint(names.len(), 4).uint(symbol.kind, 1);
            table.uint(symbol.section, 1).uint(symbol.description, 2);
            table.uint(symbol.value, pointer);
            names.raw(symbol.name.as_bytes()).raw(b"\0");
        }
        let (table, names) = (table.data, names.data);
        let at = self.blob(&table);
        let strings = self.blob(&names);
        let count = symbols.len() as u64;
        self.fields(2, &[at, count, strings, names.len() as u64]);
        let mut fields = [0; 18];
        fields[4..6].copy_from_slice(&[count - undefined, undefined]);
        self.fields(0xb, &fields);
    }

    /// The file's bytes.
    #[must_use]
    pub fn build(&self) -> Vec<u8> {
        let mut file = self.bytes();
        let magic = if self.wide { 0xfeed_facf } else { 0xfeed_face };
        let size = self.commands.len();
        file.uints(
            &[magic, self.cpu, 0, self.kind, self.count, size, self.flags],
            4,
        );
        if self.wide {
            file.uint(0, 4);
        }
        file.raw(&self.commands.data).grow(BODY);
        file.raw(&self.body.data);
        file.data
    }
}

/// A universal file of slices, each with its `cputype`; each starts at a multiple of 4096.
#[must_use]
pub fn universal(wide: bool, slices: &[(u64, Vec<u8>)]) -> Vec<u8> {
    let magic = if wide { 0xcafe_babf } else { 0xcafe_babe };
    let mut header = Bytes::new(false);
    header.uints(&[magic, slices.len() as u64], 4);
    let mut offset = 0x1000;
    for (cpu, data) in slices {
        let size = data.len() as u64;
        header.uints(&[*cpu, 0], 4);
        header.uints(&[offset, size], if wide { 8 } else { 4 });
        header.uints(if wide { &[12, 0] } else { &[12] }, 4);
        offset += size.next_multiple_of(0x1000);
    }
    for (_, data) in slices {
        header.align(0x1000).raw(data);
    }
    header.data
}
