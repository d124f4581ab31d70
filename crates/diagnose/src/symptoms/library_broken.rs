//! A library is there and is no library.

use traces::Say;

use crate::cause::{Cause, docker, host};
use crate::{Case, Opinion, Symptom};

/// This symptom.
pub(crate) static SYMPTOM: Symptom = Symptom {
    name: "library-broken",
    explains_death: true,
    is_crash: false,
    causes: CAUSES,
    judge,
    file: file!(),
};

const CAUSES: &[Cause] = &[
    Cause {
        name: "invalid-elf-header",
        title: "the file of that name is no ELF file: a linker script, a pointer of Git LFS, an error page",
        fix: &[
            docker(
                "look at what was copied: `head -c 64 LIBRARY`; `git lfs pull` before the build",
            ),
            host("`file LIBRARY`; install the library itself, not its `-dev` script"),
        ],
        not: &["`ldconfig`: the file is found"],
    },
    Cause {
        name: "file-too-short",
        title: "the file of that name is cut off or empty",
        fix: &[
            docker("copy the library again; a failed download leaves an empty file"),
            host("install the library again; look for a full disk: `df`"),
        ],
        not: &["`ldconfig`: the file is found"],
    },
];

fn judge(case: &Case<'_>) -> Vec<Opinion> {
    let mut opinions = Vec::new();
    let evidence = case.evidence(&[Say::InvalidElfHeader], 3);
    if !evidence.is_empty() {
        let reason = "the loader read the file and found no ELF header";
        opinions.push(Opinion::certain("invalid-elf-header", evidence, reason));
    }
    let evidence = case.evidence(&[Say::FileTooShort], 3);
    if !evidence.is_empty() {
        let reason = "the loader read the file and found less than a header";
        opinions.push(Opinion::certain("file-too-short", evidence, reason));
    }
    opinions
}
