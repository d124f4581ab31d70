//! Tar archives made entry by entry, and whatever stands in between.

/// One header block with a checksum.
#[must_use]
pub fn header(name: &[u8], flag: u8, size: u64, link: &[u8]) -> [u8; 512] {
    let mut block = [0; 512];
    put(&mut block, 0, name.get(..100).unwrap_or(name));
    block[100..107].copy_from_slice(b"0000755");
    block[124..135].copy_from_slice(format!("{size:011o}").as_bytes());
    block[156] = flag;
    put(&mut block, 157, link.get(..100).unwrap_or(link));
    block[257..265].copy_from_slice(b"ustar\x0000");
    sum(&mut block);
    block
}

fn put(block: &mut [u8; 512], at: usize, bytes: &[u8]) {
    let places = block.iter_mut().skip(at);
    places.zip(bytes).for_each(|(place, byte)| *place = *byte);
}

/// Writes the checksum of a block.
pub fn sum(block: &mut [u8; 512]) {
    block[148..156].fill(b' ');
    let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
    block[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
}

/// An archive in the making.
#[derive(Clone, Debug, Default)]
pub struct Tar(Vec<u8>);

impl Tar {
    /// An entry of any type (`0` file, `1` hard link, `2` symbolic link, `5` folder, `x` PAX records).
    #[must_use]
    pub fn entry(mut self, name: &str, flag: u8, link: &str, bytes: &[u8]) -> Self {
        let size = bytes.len() as u64;
        let header = header(name.as_bytes(), flag, size, link.as_bytes());
        self.0.extend(header);
        self.0.extend(bytes);
        self.0.resize(self.0.len().next_multiple_of(512), 0);
        self
    }

    /// A file.
    #[must_use]
    pub fn file(self, name: &str, bytes: &[u8]) -> Self {
        self.entry(name, b'0', "", bytes)
    }

    /// A folder.
    #[must_use]
    pub fn folder(self, name: &str) -> Self {
        self.entry(name, b'5', "", b"")
    }

    /// A symbolic link.
    #[must_use]
    pub fn symlink(self, name: &str, target: &str) -> Self {
        self.entry(name, b'2', target, b"")
    }

    /// A second name of a file.
    #[must_use]
    pub fn hardlink(self, name: &str, target: &str) -> Self {
        self.entry(name, b'1', target, b"")
    }

    /// Bytes as they are.
    #[must_use]
    pub fn raw(mut self, bytes: &[u8]) -> Self {
        self.0.extend(bytes);
        self
    }

    /// The archive with the two zero blocks at its end.
    #[must_use]
    pub fn end(mut self) -> Vec<u8> {
        self.0.extend([0; 1024]);
        self.0
    }
}
