//! XCOFF files.

use crate::bytes::Bytes;

/// Address of the text section.
pub const TEXT: u64 = 0x1_0000;
/// Address of the data section: a function descriptor, whose first word is the entry.
pub const DATA: u64 = 0x2_0000;

/// A program with a text, a data and a loader section.
#[derive(Clone, Debug)]
pub struct File {
    /// 64 bits.
    pub wide: bool,
    /// File flags: 2 (`F_EXEC`) unless changed.
    pub flags: u64,
    /// The text section.
    pub text: Vec<u8>,
    /// Import files: path, file, member. The first one's path is the search path.
    pub files: Vec<[&'static str; 3]>,
    /// Imported symbols: name, import file, whether weak.
    pub imports: Vec<(&'static str, u64, bool)>,
    /// Symbols of the text section: name, address.
    pub symbols: Vec<(&'static str, u64)>,
}

impl File {
    /// A program with that text and nothing else.
    #[must_use]
    pub fn new(wide: bool, text: &[u8]) -> Self {
        Self {
            wide,
            flags: 2,
            text: text.to_vec(),
            files: Vec::new(),
            imports: Vec::new(),
            symbols: Vec::new(),
        }
    }

    const fn pointer(&self) -> usize {
        if self.wide { 8 } else { 4 }
    }

    /// The file's bytes.
    #[must_use]
    pub fn build(&self) -> Vec<u8> {
        let mut descriptor = Bytes::new(false);
        descriptor.uint(TEXT + 4, self.pointer());
        let loader = self.loader();
        let sections = [
            (".text", TEXT, &self.text, 0x20),
            (".data", DATA, &descriptor.data, 0x40),
            (".loader", 0, &loader, 0x1000),
        ];
        let mut file = Bytes::new(false);
        let (header, auxiliary, section) = if self.wide {
            (24, 120, 72)
        } else {
            (20, 72, 40)
        };
        file.uint(if self.wide { 0x1f7 } else { 0x1df }, 2)
            .uint(3, 2);
        file.grow(16).uint(auxiliary, 2).uint(self.flags, 2);
        // The entry in the auxiliary header.
        file.grow(header + if self.wide { 80 } else { 16 });
        file.uint(DATA, self.pointer()).grow(header + auxiliary);
        let mut at = 0x400;
        for (name, address, data, flags) in sections {
            let start = file.len();
            let size = data.len() as u64;
            file.fixed(name, 8);
            file.uints(&[address, address, size, at], self.pointer());
            file.grow(start + section - if self.wide { 8 } else { 4 })
                .uint(flags, 4);
            file.grow(start + section);
            at += size.next_multiple_of(8);
        }
        file.grow(0x400);
        for (_, _, data, _) in sections {
            file.raw(data).align(8);
        }
        self.symbol_table(&mut file);
        file.data
    }

    fn symbol_table(&self, file: &mut Bytes) {
        file.patch(8, file.len(), self.pointer());
        file.patch(
            if self.wide { 20 } else { 12 },
            self.symbols.len() as u64,
            4,
        );
        let mut names = Bytes::new(false);
        for (name, address) in &self.symbols {
            let offset = 4 + names.len();
            if self.wide {
                file.uint(*address, 8).uint(offset, 4);
            } else {
                file.uints(&[0, offset, *address], 4);
            }
            file.uint(1, 2).uint(0, 2).uint(2, 1).uint(0, 1);
            names.raw(name.as_bytes()).raw(b"\0");
        }
        file.uint(4 + names.len(), 4).raw(&names.data);
    }

    fn loader(&self) -> Vec<u8> {
        let mut files = Bytes::new(false);
        for name in self.files.iter().flatten() {
            files.raw(name.as_bytes()).raw(b"\0");
        }
        let mut strings = Bytes::new(false);
        let mut symbols = Bytes::new(false);
        for (name, file, weak) in &self.imports {
            strings.uint(name.len() as u64 + 1, 2);
            let offset = strings.len();
            strings.raw(name.as_bytes()).raw(b"\0");
            if self.wide {
                symbols.uint(0, 8).uint(offset, 4);
            } else {
                symbols.uints(&[0, offset, 0], 4);
            }
            let kind = 0x40 | if *weak { 8 } else { 0 };
            symbols
                .uint(0, 2)
                .uint(kind, 1)
                .uint(10, 1)
                .uints(&[*file, 0], 4);
        }
        let header = if self.wide { 56 } else { 32 };
        let at = header + symbols.len();
        let strings_at = at + files.len();
        let mut loader = Bytes::new(false);
        loader.uints(
            &[
                1,
                self.imports.len() as u64,
                0,
                files.len(),
                self.files.len() as u64,
            ],
            4,
        );
        if self.wide {
            loader
                .uint(strings.len(), 4)
                .uints(&[at, strings_at, header, 0], 8);
        } else {
            loader.uints(&[at, strings.len(), strings_at], 4);
        }
        loader
            .raw(&symbols.data)
            .raw(&files.data)
            .raw(&strings.data);
        loader.data
    }
}
