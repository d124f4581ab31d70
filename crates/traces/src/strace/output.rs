//! What a program wrote to standard output and error, taken from its `write` calls.

use super::strings;
use crate::phrase::HOLE;

/// Descriptor and bytes of a `write` or `writev` to descriptor 1 or 2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Written {
    /// Whether it went to standard error.
    pub(super) to_error: bool,
    /// The bytes, with holes where the tracer cut them off.
    pub(super) bytes: Vec<u8>,
}

/// Pieces that one `writev` may have.
const MOST_PIECES: usize = 64;

/// The text of a call, whole or torn.
pub(super) fn text(body: &[u8]) -> Option<Written> {
    let open = memchr::memchr(b'(', body)?;
    let to_error = body.get(open + 1) == Some(&b'2');
    let is_vector = body.starts_with(b"writev");
    let mut bytes = Vec::new();
    let mut rest = body.get(open + 1..)?;
    for _ in 0..MOST_PIECES {
        let Some(piece) = strings::next(rest) else {
            break;
        };
        // A zero that was written would look like a hole.
        bytes.extend(piece.bytes.iter().filter(|byte| **byte != HOLE));
        if piece.is_cut {
            bytes.push(HOLE);
        }
        rest = piece.rest;
        if !is_vector {
            break;
        }
    }
    (!bytes.is_empty()).then_some(Written { to_error, bytes })
}

/// The program's own output behind the arguments of a torn `write`: `write(2, "a"..., 54all of it`.
pub(super) fn glued(body: &[u8]) -> Option<&[u8]> {
    let rest = strings::next(body)?.rest.strip_prefix(b", ")?;
    let digits = rest.iter().take_while(|b| b.is_ascii_digit()).count();
    rest.get(digits..).filter(|text| !text.is_empty())
}
