//! ELF programs: type, machine, interpreter (`fs/binfmt_elf.c`).

use std::sync::Arc;

use image::{Arch, Identity};

use crate::start::{Record, Stop};
use crate::{Conditions, Content, Failure, FileNode, Loader, Node, Object, Reason, Tree};

use super::{Handover, Image, Interpreter, note, refused};

const ET_EXEC: u16 = 2;
const ET_DYN: u16 = 3;
const ELFOSABI_SYSV: u8 = 0;
const ELFOSABI_GNU: u8 = 3;

/// Loads a program and finds its interpreter.
pub(crate) fn load(
    tree: &dyn Tree,
    image: &Image,
    object: Arc<Object>,
    conditions: &Conditions,
    record: &mut Record,
) -> Result<Handover, Stop> {
    let path = &image.path;
    let identity = &object.facts.identity;
    let does = format!("run `{path}`");
    if !matches!(identity.file_type, ET_EXEC | ET_DYN) || !identity.program_headers_fit {
        note(
            record,
            does,
            Vec::new(),
            "it is no executable ELF file".to_owned(),
        );
        return Err(refused(
            Reason::WrongFormat,
            path,
            path,
            "Exec format error",
        ));
    }
    machine(tree, path, identity, conditions, record)?;
    let named = conditions.loader.clone();
    let Some(name) = named.or_else(|| object.facts.interpreter.clone()) else {
        system(path, &object, record)?;
        note(record, does, Vec::new(), "it needs no loader".to_owned());
        kernel_release(path, &object, conditions)?;
        return Ok(Handover {
            program: path.clone(),
            object,
            interpreter: None,
        });
    };
    let interpreter = interpreter(tree, path, &name, identity, record)?;
    Ok(Handover {
        program: path.clone(),
        object,
        interpreter: Some(interpreter),
    })
}

/// What the target says of its machine; a program for another one is refused.
fn machine(
    tree: &dyn Tree,
    path: &str,
    identity: &Identity,
    conditions: &Conditions,
    record: &mut Record,
) -> Result<(), Stop> {
    let Some((arch, said)) = target_arch(tree, conditions) else {
        return Ok(());
    };
    let own = identity.arch;
    if own == Arch::Go(arch) || runs_beside(arch, own) {
        return Ok(());
    }
    let result = format!("it is built for {own}, {said} is {arch}");
    note(record, format!("run `{path}`"), Vec::new(), result);
    Err(refused(
        Reason::WrongMachine,
        &own.to_string(),
        path,
        "Exec format error",
    ))
}

/// Machines whose 64-bit kernels run the 32-bit programs of the same family.
fn runs_beside(kernel: &str, program: Arch) -> bool {
    matches!(
        (kernel, program.goarch()),
        ("amd64", Some("386")) | ("mips64", Some("mips")) | ("mips64le", Some("mipsle"))
    )
}

/// The target's machine and who says so.
fn target_arch(tree: &dyn Tree, conditions: &Conditions) -> Option<(&'static str, String)> {
    if let Some(arch) = conditions.arch {
        return Some((arch, "the platform asked for".to_owned()));
    }
    if let Some(arch) = tree.arch() {
        return Some((arch, format!("`{}`", tree.name())));
    }
    const PROGRAMS: [&str; 6] = [
        "/bin/sh",
        "/usr/bin/env",
        "/bin/busybox",
        "/sbin/ldconfig",
        "/bin/cat",
        "/usr/bin/dpkg",
    ];
    PROGRAMS.iter().find_map(|path| {
        let Node::File(node) = tree.look(path) else {
            return None;
        };
        let Content::Elf(object) = tree.content(&node.path) else {
            return None;
        };
        let arch = object.facts.identity.arch.goarch()?;
        Some((arch, format!("`{path}` there")))
    })
}

/// A program for another system is run by a Linux kernel and ends at its first system call: no verdict can
/// be "starts".
fn system(path: &str, object: &Object, record: &mut Record) -> Result<(), Stop> {
    let system = match object.facts.identity.os_abi {
        ELFOSABI_SYSV | ELFOSABI_GNU => return Ok(()),
        2 => "NetBSD",
        6 => "Solaris",
        9 => "FreeBSD",
        12 => "OpenBSD",
        97 => return Ok(()),
        _ => "another system",
    };
    let result = format!("its header says that it is built for {system}");
    note(record, format!("run `{path}`"), Vec::new(), result);
    Err(Stop::Fails(Failure {
        reason: Reason::WrongFormat,
        subject: system.to_owned(),
        message: String::new(),
    }))
}

