//! Scripts: `#!` and what follows it (`fs/binfmt_script.c`).

use std::sync::Arc;

use crate::start::{Record, Stop};
use crate::{Content, Node, Reason, Tree};

use super::{Image, note, refused};

/// `BINPRM_BUF_SIZE`: what the kernel reads of a program to tell its format.
const FIRST: usize = 256;

/// The interpreter that a script names, opened.
pub(crate) fn interpreter(
    tree: &dyn Tree,
    path: &str,
    bytes: &[u8],
    record: &mut Record,
) -> Result<Image, Stop> {
    let Some(name) = name(bytes.get(..FIRST).unwrap_or(bytes), bytes.len()) else {
        let why = "its `#!` names no interpreter within the first 256 bytes".to_owned();
        note(record, format!("run `{path}`"), Vec::new(), why);
        return Err(refused(
            Reason::WrongFormat,
            path,
            path,
            "Exec format error",
        ));
    };
    let does = format!(
        "run the interpreter `{}` of the script `{path}`",
        shown(&name)
    );
    let error = match open(tree, &name) {
        Ok(image) => {
            note(record, does, Vec::new(), format!("found `{}`", image.path));
            return Ok(image);
        }
        Err(error) => error,
    };
    let (result, stop) = match error {
        Closed::Unknown(missing) => (missing.clone(), Stop::unknown(missing)),
        Closed::Errno(words) => {
            let crlf = if name.ends_with('\r') {
                ", for the script's lines end in CRLF"
            } else {
                ""
            };
            let stop = refused(reason(words), &name, path, words);
            (format!("{words}{crlf}"), stop)
        }
    };
    note(record, does, Vec::new(), result);
    Err(stop)
}

fn reason(words: &str) -> Reason {
    match words {
        "Permission denied" => Reason::NotExecutable,
        _ => Reason::MissingInterpreter,
    }
}

/// A name with its control characters readable.
fn shown(name: &str) -> String {
    name.escape_debug().to_string()
}

enum Closed {
    Errno(&'static str),
    Unknown(String),
}

fn open(tree: &dyn Tree, name: &str) -> Result<Image, Closed> {
    let absolute = if name.starts_with('/') {
        name.to_owned()
    } else {
        format!("/{name}")
    };
    let node = match tree.look(&absolute) {
        Node::File(node) => node,
        Node::Folder | Node::Special => return Err(Closed::Errno("Permission denied")),
        Node::Missing(absence) => return Err(Closed::Errno(absence.words())),
        Node::Unknown(missing) => return Err(Closed::Unknown(missing)),
    };
    let object = match tree.content(&node.path) {
        Content::Elf(object) => Some(object),
        Content::Other { .. } => None,
        Content::Unknown(missing) => return Err(Closed::Unknown(missing)),
    };
    let bytes: crate::Bytes = if object.is_some() {
        Arc::new(Vec::new())
    } else {
        let bytes = tree.bytes(&node.path).map_err(Closed::Unknown)?;
        Arc::new(bytes.to_vec())
    };
    Ok(Image {
        path: name.to_owned(),
        mode: node.mode,
        bytes,
        object,
    })
}

/// The interpreter's path: what stands between `#!` with blanks and the next blank, NUL or line end. A carriage
/// return belongs to it. `None` where the kernel says `ENOEXEC`.
fn name(first: &[u8], length: usize) -> Option<String> {
    let is_blank = |b: &u8| matches!(b, b' ' | b'\t');
    let rest = first.get(2..)?;
    let (line, ended) = match rest.iter().position(|b| *b == b'\n') {
        Some(end) => (rest.get(..end)?, true),
        // The kernel's buffer is zero behind a shorter file.
        None => (rest, length < FIRST),
    };
    let start = line.iter().position(|b| !is_blank(b))?;
    let line = line.get(start..)?;
    let end = line.iter().position(|b| is_blank(b) || *b == 0);
    // Without an end in the buffer the path may go on behind it.
    let end = end.or(ended.then_some(line.len()))?;
    let name = line.get(..end).filter(|name| !name.is_empty())?;
    Some(String::from_utf8_lossy(name).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: Option<&str>) {
        let bytes = text.as_bytes();
        let first = bytes.get(..FIRST).unwrap_or(bytes);
        assert_eq!(name(first, bytes.len()).as_deref(), expect, "{text:?}");
    }

    #[test]
    fn the_kernel_reads_one_line() {
        check("#!/bin/sh\necho", Some("/bin/sh"));
        check("#! /usr/bin/env  bash\n", Some("/usr/bin/env"));
        check("#!/bin/sh\r\necho", Some("/bin/sh\r"));
        check("#!/bin/sh", Some("/bin/sh"));
        check("#!\n", None);
        check("#!   \n", None);
    }

    #[test]
    fn a_path_that_does_not_end_in_the_buffer_is_no_path() {
        check(&format!("#!/{}", "a".repeat(300)), None);
        check(&format!("#!/bin/sh {}", "a".repeat(300)), Some("/bin/sh"));
    }
}
