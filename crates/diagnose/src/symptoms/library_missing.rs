//! A shared library was not found: missing, for another machine, or of a runtime that nobody expects.

use traces::{Linking, Outcome, Say};

use super::static_glibc;
use crate::cause::{Cause, build, docker, host};
use crate::{Case, Evidence, Heard, Opinion, Symptom};

/// This symptom.
pub(crate) static SYMPTOM: Symptom = Symptom {
    name: "library-missing",
    explains_death: true,
    is_crash: false,
    causes: CAUSES,
    judge,
    file: file!(),
};

const CAUSES: &[Cause] = &[
    Cause {
        name: "missing-shared-library",
        title: "a shared library that the program needs is not on the loader's path",
        fix: &[
            build(
                "`CGO_ENABLED=0`, or link the library statically; `-Wl,-rpath` where it lies beside the program",
            ),
            docker(
                "install the package of the library in the stage that runs, not only in the one that builds",
            ),
            host("install the library, or name its folder in /etc/ld.so.conf.d and run `ldconfig`"),
        ],
        not: &["a symbolic link from another version of the library: it may start and crash later"],
    },
    Cause {
        name: "missing-libgo",
        title: "the program was built by gccgo, whose runtime is the shared library `libgo`",
        fix: &[
            build(
                "build with the usual toolchain (`go build` of go.dev), or gccgo with `-static-libgo`",
            ),
            docker("install `libgo` of the very version"),
            host("install `libgo` of the very version"),
        ],
        not: &["a newer `libgo`: its ABI changes with each release"],
    },
    Cause {
        name: "wrong-elf-machine",
        title: "a library of that name is there, and is for another processor",
        fix: &[
            build("take the library from the target's architecture"),
            docker("copy libraries between stages of the same `--platform`"),
            host("`file LIBRARY`; remove the folder from LD_LIBRARY_PATH"),
        ],
        not: &["installing the library again: the loader passes over the one that is found first"],
    },
    Cause {
        name: "dlopen-missing",
        title: "a library that the program opens by itself (`dlopen`) is not there",
        fix: &[
            docker("install the library in the stage that runs"),
            host("install the library, or name its folder in LD_LIBRARY_PATH"),
            build("link the library at build time, so that the audit sees it"),
        ],
        not: &["looking at `ldd`: it does not know of libraries that are opened at run time"],
    },
];

fn judge(case: &Case<'_>) -> Vec<Opinion> {
    if !case.has(Say::LoaderRefused)
        && !case.has(Say::CannotOpenLibrary)
        && !case.has(Say::WrongElfClass)
    {
        return static_glibc::cut_off(case, false);
    }
    let classes = case.evidence(&[Say::WrongElfClass], 2);
    if !classes.is_empty() {
        let reason = "the loader read the library's header: it is of another class or byte order";
        return vec![Opinion::certain("wrong-elf-machine", classes, reason)];
    }
    if let Some(heard) = case.first(Say::LoaderRefused) {
        let library = library(heard.part(1));
        // The errors of a library that is there have their own messages.
        return at_start(case, &library, heard);
    }
    opened(case)
}

/// The library that a loader's message names first.
fn library(text: &str) -> String {
    // Where a tracer cut the fixed text off, its last bytes stand before the name.
    let text = text.trim_start_matches([':', ' ']);
    text.split(':').next().unwrap_or_default().trim().to_owned()
}

