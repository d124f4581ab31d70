//! Looking at one candidate (`open_verify`, elf/dl-load.c).

use std::sync::Arc;

use image::Identity;

use crate::start::Stop;
use crate::{Absence, Content, FileNode, Node, Object, Reason};

use super::Glibc;

/// What a candidate is.
pub(crate) enum Candidate {
    /// The library.
    Taken(FileNode, Arc<Object>),
    /// Passed over, and why.
    Passed(Passed),
}

/// Why a candidate is passed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Passed {
    Missing(Absence),
    /// Of the other ELF class: 32 bits where 64 are wanted, or the reverse.
    OtherClass,
    OtherMachine(String),
    /// Asks for a newer kernel (up to 2.31).
    NewerKernel,
    /// The tree does not know.
    Unknown(String),
}

impl Passed {
    pub(crate) fn words(&self) -> String {
        match self {
            Self::Missing(absence) => absence.words().to_lowercase(),
            Self::OtherClass => "of the other ELF class, passed over".to_owned(),
            Self::OtherMachine(arch) => format!("built for {arch}, passed over"),
            Self::NewerKernel => "asks for a newer kernel, passed over".to_owned(),
            Self::Unknown(missing) => format!("not known: {missing}"),
        }
    }
}

/// `ELFOSABI_GNU`, whose ABI versions up to `LIBC_ABI_MAX` are taken (sysdeps/gnu/ldsodefs.h).
const ELFOSABI_GNU: u8 = 3;
const ET_EXEC: u16 = 2;
const ET_DYN: u16 = 3;

impl Glibc<'_> {
    /// Looks at a candidate as the loader does when it opens it for `name`.
    pub(crate) fn candidate(&self, name: &str, path: &str) -> Result<Candidate, Stop> {
        let node = match self.tree.look(path) {
            Node::File(node) => node,
            Node::Folder => {
                return Err(self.broken(path, "cannot read file data", Some("Is a directory")));
            }
            Node::Special => return Err(Stop::unknown(format!("what the device `{path}` holds"))),
            Node::Missing(absence) => return Ok(Candidate::Passed(Passed::Missing(absence))),
            Node::Unknown(missing) => return Ok(Candidate::Passed(Passed::Unknown(missing))),
        };
        if node.mode.is_some_and(|mode| mode & 0o444 == 0) {
            return Ok(Candidate::Passed(Passed::Missing(Absence::Denied)));
        }
        match self.tree.content(&node.path) {
            Content::Elf(object) => self.verify(name, path, node, object),
            Content::Other { first, size } => Err(self.no_elf(path, &first, size)),
            Content::Unknown(missing) => Err(Stop::unknown(missing)),
        }
    }

    fn no_elf(&self, path: &str, first: &[u8], size: u64) -> Stop {
        let header = if self.identity().wide { 64 } else { 52 };
        if size < header {
            return self.broken(path, "file too short", None);
        }
        if first.starts_with(b"\x7fELF") {
            return self.broken(path, "internal error", None);
        }
        self.broken(path, "invalid ELF header", None)
    }

    fn identity(&self) -> &Identity {
        &self.interpreter.object.facts.identity
    }

    fn verify(
        &self,
        name: &str,
        path: &str,
        node: FileNode,
        object: Arc<Object>,
    ) -> Result<Candidate, Stop> {
        let (own, found) = (self.identity(), &object.facts.identity);
        if found.wide != own.wide {
            return Ok(Candidate::Passed(Passed::OtherClass));
        }
        if found.little_endian != own.little_endian {
            let order = if own.little_endian { "little" } else { "big" };
            let error = format!("ELF file data encoding not {order}-endian");
            return Err(self.broken(path, &error, None));
        }
        if !matches!(found.os_abi, 0 | ELFOSABI_GNU) {
            return Err(self.broken(path, "ELF file OS ABI invalid", None));
        }
        if found.os_abi == 0 && found.abi_version != 0 {
            return Err(self.broken(path, "ELF file ABI version invalid", None));
        }
        if found.machine != own.machine {
            let arch = found.arch.to_string();
            return Ok(Candidate::Passed(Passed::OtherMachine(arch)));
        }
        if !matches!(found.file_type, ET_EXEC | ET_DYN) {
            return Err(self.broken(path, "only ET_DYN and ET_EXEC can be loaded", None));
        }
        if !found.program_headers_fit {
            let error = "ELF file's phentsize not the expected size";
            return Err(self.broken(path, error, None));
        }
        if self.float_differs(found) {
            let arch = format!("another float ABI of {}", found.arch);
            return Ok(Candidate::Passed(Passed::OtherMachine(arch)));
        }
        if self.asks_for_newer_kernel(&object) {
            return Ok(Candidate::Passed(Passed::NewerKernel));
        }
        self.mappable(name, &object)?;
        Ok(Candidate::Taken(node, object))
    }

    /// `elf_machine_matches_host` of ARM: a hard-float loader takes no soft-float library, nor the reverse.
    fn float_differs(&self, found: &Identity) -> bool {
        const FLOAT: u32 = 0x600;
        let own = self.identity();
        let (ours, theirs) = (own.flags & FLOAT, found.flags & FLOAT);
        own.arch.goarch() == Some("arm") && ours != 0 && theirs != 0 && ours != theirs
    }

    fn asks_for_newer_kernel(&self, object: &Object) -> bool {
        let (Some(kernel), Some([major, minor, _])) =
            (self.conditions.kernel, object.facts.minimum_kernel)
        else {
            return false;
        };
        self.release.checks_kernel() && kernel < [major, minor]
    }

    /// The refusals of `_dl_map_object_from_fd`, which name what was asked for.
    fn mappable(&self, name: &str, object: &Object) -> Result<(), Stop> {
        let facts = &object.facts;
        if facts.identity.file_type == ET_EXEC {
            return Err(self.broken(name, "cannot dynamically load executable", None));
        }
        if facts.flags.pie && self.release.at_least(2, 31) {
            let error = "cannot dynamically load position-independent executable";
            return Err(self.broken(name, error, None));
        }
        if !facts.dynamic {
            return Err(self.broken(name, "object file has no dynamic section", None));
        }
        let refuses = self.release.at_least(2, 41) && self.execstack().is_some_and(|v| v != "1");
        if refuses && facts.executable_stack == Some(true) {
            return Err(Stop::Fails(crate::Failure {
                reason: Reason::ExecutableStack,
                ..self.failure(
                    name,
                    "cannot enable executable stack as shared object requires",
                    Some("Invalid argument"),
                )
            }));
        }
        Ok(())
    }

    /// A library that the loader refuses at once, whatever else could be tried.
    fn broken(&self, path: &str, error: &str, errno: Option<&str>) -> Stop {
        Stop::Fails(self.failure(path, error, errno))
    }

    /// `error while loading shared libraries`, the end of a start with status 127.
    pub(crate) fn failure(&self, object: &str, error: &str, errno: Option<&str>) -> crate::Failure {
        let errno = errno.map(|words| format!(": {words}")).unwrap_or_default();
        crate::Failure {
            reason: Reason::WrongFormat,
            subject: object.to_owned(),
            message: format!(
                "{}: error while loading shared libraries: {object}: {error}{errno}",
                self.program
            ),
        }
    }
}
