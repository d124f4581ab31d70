//! Names of libraries that stand in a program's bytes, for one that can open libraries while running.
//!
//! A raw string proves nothing: whatever comes from here is marked as a guess, and no verdict rests on it.

use memchr::memmem;

use crate::Object;

/// Names that are looked at.
const MOST: usize = 64;
/// No soname is longer.
const LONGEST: usize = 128;

/// `libX.so.N` names in the bytes of a program that imports `dlopen`, without those that it needs anyway.
pub(crate) fn libraries(object: &Object) -> Vec<String> {
    let opens = object
        .undefined()
        .symbols
        .iter()
        .any(|symbol| symbol.name == "dlopen");
    let Some(bytes) = object.bytes().filter(|_| opens) else {
        return Vec::new();
    };
    let mut found: Vec<String> = Vec::new();
    for at in memmem::find_iter(bytes, b".so") {
        let Some(name) = name_around(bytes, at) else {
            continue;
        };
        if !found.contains(&name) && !object.facts.needed.contains(&name) {
            found.push(name);
        }
        if found.len() == MOST {
            break;
        }
    }
    found
}

/// The name whose `.so` stands at an offset. Go's strings follow each other without a NUL, so a name begins at
/// the last `lib` before it.
fn name_around(bytes: &[u8], at: usize) -> Option<String> {
    let before = bytes.get(at.saturating_sub(LONGEST)..at)?;
    let is_part = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'+' | b'.');
    let stem = before.iter().rev().take_while(|b| is_part(b)).count();
    let stem = before.get(before.len() - stem..)?;
    let start = memmem::rfind(stem, b"lib")?;
    let stem = stem.get(start..).filter(|stem| stem.len() > 3)?;
    let version = bytes.get(at + 3..)?;
    let mut length = 0;
    while version.get(length) == Some(&b'.') {
        let digits = version
            .iter()
            .skip(length + 1)
            .take_while(|b| b.is_ascii_digit())
            .count();
        if digits == 0 || digits > 4 {
            break;
        }
        length += 1 + digits;
    }
    let name = [stem, b".so", version.get(..length)?].concat();
    String::from_utf8(name).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], expect: Option<&str>) {
        let at = memmem::find(bytes, b".so").unwrap();
        assert_eq!(name_around(bytes, at).as_deref(), expect);
    }

    #[test]
    fn names_begin_with_lib_and_end_behind_their_version() {
        check(b"\0libGL.so.1\0", Some("libGL.so.1"));
        check(b"cannot load liblibX11.so.6cannot", Some("libX11.so.6"));
        check(b"/usr/lib/libz.so", Some("libz.so"));
        check(b"x.so.1", None);
        check(b"lib.so.1", None);
    }
}
