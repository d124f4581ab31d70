//! What kernel, loaders and emulators say when a program does not start.

use super::cause::Cause;

/// What a line says: the reason, and the words around the subject.
struct Words {
    reason: &'static str,
    before: &'static str,
    after: &'static str,
}

const fn words(reason: &'static str, before: &'static str, after: &'static str) -> Words {
    Words {
        reason,
        before,
        after,
    }
}

const LIBRARY: &str = "error while loading shared libraries: ";

/// Every line that is known, the more special first. What no subject is named in has an empty one.
const KNOWN: &[Words] = &[
    words(
        "missing-library",
        LIBRARY,
        ": cannot open shared object file: No such file",
    ),
    words(
        "static-tls",
        LIBRARY,
        ": cannot allocate memory in static TLS block",
    ),
    words(
        "executable-stack",
        LIBRARY,
        ": cannot enable executable stack",
    ),
    words("wrong-format", LIBRARY, ": wrong ELF class"),
    words("wrong-format", LIBRARY, ": invalid ELF header"),
    words("wrong-format", LIBRARY, ": file too short"),
    words(
        "wrong-machine",
        LIBRARY,
        ": cannot open shared object file: Exec format error",
    ),
    words(
        "version-not-found",
        ": version `",
        "' not found (required by ",
    ),
    words("missing-symbol", "undefined symbol: ", ", version "),
    words("missing-symbol", "undefined symbol: ", ""),
    words("cpu-level", "CPU ISA level is lower than required", ""),
    words("cpu-level", "This program can only be run on ", ""),
    words("kernel-too-old", "FATAL: kernel too old", ""),
    words("loader-assertion", "Inconsistency detected by ld.so: ", ""),
    words(
        "missing-library",
        "Error loading shared library ",
        ": No such file",
    ),
    words("missing-symbol", "Error relocating ", ": symbol not found"),
    words("missing-interpreter", "Could not open '", "': No such file"),
    words(
        "missing-interpreter",
        "chroot: failed to run command",
        ": No such file",
    ),
    words(
        "wrong-machine",
        "chroot: failed to run command",
        ": Exec format error",
    ),
    words(
        "not-executable",
        "chroot: failed to run command",
        ": Permission denied",
    ),
];

/// What the first line that is known says, if any is.
pub(super) fn read(said: &str) -> Option<Cause> {
    said.lines()
        .find_map(|line| KNOWN.iter().find_map(|known| known.read(line)))
}

impl Words {
    fn read(&self, line: &str) -> Option<Cause> {
        let (_, rest) = line.split_once(self.before)?;
        let subject = match self.after {
            "" => rest,
            after => rest.split_once(after)?.0,
        };
        Some(Cause::fails(self.reason, self.subject(subject)))
    }

    /// The kernel names nothing, and musl names the file before the symbol.
    fn subject<'a>(&self, found: &'a str) -> &'a str {
        match self.before {
            "chroot: failed to run command" => "",
            "Error relocating " => found.rsplit(": ").next().unwrap_or(found),
            _ => found,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(said: &str, reason: &str, subject: &str) {
        assert_eq!(read(said), Some(Cause::fails(reason, subject)), "{said}");
    }

    #[test]
    fn glibc() {
        check(
            "/b: error while loading shared libraries: libx.so.1: cannot open shared object file: No such file or directory\n",
            "missing-library",
            "libx.so.1",
        );
        check(
            "/b: /lib/libc.so.6: version `GLIBC_2.32' not found (required by /b)\n/b: /lib/libc.so.6: version `GLIBC_2.34' not found (required by /b)\n",
            "version-not-found",
            "GLIBC_2.32",
        );
        check(
            "/b: symbol lookup error: /b: undefined symbol: f, version V\n",
            "missing-symbol",
            "f",
        );
        check(
            "/b: symbol lookup error: /b: undefined symbol: f\n",
            "missing-symbol",
            "f",
        );
    }

    #[test]
    fn musl() {
        check(
            "Error loading shared library libc.so.6: No such file or directory (needed by /b)\n",
            "missing-library",
            "libc.so.6",
        );
        check(
            "Error relocating /b: f: symbol not found\n",
            "missing-symbol",
            "f",
        );
    }

    #[test]
    fn kernel_and_emulator() {
        check(
            "chroot: failed to run command '/b': No such file or directory\n",
            "missing-interpreter",
            "",
        );
        check(
            "qemu-aarch64-static: Could not open '/lib/ld.so': No such file or directory\n",
            "missing-interpreter",
            "/lib/ld.so",
        );
    }

    #[test]
    fn a_program_may_say_anything() {
        assert_eq!(read("flag provided but not defined: -version\n"), None);
        assert_eq!(read(""), None);
    }
}
