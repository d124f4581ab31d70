//! Where each system has its loader.

use gobin::Facts;

/// Loaders by `GOOS`; on these systems the machine does not matter. Sources: `rtld` of each system, and what
/// `cmd/link` of Go 1.19 to 1.27 writes (`internal/*/obj.go`).
const BY_SYSTEM: &[(&str, &[&str])] = &[
    (
        "android",
        &[
            "/system/bin/linker64",
            "/system/bin/linker",
            "/apex/com.android.runtime/bin/linker64",
            "/apex/com.android.runtime/bin/linker",
        ],
    ),
    ("darwin", &["/usr/lib/dyld"]),
    (
        "dragonfly",
        &["/usr/libexec/ld-elf.so.2", "/libexec/ld-elf.so.2"],
    ),
    (
        "freebsd",
        &["/libexec/ld-elf.so.1", "/usr/libexec/ld-elf.so.1"],
    ),
    (
        "illumos",
        &[
            "/lib/amd64/ld.so.1",
            "/usr/lib/amd64/ld.so.1",
            "/lib/64/ld.so.1",
        ],
    ),
    ("ios", &["/usr/lib/dyld"]),
    ("netbsd", &["/libexec/ld.elf_so", "/usr/libexec/ld.elf_so"]),
    ("openbsd", &["/usr/libexec/ld.so"]),
    (
        "solaris",
        &[
            "/lib/amd64/ld.so.1",
            "/usr/lib/amd64/ld.so.1",
            "/lib/64/ld.so.1",
        ],
    ),
];

/// Linux: glibc first (`shlib-versions` and `ldd-rewrite.sed` of each machine, the glibc wiki's list of ABIs), then
/// musl (`arch/*/reloc.h`, `LDSO_ARCH`), then uClibc.
const ON_LINUX: &[(&str, &[&str])] = &[
    (
        "386",
        &[
            "/lib/ld-linux.so.2",
            "/lib/ld-musl-i386.so.1",
            "/lib/ld-uClibc.so.0",
            "/lib/ld-uClibc.so.1",
        ],
    ),
    (
        "amd64",
        &[
            "/lib64/ld-linux-x86-64.so.2",
            "/lib/ld-musl-x86_64.so.1",
            "/libx32/ld-linux-x32.so.2",
            "/lib/ld64-uClibc.so.0",
            "/lib/ld64-uClibc.so.1",
        ],
    ),
    (
        "arm",
        &[
            "/lib/ld-linux-armhf.so.3",
            "/lib/ld-linux.so.3",
            "/lib/ld-musl-armhf.so.1",
            "/lib/ld-musl-arm.so.1",
            "/lib/ld-uClibc.so.0",
            "/lib/ld-uClibc.so.1",
        ],
    ),
    (
        "arm64",
        &[
            "/lib/ld-linux-aarch64.so.1",
            "/lib/ld-musl-aarch64.so.1",
            "/lib/ld64-uClibc.so.1",
        ],
    ),
    (
        "loong64",
        &[
            "/lib64/ld-linux-loongarch-lp64d.so.1",
            "/lib64/ld.so.1",
            "/lib/ld-musl-loongarch64.so.1",
        ],
    ),
    (
        "mips",
        &[
            "/lib/ld.so.1",
            "/lib/ld-linux-mipsn8.so.1",
            "/lib/ld-musl-mips.so.1",
            "/lib/ld-musl-mips-sf.so.1",
            "/lib/ld-uClibc.so.0",
            "/lib/ld-uClibc.so.1",
        ],
    ),
    (
        "mips64",
        &[
            "/lib64/ld.so.1",
            "/lib64/ld-linux-mipsn8.so.1",
            "/lib/ld-musl-mips64.so.1",
            "/lib/ld-musl-mips64-sf.so.1",
        ],
    ),
    (
        "mips64le",
        &[
            "/lib64/ld.so.1",
            "/lib64/ld-linux-mipsn8.so.1",
            "/lib/ld-musl-mips64el.so.1",
            "/lib/ld-musl-mips64el-sf.so.1",
        ],
    ),
    (
        "mipsle",
        &[
            "/lib/ld.so.1",
            "/lib/ld-linux-mipsn8.so.1",
            "/lib/ld-musl-mipsel.so.1",
            "/lib/ld-musl-mipsel-sf.so.1",
            "/lib/ld-uClibc.so.0",
            "/lib/ld-uClibc.so.1",
        ],
    ),
    (
        "ppc64",
        &[
            "/lib64/ld64.so.1",
            "/lib64/ld64.so.2",
            "/lib/ld-musl-powerpc64.so.1",
        ],
    ),
    (
        "ppc64le",
        &["/lib64/ld64.so.2", "/lib/ld-musl-powerpc64le.so.1"],
    ),
    (
        "riscv64",
        &[
            "/lib/ld-linux-riscv64-lp64d.so.1",
            "/lib/ld-linux-riscv64-lp64.so.1",
            "/lib/ld-musl-riscv64.so.1",
            "/lib/ld-musl-riscv64-sf.so.1",
        ],
    ),
    ("s390x", &["/lib/ld64.so.1", "/lib/ld-musl-s390x.so.1"]),
];

/// The usual paths, the most common first; `None` where the system or the machine is not known.
pub(super) fn paths(facts: &Facts) -> Option<Vec<&'static str>> {
    let os = facts.os.value.as_deref()?;
    let (table, key) = if os == "linux" {
        (ON_LINUX, facts.arch.goarch()?)
    } else {
        (BY_SYSTEM, os)
    };
    let (_, paths) = table.iter().find(|(name, _)| *name == key)?;
    Some(paths.to_vec())
}

#[cfg(test)]
mod tests {
    use super::{BY_SYSTEM, ON_LINUX};

    #[test]
    fn every_path_is_absolute_and_every_key_stands_once() {
        for table in [BY_SYSTEM, ON_LINUX] {
            assert!(table.is_sorted_by(|a, b| a.0 < b.0));
            for (key, paths) in table {
                assert!(!paths.is_empty(), "{key}");
                assert!(paths.iter().all(|path| path.starts_with('/')), "{key}");
            }
        }
    }
}