/// A static program of glibc up to 2.31 ends itself on an older kernel than it was built for.
fn kernel_release(path: &str, object: &Object, conditions: &Conditions) -> Result<(), Stop> {
    let (Some(kernel), Some(wanted)) = (conditions.kernel, object.facts.minimum_kernel) else {
        return Ok(());
    };
    let [major, minor, _] = wanted;
    if kernel >= [major, minor] {
        return Ok(());
    }
    Err(Stop::unknown(format!(
        "whether the C library in `{path}` still compares the kernel, of which it asks for {major}.{minor}"
    )))
}

fn interpreter(
    tree: &dyn Tree,
    path: &str,
    name: &str,
    identity: &Identity,
    record: &mut Record,
) -> Result<Interpreter, Stop> {
    let does = format!("open the interpreter `{name}` of `{path}`");
    match open(tree, name, identity) {
        Ok((node, object)) => {
            let Some(loader) = tree.loader(&node.path).or_else(|| object.loader()) else {
                let missing =
                    format!("a model of the loader `{name}`, which is neither glibc's nor musl's");
                note(record, does, Vec::new(), missing.clone());
                return Err(Stop::unknown(missing));
            };
            let result = format!("found `{}`, {}", node.path, described(loader));
            note(record, does, Vec::new(), result);
            Ok(Interpreter {
                path: name.to_owned(),
                node,
                object,
                loader,
            })
        }
        Err(Closed::Unknown(missing)) => {
            note(record, does, Vec::new(), missing.clone());
            Err(Stop::unknown(missing))
        }
        Err(Closed::Errno(reason, words)) => {
            note(record, does, Vec::new(), words.to_owned());
            Err(refused(reason, name, path, words))
        }
    }
}

/// A loader in words.
pub(crate) fn described(loader: Loader) -> String {
    match loader {
        Loader::Glibc(Some((major, minor))) => format!("glibc {major}.{minor}"),
        Loader::Glibc(None) => "glibc".to_owned(),
        Loader::Musl(Some((major, minor, patch))) => format!("musl {major}.{minor}.{patch}"),
        Loader::Musl(None) => "musl".to_owned(),
    }
}

enum Closed {
    Errno(Reason, &'static str),
    Unknown(String),
}

/// Words for `ELIBBAD`.
const CORRUPTED: &str = "Accessing a corrupted shared library";

fn open(
    tree: &dyn Tree,
    name: &str,
    identity: &Identity,
) -> Result<(FileNode, Arc<Object>), Closed> {
    let absolute = if name.starts_with('/') {
        name.to_owned()
    } else {
        format!("/{name}")
    };
    let node = match tree.look(&absolute) {
        Node::File(node) => node,
        Node::Folder | Node::Special => {
            return Err(Closed::Errno(
                Reason::MissingInterpreter,
                "Permission denied",
            ));
        }
        Node::Missing(absence) => {
            return Err(Closed::Errno(Reason::MissingInterpreter, absence.words()));
        }
        Node::Unknown(missing) => return Err(Closed::Unknown(missing)),
    };
    // `open_exec`: the interpreter must be executable too.
    if node.mode.is_some_and(|mode| mode & 0o111 == 0) {
        return Err(Closed::Errno(Reason::NotExecutable, "Permission denied"));
    }
    match tree.content(&node.path) {
        Content::Elf(object)
            if object.facts.identity.machine == identity.machine
                && object.facts.identity.wide == identity.wide =>
        {
            Ok((node, object))
        }
        Content::Elf(_) => Err(Closed::Errno(Reason::WrongMachine, CORRUPTED)),
        Content::Other { size, .. } if size < 64 => {
            Err(Closed::Errno(Reason::WrongFormat, "Input/output error"))
        }
        Content::Other { .. } => Err(Closed::Errno(Reason::WrongFormat, CORRUPTED)),
        Content::Unknown(missing) => Err(Closed::Unknown(missing)),
    }
}
