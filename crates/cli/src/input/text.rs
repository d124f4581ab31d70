//! Reports that stand where a binary might: told by their first byte, read whole.

use std::fs;
use std::io::{self, BufRead, Read};
use std::path::Path;

use super::open::{irregular, open_at_once, plain};

/// A report is never bigger than this.
const MOST: u64 = 1 << 30;

/// Bytes that are looked at for the brace that opens JSON.
const FIRST: u64 = 64;

/// The text of a file or of standard input that starts as JSON does; `None` for anything else: a binary, a
/// folder, a path that the audit will complain about.
///
/// # Errors
/// It starts as JSON and cannot be read.
pub(crate) fn read_text(path: &Path) -> Result<Option<String>, String> {
    if path.as_os_str() == "-" {
        return read_standard();
    }
    let is_file = fs::metadata(path).is_ok_and(|metadata| irregular(&metadata).is_none());
    if !is_file {
        return Ok(None);
    }
    let said = |error: io::Error| plain(&error);
    let mut file = open_at_once(path).map_err(said)?;
    let mut text = Vec::new();
    (&mut file)
        .take(FIRST)
        .read_to_end(&mut text)
        .map_err(said)?;
    if !opens_json(&text) {
        return Ok(None);
    }
    read_rest(&mut file, text)
}

/// Looks at what is buffered and leaves it there, so that a binary can still be read from the start.
fn read_standard() -> Result<Option<String>, String> {
    let mut stdin = io::stdin().lock();
    let first = stdin.fill_buf().map_err(|error| plain(&error))?;
    if !opens_json(first) {
        return Ok(None);
    }
    read_rest(&mut stdin, Vec::new())
}

fn opens_json(first: &[u8]) -> bool {
    let mut bytes = first.iter().filter(|byte| !byte.is_ascii_whitespace());
    bytes.next() == Some(&b'{')
}

fn read_rest(source: &mut impl Read, mut text: Vec<u8>) -> Result<Option<String>, String> {
    let read = source.take(MOST + 1).read_to_end(&mut text);
    read.map_err(|error| plain(&error))?;
    if text.len() as u64 > MOST {
        return Err("a report of more than 1 GiB".to_owned());
    }
    let text = String::from_utf8(text).map_err(|_| "a report that is not UTF-8".to_owned())?;
    Ok(Some(text))
}
