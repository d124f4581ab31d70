//! The operating system that an ELF file names.

use diagnostic::Located;

use crate::Loading;

use super::asks::Parts;
use super::header::OSABI_OFFSET;
use super::notes;

/// By note, then by `EI_OSABI`, then by the interpreter's path; `None` where nothing names one, as in a
/// static Go program for Linux.
pub(crate) fn os(parts: &Parts<'_, '_>, loading: &Loading) -> Option<Located<&'static str>> {
    notes::os(parts.r, parts.notes)
        .filter(|os| os.value != "linux" || !is_android(loading))
        .or_else(|| by_abi(parts))
        .or_else(|| by_interpreter(loading))
}

/// `EI_OSABI` (gABI chapter 4). Solaris and illumos share one number: the container says `solaris`.
fn by_abi(parts: &Parts<'_, '_>) -> Option<Located<&'static str>> {
    let os = match parts.header.osabi {
        2 => "netbsd",
        3 => "linux",
        6 => "solaris",
        9 => "freebsd",
        12 => "openbsd",
        _ => return None,
    };
    let place = parts.r.place("header", OSABI_OFFSET).name("EI_OSABI");
    Some(Located::new(os, place))
}

fn by_interpreter(loading: &Loading) -> Option<Located<&'static str>> {
    let interpreter = loading.interpreter.as_ref()?;
    let os = match interpreter.value.as_str() {
        "/libexec/ld-elf.so.1" | "/usr/libexec/ld-elf.so.1" => "freebsd",
        "/usr/libexec/ld-elf.so.2" => "dragonfly",
        "/libexec/ld.elf_so" | "/usr/libexec/ld.elf_so" => "netbsd",
        "/usr/libexec/ld.so" => "openbsd",
        "/lib/64/ld.so.1" | "/lib/amd64/ld.so.1" | "/usr/lib/amd64/ld.so.1" => "solaris",
        path if is_android_path(path) => "android",
        path if is_linux_path(path) => "linux",
        _ => return None,
    };
    Some(Located::new(os, interpreter.place.clone()))
}

fn is_android(loading: &Loading) -> bool {
    loading
        .interpreter
        .as_ref()
        .is_some_and(|path| is_android_path(&path.value))
}

fn is_android_path(path: &str) -> bool {
    path.starts_with("/system/bin/linker")
}

/// glibc and musl name their loaders `ld-linux*`, `ld-musl-*`, `ld64.so.*` (s390x, ppc64) and, on MIPS and
/// 32-bit s390, `ld.so.1` in `/lib`, `/lib32` or `/lib64`.
fn is_linux_path(path: &str) -> bool {
    let Some((folder, file)) = path.rsplit_once('/') else {
        return false;
    };
    file.starts_with("ld-linux")
        || file.starts_with("ld-musl-")
        || file.starts_with("ld64.so.")
        || (matches!(folder, "/lib" | "/lib32" | "/lib64") && file == "ld.so.1")
}
