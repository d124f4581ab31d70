//! Numbers of tar headers: octal text, or binary behind a high bit.

/// A field's value; `None` if it is neither, negative, or more than 63 bits.
pub(super) fn parse(field: &[u8]) -> Option<u64> {
    match field.first() {
        Some(first) if first & 0x80 != 0 => binary(field),
        _ => octal(field),
    }
}

/// Base 256, big-endian; the second bit is the sign.
fn binary(field: &[u8]) -> Option<u64> {
    let (first, rest) = field.split_first()?;
    if first & 0x40 != 0 {
        return None;
    }
    let mut value = u64::from(first & 0x3f);
    for byte in rest {
        value = value.checked_mul(256)?.checked_add(u64::from(*byte))?;
    }
    i64::try_from(value).is_ok().then_some(value)
}

/// Octal digits among blanks and zero bytes; an empty field is 0.
fn octal(field: &[u8]) -> Option<u64> {
    let end = field.iter().position(|byte| *byte == 0);
    let text = field.get(..end.unwrap_or(field.len()))?;
    let text = str::from_utf8(text).ok()?.trim_matches(' ');
    if text.is_empty() {
        return Some(0);
    }
    let is_octal = text.bytes().all(|byte| matches!(byte, b'0'..=b'7'));
    let value = is_octal.then(|| u64::from_str_radix(text, 8).ok())??;
    i64::try_from(value).is_ok().then_some(value)
}

/// Decimal digits alone, as PAX writes them.
pub(super) fn decimal(text: &[u8]) -> Option<u64> {
    let is_decimal = !text.is_empty() && text.iter().all(u8::is_ascii_digit);
    let value: u64 = is_decimal.then(|| str::from_utf8(text).ok()?.parse().ok())??;
    i64::try_from(value).is_ok().then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_are_read() {
        assert_eq!(parse(b"0000644\0"), Some(0o644));
        assert_eq!(parse(b" 17 \0garbage"), Some(0o17));
        assert_eq!(parse(b"\0\0\0"), Some(0));
        assert_eq!(parse(&[0x80, 0, 0, 1, 0]), Some(256));
    }

    #[test]
    fn what_is_no_size_is_refused() {
        assert_eq!(parse(b"-17"), None);
        assert_eq!(parse(b"0x17"), None);
        assert_eq!(parse(b"89"), None);
        assert_eq!(parse(&[0xff; 12]), None);
        assert_eq!(parse(&[0x80, 0, 0, 0, 0xff, 0, 0, 0, 0, 0, 0, 0]), None);
        assert_eq!(decimal(b"+1"), None);
        assert_eq!(decimal(b"18446744073709551615"), None);
        assert_eq!(decimal(b"17"), Some(17));
    }
}
