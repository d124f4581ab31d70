//! Which dynamic loader a file is, from what it says of itself.

use memchr::memmem;

use crate::Loader;

/// glibc prints this behind its release, `GNU C Library … stable release version 2.36.` (csu/version.c).
const GLIBC_MARKS: [&[u8]; 2] = [b"stable release version ", b"development release version "];
/// musl prints this when it is started by hand (ldso/dynlink.c).
const MUSL_MARK: &[u8] = b"musl libc (";

/// The loader and its release.
pub(crate) fn loader(bytes: &[u8], soname: Option<&str>) -> Option<Loader> {
    if let Some(release) = glibc_release(bytes) {
        return Some(Loader::Glibc(Some(release)));
    }
    if memmem::find(bytes, MUSL_MARK).is_some() {
        return Some(Loader::Musl(musl_release(bytes)));
    }
    let is_glibc = soname.is_some_and(|name| {
        ["ld-linux", "ld64.so", "ld.so.1"]
            .iter()
            .any(|start| name.starts_with(start))
    });
    is_glibc.then_some(Loader::Glibc(None))
}

/// The release that a file of glibc names.
pub(crate) fn glibc_release(bytes: &[u8]) -> Option<(u32, u32)> {
    let rest = GLIBC_MARKS.iter().find_map(|mark| {
        let at = memmem::find(bytes, mark)?;
        bytes.get(at + mark.len()..)
    })?;
    let (major, rest) = number(rest)?;
    let (minor, _) = number(rest.strip_prefix(b".")?)?;
    Some((major, minor))
}

/// musl's `__libc_version`: a string of its own, `1.2.3` or `1.2.3-git…`.
fn musl_release(bytes: &[u8]) -> Option<(u32, u32, u32)> {
    memmem::find_iter(bytes, b"\x001.").find_map(|at| {
        let (major, rest) = number(bytes.get(at + 1..)?)?;
        let (minor, rest) = number(rest.strip_prefix(b".")?)?;
        let (patch, rest) = number(rest.strip_prefix(b".")?)?;
        matches!(rest.first(), Some(0 | b'-')).then_some((major, minor, patch))
    })
}

/// The decimal number (of at most 4 digits) that starts some bytes, and the rest.
fn number(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let digits = bytes
        .iter()
        .take(5)
        .take_while(|b| b.is_ascii_digit())
        .count();
    let (digits, rest) = bytes.split_at_checked(digits)?;
    let value = str::from_utf8(digits).ok()?.parse().ok()?;
    (digits.len() <= 4).then_some((value, rest))
}

/// `SYSTEM_DIRS` of glibc's elf/dl-load.c: strings one behind the other, each an absolute path with a slash at
/// its end, the first in `/lib`.
pub(crate) fn folders(bytes: &[u8]) -> Vec<String> {
    for at in memmem::find_iter(bytes, b"\0/lib") {
        let found = strings(bytes.get(at + 1..).unwrap_or_default());
        if found.len() > 1 {
            return found;
        }
    }
    Vec::new()
}

fn strings(bytes: &[u8]) -> Vec<String> {
    const MOST: usize = 16;
    let parts = bytes.split(|b| *b == 0).take(MOST);
    let folders = parts.map_while(|part| {
        let path = str::from_utf8(part.get(..part.len().min(256))?).ok()?;
        let is_folder = path.starts_with('/') && path.ends_with('/') && path.len() > 1;
        is_folder.then(|| path.trim_end_matches('/').to_owned())
    });
    folders.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn glibc_names_its_release() {
        let bytes = b"\0ld.so (Debian GLIBC 2.36-9) stable release version 2.36.\n";
        assert_eq!(loader(bytes, None), Some(Loader::Glibc(Some((2, 36)))));
        assert_eq!(
            loader(b"", Some("ld-linux-aarch64.so.1")),
            Some(Loader::Glibc(None))
        );
        assert_eq!(loader(b"", Some("linker64")), None);
    }

    #[test]
    fn musl_names_its_release() {
        let bytes = b"musl libc (x86_64)\nVersion %s\n\x001.0\x001.2.3\0";
        assert_eq!(loader(bytes, None), Some(Loader::Musl(Some((1, 2, 3)))));
        assert_eq!(
            loader(b"musl libc (x86_64)", None),
            Some(Loader::Musl(None))
        );
    }

    #[test]
    fn folders_stand_in_a_row() {
        let bytes = b"x\0/lib/one\0/lib64/\0/usr/lib64/\0not a folder\0";
        assert_eq!(folders(bytes), ["/lib64", "/usr/lib64"]);
        assert!(folders(b"\0/lib/\0alone\0").is_empty());
    }
}
