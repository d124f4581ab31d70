//! A symbol was not found: by the loader, or by a program that asked for it.

use traces::Say;

use crate::cause::{Cause, build, docker, host};
use crate::{Case, Heard, Opinion, Symptom};

/// This symptom.
pub(crate) static SYMPTOM: Symptom = Symptom {
    name: "undefined-symbol",
    explains_death: true,
    is_crash: false,
    causes: CAUSES,
    judge,
    file: file!(),
};

const CAUSES: &[Cause] = &[
    Cause {
        name: "undefined-symbol",
        title: "a library that was found lacks a function that the program calls",
        fix: &[
            docker("install the version of the library that the program was built against"),
            host("`nm -D LIBRARY | grep SYMBOL`; a newer or older library; mind LD_LIBRARY_PATH"),
            build("link with `-Wl,-z,now`, so that it fails at start and not at the first call"),
        ],
        not: &["catching it in Go: the loader ends the process, there is no panic"],
    },
    Cause {
        name: "symbol-version-mismatch",
        title: "a library that was found has the symbol in another version",
        fix: &[
            docker("install the version of the library that the program was built against"),
            host("`readelf -V LIBRARY`; the distribution's own build of the library"),
        ],
        not: &["a symbolic link to another version"],
    },
    Cause {
        name: "undefined-symbol-dlsym",
        title: "the program asked a library for a function by name (`dlsym`) that it does not have",
        fix: &[
            build("export the function: `//export NAME` above it in package main, visibility in C"),
            host("`nm -D LIBRARY | grep NAME`"),
        ],
        not: &["`LD_BIND_NOW=1`: the name is looked up by the program, not by the loader"],
    },
];

fn judge(case: &Case<'_>) -> Vec<Opinion> {
    if let Some(heard) = case.first(Say::SymbolLookup) {
        return vec![bound(heard)];
    }
    if let Some(heard) = case
        .first(Say::RelocationError)
        .filter(|heard| !is_private(heard))
    {
        let reason = "the loader found the library, and in it another version of the symbol";
        return vec![Opinion::certain(
            "symbol-version-mismatch",
            vec![heard.evidence.clone()],
            reason,
        )];
    }
    let evidence = case.evidence(&[Say::UndefinedSymbol], 2);
    if evidence.is_empty() {
        return Vec::new();
    }
    let reason = "the text of `dlerror` without the loader's own words: the program looked the name up itself";
    vec![
        Opinion::likely("undefined-symbol-dlsym", evidence.clone(), reason)
            .next("nm -D LIBRARY | grep NAME"),
        Opinion::possible(
            "undefined-symbol",
            evidence,
            "a library that was opened with `RTLD_NOW` and needs the name itself has the same text",
        )
        .next("nm -D --undefined-only LIBRARY | grep NAME"),
    ]
}

/// The loader looked a symbol up, at start or at the first call.
fn bound(heard: &Heard) -> Opinion {
    let evidence = vec![heard.evidence.clone()];
    if is_private(heard) {
        let reason = "a private symbol of glibc is missing: its loader and its libraries are of different releases";
        return Opinion::certain("mixed-loader-and-libc", evidence, reason);
    }
    if heard.part(2).contains(", version ") {
        let reason = "the loader found the library, and in it no symbol of this version";
        return Opinion::certain("symbol-version-mismatch", evidence, reason);
    }
    let reason = "the loader looked through every library that was loaded";
    Opinion::certain("undefined-symbol", evidence, reason)
}

fn is_private(heard: &Heard) -> bool {
    heard.evidence.text.contains("GLIBC_PRIVATE")
}
