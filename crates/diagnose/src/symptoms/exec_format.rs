//! `Exec format error`: a file that this kernel does not execute.

use traces::Errno;

use super::exec;
use crate::cause::{Cause, build, docker, host, kubernetes};
use crate::{Case, Opinion, Symptom};

/// This symptom.
pub(crate) static SYMPTOM: Symptom = Symptom {
    name: "exec-format",
    explains_death: true,
    is_crash: false,
    causes: CAUSES,
    judge,
    file: file!(),
};

const CAUSES: &[Cause] = &[
    Cause {
        name: "wrong-architecture",
        title: "the program was built for another processor",
        fix: &[
            build("set GOARCH to the target's: `GOARCH=arm64 go build`"),
            docker(
                "`docker build --platform linux/amd64`, or an image for both; `docker run --platform` with binfmt",
            ),
            kubernetes(
                "a `nodeSelector` on `kubernetes.io/arch`, or an image for every architecture",
            ),
            host("`file ./app` and `uname -m` must agree"),
        ],
        not: &["`chmod +x`"],
    },
    Cause {
        name: "wrong-os-binary",
        title: "the program was built for another operating system",
        fix: &[
            build("`GOOS=linux go build`"),
            docker("copy a Linux binary into the image, not the one of the developer's machine"),
        ],
        not: &["installing a loader or libraries"],
    },
    Cause {
        name: "not-an-executable",
        title: "the file is no executable: text without `#!`, an archive, a pointer of Git LFS, an empty file",
        fix: &[
            host("begin the script with `#!/bin/sh`; `file PATH` says what it is"),
            docker("look at what was copied: `git lfs pull` before the build"),
        ],
        not: &["`--platform`: no other processor would run it either"],
    },
];

fn judge(case: &Case<'_>) -> Vec<Opinion> {
    let Some(refused) = exec::refused(case, Errno::NOEXEC) else {
        return Vec::new();
    };
    let path = if refused.path.is_empty() {
        "./app"
    } else {
        refused.path.as_str()
    };
    let next = format!("file {path}; uname -m");
    let opinion = |cause, reason: &str| {
        Opinion::possible(cause, refused.evidence.clone(), reason).next(next.clone())
    };
    let other = "ENOEXEC: the kernel knows the file's format and does not run its machine";
    let system = opinion("wrong-os-binary", "a Mach-O or PE file is answered alike");
    let text = opinion(
        "not-an-executable",
        "a text file without `#!` is answered alike where no shell executes it",
    );
    let name = path.to_ascii_lowercase();
    if SYSTEMS.iter().any(|system| name.contains(system)) {
        let reason =
            "ENOEXEC, and the name of the file speaks of another system; a name proves nothing";
        let named = opinion("wrong-os-binary", reason);
        return vec![named, opinion("wrong-architecture", other), text];
    }
    if MACHINES.iter().any(|machine| name.contains(machine)) {
        let reason =
            format!("{other}; the name of the file speaks of a machine, which proves nothing");
        return vec![opinion("wrong-architecture", &reason), system, text];
    }
    if refused.by_shell || refused.in_container || case.facts.is_some() {
        let reason =
            format!("{other}; not surer because the file's header is not among the inputs");
        let likely = Opinion::likely("wrong-architecture", refused.evidence.clone(), reason)
            .next(next.clone());
        return vec![likely, system, text];
    }
    vec![text, opinion("wrong-architecture", other), system]
}

/// What names of files for other systems hold.
const SYSTEMS: &[&str] = &[
    "darwin", "macos", "windows", ".exe", "mach-o", "macho", "freebsd",
];

/// What names of files for one machine hold.
const MACHINES: &[&str] = &[
    "arm64", "aarch64", "armv7", "armhf", "amd64", "x86_64", "x86-64", "riscv64", "ppc64", "s390x",
    "mips", "loong64", "i386", "-386", "-arm",
];
