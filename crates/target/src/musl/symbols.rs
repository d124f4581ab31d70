//! Looking up symbols (`do_relocs`, `find_sym`, `get_lfs64`).

use std::sync::Arc;

use image::{Definition, Undefined, symbol_hash};

use crate::{Exports, Failure, Object, Reason, Stage, Step};

use super::Musl;

/// `OK_TYPES`: none, object, function, common, TLS. No indirect functions.
const DEFINING: u16 = 1 << 0 | 1 << 1 | 1 << 2 | 1 << 5 | 1 << 6;
const STT_TLS: u8 = 6;
const HIDDEN: u16 = 0x8000;

/// Names that the loader itself maps to those without `64`, from 1.2.4 on; older ones export both.
const LFS64: &[&str] = &[
    "aio_cancel",
    "aio_error",
    "aio_fsync",
    "aio_read",
    "aio_return",
    "aio_suspend",
    "aio_write",
    "alphasort",
    "creat",
    "fallocate",
    "fgetpos",
    "fopen",
    "freopen",
    "fseeko",
    "fsetpos",
    "fstat",
    "fstatat",
    "fstatfs",
    "fstatvfs",
    "ftello",
    "ftruncate",
    "ftw",
    "getdents",
    "getrlimit",
    "glob",
    "globfree",
    "lio_listio",
    "lockf",
    "lseek",
    "lstat",
    "mkostemp",
    "mkostemps",
    "mkstemp",
    "mkstemps",
    "mmap",
    "nftw",
    "open",
    "openat",
    "posix_fadvise",
    "posix_fallocate",
    "pread",
    "preadv",
    "prlimit",
    "pwrite",
    "pwritev",
    "readdir",
    "scandir",
    "sendfile",
    "setrlimit",
    "stat",
    "statfs",
    "statvfs",
    "tmpfile",
    "truncate",
    "versionsort",
    "__fxstat",
    "__fxstatat",
    "__lxstat",
    "__xstat",
];

impl Musl<'_> {
    /// Looks up everything that every object leaves undefined, the program last.
    pub(crate) fn relocate(&mut self) {
        let order = (1..self.objects.len()).chain([0]);
        let mut looked_up = 0;
        for nth in order.collect::<Vec<usize>>() {
            let Some(mapped) = self.objects.get(nth).filter(|mapped| !mapped.is_self) else {
                continue;
            };
            let object = Arc::clone(&mapped.loaded.object);
            looked_up += object.undefined().symbols.len();
            for symbol in &object.undefined().symbols {
                self.resolve(nth, symbol);
            }
            if let Some(why) = &object.undefined().incomplete {
                self.record
                    .notes
                    .push(format!("{}: {why}", self.shown(nth)));
            }
        }
        let missing = self
            .errors
            .iter()
            .filter(|e| e.reason == Reason::MissingSymbol)
            .count();
        self.record.trail.push(Step {
            stage: Stage::Symbols,
            does: format!(
                "look up {looked_up} symbols in {} objects",
                self.objects.len()
            ),
            tries: Vec::new(),
            result: match missing {
                0 => "all are there".to_owned(),
                count => format!("{count} are missing"),
            },
        });
    }

    fn resolve(&mut self, nth: usize, symbol: &Undefined) {
        let mut maybe = None;
        for (at, mapped) in self.objects.iter().enumerate() {
            if symbol.copy && at == 0 {
                continue;
            }
            match defines(&mapped.loaded.object, &symbol.name, symbol.hash) {
                Some(true) => return,
                Some(false) => {}
                None => {
                    maybe.get_or_insert_with(|| mapped.loaded.path.clone());
                }
            }
        }
        if symbol.weak || self.has_lfs64(&symbol.name) {
            return;
        }
        if let Some(object) = maybe {
            if self.doubts.is_empty() {
                self.doubts.push(format!(
                    "the symbols of `{object}`: whether it has `{}`",
                    symbol.name
                ));
            }
            return;
        }
        let message = format!(
            "Error relocating {}: {}: symbol not found",
            self.shown(nth),
            symbol.name
        );
        self.errors.push(Failure {
            reason: Reason::MissingSymbol,
            subject: symbol.name.clone(),
            message,
        });
    }

    fn has_lfs64(&self, name: &str) -> bool {
        if !self.at_least((1, 2, 4)) {
            return false;
        }
        let plain = match name.strip_suffix("64") {
            _ if name == "readdir64_r" => "readdir_r",
            Some(plain) if LFS64.contains(&plain) => plain,
            _ => return false,
        };
        defines(&self.interpreter.object, plain, symbol_hash(plain)) == Some(true)
    }
}

/// Whether an object defines a name, whatever its version; `None` if its symbols are not known.
fn defines(object: &Object, name: &str, hash: u32) -> Option<bool> {
    match object.exports() {
        Exports::Nothing => Some(false),
        Exports::Unknown => None,
        Exports::Listed(names) => Some(names.contains_key(name)),
        Exports::Table(_) => Some(object.entries(name, hash).iter().any(is_definition)),
    }
}

pub(crate) fn is_definition(entry: &Definition) -> bool {
    let visible = entry.version.is_none_or(|version| version & HIDDEN == 0);
    let has_value = entry.value != 0 || entry.kind == STT_TLS;
    let defines = DEFINING >> entry.kind & 1 == 1 && entry.section != 0;
    visible && has_value && defines && matches!(entry.binding, 1 | 2 | 10)
}
