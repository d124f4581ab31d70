//! musl's loader refused a program or library.

use traces::Say;

use crate::cause::{Cause, build, docker};
use crate::{Case, Opinion, Symptom};

/// This symptom.
pub(crate) static SYMPTOM: Symptom = Symptom {
    name: "musl-loader",
    explains_death: true,
    is_crash: false,
    causes: CAUSES,
    judge,
    file: file!(),
};

const CAUSES: &[Cause] = &[
    Cause {
        name: "musl-missing-library",
        title: "musl's loader does not find a library that the program needs",
        fix: &[
            docker(
                "`apk add` the package of the library; `gcompat` where the library is glibc's own",
            ),
            build("build in the same Alpine, or `CGO_ENABLED=0`"),
        ],
        not: &["`ldconfig`: musl has no cache"],
    },
    Cause {
        name: "musl-relocation",
        title: "a library that musl loaded lacks a symbol: often one of glibc's own",
        fix: &[
            docker("a base image with glibc for a program that was built against it"),
            build("build in the same Alpine, or `CGO_ENABLED=0`"),
        ],
        not: &["a symbolic link from glibc's loader to musl's: it starts and then lacks symbols"],
    },
    Cause {
        name: "go-cshared-musl",
        title: "musl cannot open a Go library (`-buildmode=c-shared`) at run time: its thread-local storage is of the kind that must be there at start",
        fix: &[
            build(
                "link the library at build time instead of opening it; mind that `os.Args` is empty there (golang/go#13492)",
            ),
            docker("a base image with glibc"),
        ],
        not: &["`LD_PRELOAD` of another library: the name in the message is accidental"],
    },
];

fn judge(case: &Case<'_>) -> Vec<Opinion> {
    let tls = case.evidence(&[Say::MuslTls], 2);
    if !tls.is_empty() {
        let reason = "musl refuses libraries that are opened at run time and want initial-exec thread-local storage, as \
                      Go's do";
        return vec![Opinion::certain("go-cshared-musl", tls, reason)];
    }
    let missing = case.evidence(&[Say::MuslMissing], 2);
    if !missing.is_empty() {
        let reason = "the loader names the library; symbols that are missing after it are its own";
        return vec![Opinion::certain("musl-missing-library", missing, reason)];
    }
    let relocating = case.evidence(&[Say::MuslRelocating], 3);
    if relocating.is_empty() {
        return Vec::new();
    }
    if relocating.iter().all(|line| line.text.contains('…')) {
        let next = "strace -s 256 -f ./app";
        let reason =
            "musl's loader could not relocate; not surer because the tracer cut the reason off";
        let other =
            "a Go library that is opened at run time is refused with a text that begins alike";
        return vec![
            Opinion::possible("musl-relocation", relocating.clone(), reason).next(next),
            Opinion::possible("go-cshared-musl", relocating, other).next(next),
        ];
    }
    let reason = "the loader found every library, and in none of them the symbol";
    vec![Opinion::certain("musl-relocation", relocating, reason)]
}
