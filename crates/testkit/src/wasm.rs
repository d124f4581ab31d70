//! WebAssembly modules.

/// An unsigned LEB128 number.
#[must_use]
pub fn number(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = value.to_le_bytes()[0] & 0x7f;
        value >>= 7;
        if value == 0 {
            bytes.push(low);
            return bytes;
        }
        bytes.push(low | 0x80);
    }
}

/// A name behind its length.
#[must_use]
pub fn name(text: &str) -> Vec<u8> {
    [number(text.len() as u64), text.as_bytes().to_vec()].concat()
}

/// A section: its number, its size, its content.
#[must_use]
pub fn section(id: u8, content: &[u8]) -> Vec<u8> {
    [&[id], number(content.len() as u64).as_slice(), content].concat()
}

/// A custom section.
#[must_use]
pub fn custom(title: &str, content: &[u8]) -> Vec<u8> {
    section(0, &[name(title).as_slice(), content].concat())
}

/// An import section of functions: module and name.
#[must_use]
pub fn imports(functions: &[(&str, &str)]) -> Vec<u8> {
    let one =
        |(module, function): &(&str, &str)| [name(module), name(function), vec![0, 0]].concat();
    let mut content = number(functions.len() as u64);
    content.extend(functions.iter().flat_map(one));
    section(2, &content)
}

/// A memory section: one memory of so many pages of 64 KiB.
#[must_use]
pub fn memory(pages: u64) -> Vec<u8> {
    section(5, &[vec![1, 0], number(pages)].concat())
}

/// A data section of active segments: address and bytes.
#[must_use]
pub fn data(segments: &[(u64, &[u8])]) -> Vec<u8> {
    let mut content = number(segments.len() as u64);
    for (address, bytes) in segments {
        // A signed number: one more byte keeps its sign bit clear.
        let mut constant = number(*address);
        if let Some(last) = constant.last_mut().filter(|last| **last & 0x40 != 0) {
            *last |= 0x80;
            constant.push(0);
        }
        content.extend([vec![0, 0x41], constant, vec![0x0b]].concat());
        content.extend(number(bytes.len() as u64));
        content.extend_from_slice(bytes);
    }
    section(11, &content)
}

/// A module of sections.
#[must_use]
pub fn module(sections: &[Vec<u8>]) -> Vec<u8> {
    [b"\0asm\x01\0\0\0".to_vec(), sections.concat()].concat()
}
