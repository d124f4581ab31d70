//! Bytes in the making: integers of one byte order, names, and gaps that are filled in later.

/// A growing run of bytes.
#[derive(Clone, Debug, Default)]
pub struct Bytes {
    /// What was written so far.
    pub data: Vec<u8>,
    /// Least significant byte first.
    pub little: bool,
}

impl Bytes {
    /// Nothing yet.
    #[must_use]
    pub const fn new(little: bool) -> Self {
        Self {
            data: Vec::new(),
            little,
        }
    }

    /// The lowest `size` bytes of a number, in this byte order.
    #[must_use]
    pub fn encode(&self, value: u64, size: usize) -> Vec<u8> {
        let mut bytes: Vec<u8> = value.to_le_bytes().into_iter().take(size).collect();
        if !self.little {
            bytes.reverse();
        }
        bytes
    }

    /// Appends a number of `size` bytes.
    pub fn uint(&mut self, value: u64, size: usize) -> &mut Self {
        self.data.extend(self.encode(value, size));
        self
    }

    /// Appends numbers of `size` bytes.
    pub fn uints(&mut self, values: &[u64], size: usize) -> &mut Self {
        for value in values {
            self.uint(*value, size);
        }
        self
    }

    /// Appends bytes as they are.
    pub fn raw(&mut self, bytes: &[u8]) -> &mut Self {
        self.data.extend_from_slice(bytes);
        self
    }

    /// Appends a name in a field of `size` bytes, padded with NUL.
    pub fn fixed(&mut self, name: &str, size: usize) -> &mut Self {
        let padded = name.bytes().chain(std::iter::repeat(0)).take(size);
        self.data.extend(padded);
        self
    }

    /// Appends NUL until the length is a multiple of `size`.
    pub fn align(&mut self, size: usize) -> &mut Self {
        self.data.resize(self.data.len().next_multiple_of(size), 0);
        self
    }

    /// Grows to `length` bytes, which must not be less than there are.
    pub fn grow(&mut self, length: u64) -> &mut Self {
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        assert!(length >= self.data.len(), "no room left below {length:#x}");
        self.data.resize(length, 0);
        self
    }

    /// Overwrites the number of `size` bytes at `at`.
    pub fn patch(&mut self, at: u64, value: u64, size: usize) {
        let bytes = self.encode(value, size);
        let at = usize::try_from(at).unwrap_or(usize::MAX);
        for (slot, byte) in self.data.iter_mut().skip(at).zip(bytes) {
            *slot = byte;
        }
    }

    /// Bytes so far.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.data.len() as u64
    }

    /// Whether nothing was written yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.data.is_empty()
    }
}

/// What Go's linker writes at the start of the text of formats without notes.
#[must_use]
pub fn text_build_id(id: &str) -> Vec<u8> {
    let mut bytes = b"\xff Go build ID: \"".to_vec();
    bytes.extend_from_slice(id.as_bytes());
    bytes.extend_from_slice(b"\"\n \xff");
    bytes
}