fn at_start(case: &Case<'_>, library: &str, heard: &Heard) -> Vec<Opinion> {
    let mut evidence = vec![heard.evidence.clone()];
    let cause = if library.starts_with("libgo.so") {
        "missing-libgo"
    } else {
        "missing-shared-library"
    };
    let (missed, found) = opens(case, library);
    if found.is_empty() && !missed.is_empty() {
        evidence.extend(missed.into_iter().take(3));
        let reason =
            "the trace shows every folder that was searched: the library is in none of them";
        return vec![Opinion::certain(cause, evidence, reason)];
    }
    if let Some(found) = found.first() {
        evidence.push(found.clone());
        evidence.extend(header(case, library));
        let reason = "the trace shows that a library of that name was opened, and the loader went on as if it were not \
                      there: so it does with libraries for another machine";
        return vec![Opinion::certain("wrong-elf-machine", evidence, reason)];
    }
    evidence.extend(searched(case, library));
    let next = format!("find / -name '{library}*' -exec file {{}} +");
    let reason =
        "the loader says so; not surer because it says the same of a library for another machine";
    vec![
        Opinion::likely(cause, evidence.clone(), reason).next(next.clone()),
        Opinion::possible(
            "wrong-elf-machine",
            evidence,
            "a library of that name for another machine is passed over with the same message; `LD_DEBUG=libs` does \
             not tell either, a trace does",
        )
        .next(next),
    ]
}

/// Attempts to open a library: where it was missed, where it was found.
fn opens(case: &Case<'_>, library: &str) -> (Vec<Evidence>, Vec<Evidence>) {
    let named = case.calls.paths().filter(|made| {
        made.call.name.starts_with("open")
            && !library.is_empty()
            && made.path().rsplit('/').next() == library.rsplit('/').next()
    });
    let (mut missed, mut found) = (Vec::new(), Vec::new());
    for made in named {
        match made.call.outcome {
            Outcome::Returned(_) => found.push(made.evidence.clone()),
            Outcome::Failed(_) => missed.push(made.evidence.clone()),
            Outcome::Unknown => {}
        }
    }
    (missed, found)
}

/// What `LD_DEBUG=libs` shows of the search.
fn searched(case: &Case<'_>, library: &str) -> Vec<Evidence> {
    let mut seen = case.linking.iter().filter(|(linking, _)| match linking {
        Linking::Find(name) => name == library,
        Linking::Try(path) => path.ends_with(library),
        Linking::Load(..) => false,
    });
    seen.by_ref()
        .map(|(_, evidence)| evidence.clone())
        .take(2)
        .collect()
}

/// The header of the library that was passed over, where the trace shows it.
fn header(case: &Case<'_>, library: &str) -> Option<Evidence> {
    let name = library.rsplit('/').next();
    let calls: Vec<_> = case.calls.paths().collect();
    let read = calls.windows(2).find_map(|pair| match pair {
        [open, read]
            if read.call.name.contains("read") && open.path().rsplit('/').next() == name =>
        {
            Some(*read)
        }
        _ => None,
    });
    read.map(|made| made.evidence.clone())
}

/// A library that the program opened itself.
fn opened(case: &Case<'_>) -> Vec<Opinion> {
    let Some(heard) = case.first(Say::CannotOpenLibrary) else {
        return Vec::new();
    };
    if static_glibc::opens_late(case).is_some() {
        return Vec::new();
    }
    let evidence = vec![heard.evidence.clone()];
    let name = heard
        .part(0)
        .rsplit([' ', ':'])
        .next()
        .unwrap_or_default()
        .to_owned();
    let is_loader = case
        .linking
        .iter()
        .any(|(linking, _)| matches!(linking, Linking::Find(found) if *found == name))
        || case
            .calls
            .processes
            .all()
            .any(|(_, process)| process.has_loader());
    let next = "file ./app; ldd ./app";
    if is_loader {
        let reason = "a program that was loaded dynamically asked for the library, and the loader did not find it";
        return vec![Opinion::certain("dlopen-missing", evidence, reason)];
    }
    vec![
        Opinion::likely(
            "dlopen-missing",
            evidence.clone(),
            "the message of `dlopen`; not surer because nothing tells whether the program itself is dynamic",
        )
        .next(next),
        Opinion::possible(
            "dlopen-static-glibc",
            evidence,
            "a static program with glibc in it says the same where the libraries of its glibc are not there",
        )
        .next(next),
    ]
}
