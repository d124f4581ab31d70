//! The strings that strace prints: quoted, escaped as in C, cut off with dots.

/// A string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Quoted<'a> {
    pub(super) bytes: Vec<u8>,
    /// Whether the tracer printed its start alone.
    pub(super) is_cut: bool,
    /// What stands behind it.
    pub(super) rest: &'a [u8],
}

/// The next string.
pub(super) fn next(text: &[u8]) -> Option<Quoted<'_>> {
    let open = memchr::memchr(b'"', text)?;
    let mut rest = text.get(open + 1..)?;
    let mut bytes = Vec::new();
    loop {
        let (first, behind) = rest.split_first()?;
        match first {
            b'"' => {
                let cut = behind.strip_prefix(b"...");
                return Some(Quoted {
                    bytes,
                    is_cut: cut.is_some(),
                    rest: cut.unwrap_or(behind),
                });
            }
            b'\\' => {
                let (byte, behind) = escape(behind)?;
                bytes.push(byte);
                rest = behind;
            }
            byte => {
                bytes.push(*byte);
                rest = behind;
            }
        }
    }
}

/// The byte behind a backslash.
fn escape(text: &[u8]) -> Option<(u8, &[u8])> {
    let (first, rest) = text.split_first()?;
    let byte = match first {
        b'n' => b'\n',
        b't' => b'\t',
        b'r' => b'\r',
        b'v' => 0x0b,
        b'f' => 0x0c,
        b'0'..=b'7' => return octal(text),
        b'x' => {
            let (digits, behind) = rest.split_at_checked(2)?;
            let digits = std::str::from_utf8(digits).ok()?;
            return Some((u8::from_str_radix(digits, 16).ok()?, behind));
        }
        other => *other,
    };
    Some((byte, rest))
}

fn octal(text: &[u8]) -> Option<(u8, &[u8])> {
    let length = text
        .iter()
        .take(3)
        .take_while(|b| matches!(b, b'0'..=b'7'))
        .count();
    let (digits, rest) = text.split_at_checked(length)?;
    let value = digits
        .iter()
        .fold(0_u32, |value, d| value * 8 + u32::from(d - b'0'));
    u8::try_from(value & 0xff).ok().map(|byte| (byte, rest))
}

/// The bytes of the first string of a call's arguments.
pub(crate) fn string(args: &[u8]) -> Option<Vec<u8>> {
    next(args).map(|quoted| quoted.bytes)
}

/// The first string of a call's arguments, as text.
pub(crate) fn quoted(args: &str) -> Option<String> {
    let quoted = next(args.as_bytes())?;
    let text = String::from_utf8_lossy(&quoted.bytes);
    Some(if quoted.is_cut {
        format!("{text}…")
    } else {
        text.into_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_unescaped() {
        let quoted = next(br#"3, "\177ELF\2\1\"a\\\n\342\200\230"..., 832"#).unwrap();
        assert_eq!(quoted.bytes, b"\x7fELF\x02\x01\"a\\\n\xe2\x80\x98");
        assert_eq!((quoted.is_cut, quoted.rest), (true, &b", 832"[..]));
        assert_eq!(next(b"\"open"), None);
        assert_eq!(next(b"\"\\"), None);
    }
}
