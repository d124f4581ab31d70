//! glibc's loader and C library, 2.31 to 2.41. At the start of a program its messages are English in every
//! locale; `dlerror` translates, so a translated text is found by the parts that stay.

use super::Kind;
use crate::{Phrase, Say};

pub(super) const KIND: Kind = Kind {
    name: "glibc",
    phrases: &[
        Phrase::new(
            Say::PreloadIgnored,
            &["ERROR: ld.so: object '", "' from ", " cannot be preloaded"],
        )
        .whole(),
        Phrase::new(
            Say::PreloadIgnored,
            &[
                "ERROR: ld.so: object '",
                "cannot be loaded as audit interface",
            ],
        )
        .whole(),
        Phrase::new(
            Say::VersionNotFound,
            &[": version `", "' not found (required by "],
        )
        .whole(),
        Phrase::new(
            Say::NoVersionInformation,
            &[": no version information available (required by "],
        ),
        Phrase::new(Say::CheckMatch, &[": check_match: Assertion"]),
        Phrase::new(
            Say::RelocationError,
            &[
                ": symbol ",
                " not defined in file ",
                " with link time reference",
            ],
        )
        .whole(),
        Phrase::new(
            Say::SymbolLookup,
            &["symbol lookup error: ", ": undefined symbol: "],
        )
        .whole(),
        Phrase::new(Say::UndefinedSymbol, &["undefined symbol: "]).whole(),
        Phrase::new(
            Say::StaticTls,
            &["cannot allocate memory in static TLS block"],
        )
        .whole(),
        Phrase::new(
            Say::ExecutableStack,
            &["cannot enable executable stack as shared object requires"],
        )
        .whole(),
        Phrase::new(
            Say::ExecutableStack,
            &["Fatal glibc error: executable stack is not allowed"],
        )
        .whole(),
        Phrase::new(Say::InvalidElfHeader, &[": invalid ELF header"]).whole(),
        Phrase::new(Say::FileTooShort, &[": file too short"]).whole(),
        Phrase::new(Say::WrongElfClass, &[": wrong ELF class: ELFCLASS"]).whole(),
        Phrase::new(
            Say::WrongElfClass,
            &["ELF file data encoding not little-endian"],
        )
        .whole(),
        Phrase::new(
            Say::CannotMapLibrary,
            &[": failed to map segment from shared object"],
        )
        .whole(),
        Phrase::new(
            Say::LoaderRefused,
            &["error while loading shared libraries: "],
        )
        .whole(),
        Phrase::new(
            Say::CannotOpenLibrary,
            &[": cannot open shared object file"],
        )
        .whole(),
        Phrase::new(Say::KernelTooOld, &["FATAL: kernel too old"]),
        Phrase::new(Say::EarlyInit, &["dl-call-libc-early-init.c"]).whole(),
        Phrase::new(Say::StackSmashing, &["*** stack smashing detected ***"]),
        Phrase::new(Say::StackSmashing, &["*** buffer overflow detected ***"]),
        Phrase::new(Say::AbortReason, &[": Assertion `", "' failed."]),
        Phrase::new(Say::AbortReason, &["Assertion failed: ", " (", ": ", ")"]).at_start(),
        Phrase::new(Say::AbortReason, &["double free or corruption"]),
        Phrase::new(Say::AbortReason, &["free(): invalid "]),
        Phrase::new(Say::AbortReason, &["free(): double free detected"]),
        Phrase::new(Say::AbortReason, &["malloc(): "]).at_start(),
        Phrase::new(Say::AbortReason, &["malloc_consolidate(): "]).at_start(),
        Phrase::new(Say::AbortReason, &["corrupted size vs. prev_size"]),
        Phrase::new(Say::AbortReason, &["munmap_chunk(): invalid pointer"]),
        Phrase::new(Say::AbortReason, &["realloc(): invalid "]),
        Phrase::new(
            Say::AbortReason,
            &["terminate called after throwing an instance of"],
        ),
        Phrase::new(
            Say::AbortReason,
            &["terminate called without an active exception"],
        ),
        Phrase::new(Say::AbortReason, &["Fatal glibc error: "]),
    ],
};
