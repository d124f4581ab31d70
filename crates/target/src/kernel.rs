//! The kernel's part: format, machine, permission, interpreter (`fs/exec.c`, `fs/binfmt_elf.c` and
//! `fs/binfmt_script.c` of Linux 6.1).

mod elf;
mod script;

use std::sync::Arc;

use image::Format;

use crate::start::{Record, Stop};
use crate::{
    Conditions, Failure, FileNode, Loader, Object, Program, Reason, Stage, Step, Tree, Try,
};

/// Interpreters of interpreters before the kernel gives up (`exec_binprm`).
const DEEPEST: usize = 5;

/// What the kernel hands the process to.
#[derive(Clone, Debug)]
pub(crate) struct Handover {
    /// The program: the one named, or the interpreter of a script.
    pub(crate) program: String,
    /// Its facts.
    pub(crate) object: Arc<Object>,
    /// Its loader; `None` if it needs none.
    pub(crate) interpreter: Option<Interpreter>,
}

/// A program interpreter that was found.
#[derive(Clone, Debug)]
pub(crate) struct Interpreter {
    /// The path that the program names.
    pub(crate) path: String,
    /// The file.
    pub(crate) node: FileNode,
    /// Its facts.
    pub(crate) object: Arc<Object>,
    /// Which loader it is.
    pub(crate) loader: Loader,
}

/// What is run at one depth: the named file, or an interpreter of a script.
pub(crate) struct Image {
    pub(crate) path: String,
    pub(crate) mode: Option<u32>,
    pub(crate) bytes: crate::Bytes,
    pub(crate) object: Option<Arc<Object>>,
}

/// Runs a program as far as the kernel goes.
pub(crate) fn exec(
    tree: &dyn Tree,
    program: &Program,
    conditions: &Conditions,
    record: &mut Record,
) -> Result<Handover, Stop> {
    let mut image = Image {
        path: program.path.clone(),
        mode: program.mode,
        bytes: Arc::clone(&program.bytes),
        object: program.object.clone(),
    };
    for _ in 0..=DEEPEST {
        permission(&image, conditions, record)?;
        if let Some(object) = image.object.clone() {
            return elf::load(tree, &image, object, conditions, record);
        }
        let bytes = (*image.bytes).as_ref();
        if !bytes.starts_with(b"#!") {
            return Err(no_format(&image.path, bytes, record));
        }
        image = script::interpreter(tree, &image.path, bytes, record)?;
    }
    Err(refused(
        Reason::WrongFormat,
        &program.path,
        &program.path,
        "Too many levels of symbolic links",
    ))
}

/// `EACCES` for a file without any execute bit, which binds root too, and on a `noexec` mount.
fn permission(image: &Image, conditions: &Conditions, record: &mut Record) -> Result<(), Stop> {
    let denied = if conditions.noexec {
        "lies on a mount that is `noexec`".to_owned()
    } else if let Some(mode) = image.mode.filter(|mode| mode & 0o111 == 0) {
        format!("its permission bits {mode:04o} let nobody run it")
    } else {
        return Ok(());
    };
    note(record, format!("run `{}`", image.path), Vec::new(), denied);
    Err(refused(
        Reason::NotExecutable,
        &image.path,
        &image.path,
        "Permission denied",
    ))
}

fn no_format(path: &str, bytes: &[u8], record: &mut Record) -> Stop {
    let what = match image::sniff(bytes.get(..64).unwrap_or(bytes)) {
        Some(Format::Elf) => "a broken ELF file",
        Some(Format::MachO) => "Mach-O, a program for darwin",
        Some(Format::Pe) => "PE, a program for Windows",
        Some(Format::Xcoff) => "XCOFF, a program for AIX",
        Some(Format::Wasm) => "WebAssembly",
        Some(Format::Archive | Format::GoObject) => "an archive or object, no program",
        None if bytes.is_empty() => "an empty file",
        None => "neither ELF nor a script with `#!`",
    };
    note(
        record,
        format!("run `{path}`"),
        Vec::new(),
        format!("it is {what}"),
    );
    refused(Reason::WrongFormat, path, path, "Exec format error")
}

/// A refusal of `execve`, in the words that container runtimes print.
pub(crate) fn refused(reason: Reason, subject: &str, path: &str, words: &str) -> Stop {
    Stop::Fails(Failure {
        reason,
        subject: subject.to_owned(),
        message: format!("exec {path}: {}", words.to_lowercase()),
    })
}

pub(crate) fn note(record: &mut Record, does: String, tries: Vec<Try>, result: String) {
    record.trail.push(Step {
        stage: Stage::Kernel,
        does,
        tries,
        result,
    });
}
