//! What `cgone diagnose` reads: logs, folders of logs, standard input, a binary.

mod folder;
mod process;
mod program;

use std::fs::OpenOptions;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use ::diagnose::Case;
use gobin::{Facts, Scope};
use image::Opened;
use traces::Reader;

use crate::input::{self, NotOpened, Source};

pub(crate) use folder::inputs;
pub(crate) use process::process;
pub(crate) use program::command;

/// Bytes that are read at once.
const PIECE: usize = 1 << 20;

/// One log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Input {
    /// Its path; `-` is standard input.
    pub(crate) path: PathBuf,
    /// Whether the user named it, or its folder.
    pub(crate) is_named: bool,
}

/// What could not be read.
#[derive(Debug)]
pub(crate) struct Failed {
    /// Its path, as it was named.
    pub(crate) path: String,
    /// Why.
    pub(crate) message: String,
}

impl Failed {
    /// A path and why it could not be read.
    pub(crate) fn new(path: &str, message: String) -> Self {
        Self {
            path: path.to_owned(),
            message,
        }
    }
}

/// Reads a log into the case, piece by piece.
pub(crate) fn read(input: &Input, case: &mut Case<'_>) -> Result<(), Failed> {
    let name = input.path.display().to_string();
    let failed = |error: io::Error| Failed::new(&name, error.to_string());
    if name == "-" {
        let stdin = io::stdin();
        return feed(&mut stdin.lock(), "standard input", true, case).map_err(failed);
    }
    let mut file = OpenOptions::new()
        .read(true)
        .open(&input.path)
        .map_err(failed)?;
    if file.metadata().map_err(failed)?.is_dir() {
        return Ok(());
    }
    feed(&mut file, &name, input.is_named, case).map_err(failed)
}

fn feed(from: &mut dyn Read, name: &str, is_named: bool, case: &mut Case<'_>) -> io::Result<()> {
    let mut piece = vec![0; PIECE];
    let mut length = fill(from, &mut piece)?;
    let first = piece.get(..length).unwrap_or_default();
    if first.starts_with(b"PERFILE2") {
        let message =
            "perf's own format; give `perf script -i FILE` or `perf trace -i FILE` instead";
        return Err(io::Error::other(message));
    }
    if is_binary(first) && !traces::is_snapshot(name.rsplit('/').next().unwrap_or(name)) {
        return if is_named {
            Err(io::Error::other(
                "no text; a program is given by `--binary`",
            ))
        } else {
            Ok(())
        };
    }
    let source = case.source(name);
    let mut reader = Reader::new(name);
    while length > 0 {
        let bytes = piece.get(..length).unwrap_or_default();
        reader.feed(bytes, &mut |event| case.take(source, event));
        length = fill(from, &mut piece)?;
    }
    reader.finish(&mut |event| case.take(source, event));
    Ok(())
}

/// Reads once, and again where a signal interrupted it.
fn fill(from: &mut dyn Read, piece: &mut [u8]) -> io::Result<usize> {
    loop {
        match from.read(piece) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            done => return done,
        }
    }
}

/// Whether the first bytes are those of a program or an archive rather than of a log.
fn is_binary(first: &[u8]) -> bool {
    const MAGICS: &[&[u8]] = &[
        b"\x7fELF",
        b"\x1f\x8b",
        b"\xfe\xed",
        b"\xcf\xfa\xed\xfe",
        b"MZ\x90",
        b"PK\x03\x04",
    ];
    MAGICS.iter().any(|magic| first.starts_with(magic))
}

/// The audit's facts of a binary.
pub(crate) fn facts(path: &Path) -> Result<Facts, Failed> {
    let failed = |message: String| Failed::new(&path.display().to_string(), message);
    let opened = input::open(Source::File(path)).map_err(|error| {
        failed(match error {
            NotOpened::NotBinary(_) => "no binary".to_owned(),
            NotOpened::Failed(message) => message,
        })
    })?;
    match image::open(&opened.bytes) {
        Ok(Opened::One(image)) => Ok(gobin::read_scope(&image, Scope::Summary)),
        Ok(Opened::Universal(images) | Opened::Archive(images)) => images
            .first()
            .map(|image| gobin::read_scope(image, Scope::Summary))
            .ok_or_else(|| failed("no image in it".to_owned())),
        Err(error) => Err(failed(error.to_string())),
    }
}
