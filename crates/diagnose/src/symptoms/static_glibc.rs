//! glibc inside a static program opens shared libraries, which must be of its own release.

use traces::{Say, Signal};

use crate::cause::{Cause, build, docker, host};
use crate::{Case, Evidence, Heard, Opinion, Symptom};

/// This symptom.
pub(crate) static SYMPTOM: Symptom = Symptom {
    name: "static-glibc",
    explains_death: true,
    is_crash: false,
    causes: CAUSES,
    judge,
    file: file!(),
};

const CAUSES: &[Cause] = &[
    Cause {
        name: "dlopen-static-glibc",
        title: "a static program with glibc in it opened a shared library",
        fix: &[
            build("link it dynamically, or with musl and without `dlopen`"),
            docker(
                "the base image of the stage that built it: the libraries must be of the very glibc that was linked in",
            ),
        ],
        not: &["installing the library: it must be of the same glibc as the program"],
    },
    Cause {
        name: "nss-static",
        title: "a static program with glibc in it looked up a user, which opens shared libraries",
        fix: &[
            build("`-tags osusergo`: Go's own code then reads /etc/passwd"),
            docker("the base image of the stage that built it"),
        ],
        not: &["a debugger on the C code: it is glibc of two releases in one process"],
    },
    Cause {
        name: "nss-static-getaddrinfo",
        title: "a static program with glibc in it resolved a host, which opens shared libraries",
        fix: &[
            build("`-tags netgo`: Go's own resolver"),
            host("`GODEBUG=netdns=go`"),
            docker("`ENV GODEBUG=netdns=go`, or the base image of the stage that built it"),
        ],
        not: &["changing DNS servers: they may never have been asked"],
    },
];

/// Words of a C frame that looks up users.
const USERS: &[&str] = &["getpw", "getgr"];
/// Words of a C frame that resolves hosts.
const HOSTS: &[&str] = &["getaddrinfo", "getnameinfo", "res_"];
/// Words of a C frame that opens libraries.
const OPENERS: &[&str] = &["_dlopen", "_dlsym"];

fn judge(case: &Case<'_>) -> Vec<Opinion> {
    let late = opens_late(case);
    if let Some(opinion) = aborted(case, late.as_ref()) {
        return vec![opinion];
    }
    if let Some(opinions) = crashed(case, late.as_ref()) {
        return opinions;
    }
    if let Some(opinions) = unresolved(case, late.as_ref()) {
        return opinions;
    }
    match (case.first(Say::CannotOpenLibrary), late) {
        (Some(heard), Some(open)) if !case.has(Say::LoaderRefused) => {
            let reason = "the program was linked statically: its runtime started without a loader, and it opened a shared \
                          library later on";
            vec![Opinion::certain(
                "dlopen-static-glibc",
                vec![heard.evidence.clone(), open],
                reason,
            )]
        }
        _ if case.has(Say::CannotOpenLibrary) => Vec::new(),
        _ => cut_off(case, true),
    }
}

/// A library that a statically linked Go program opened while it ran.
pub(super) fn opens_late(case: &Case<'_>) -> Option<Evidence> {
    let mut all = case.calls.processes.all();
    let (_, process) = all.find(|(source, process)| {
        process.is_static() && !process.late.is_empty() && !case.ended_well(*source)
    })?;
    process.late.first().map(|made| made.evidence.clone())
}

/// A program looked for a library in vain while it ran, and wrote its name in a message that the tracer cut off.
pub(super) fn cut_off(case: &Case<'_>, is_static: bool) -> Vec<Opinion> {
    let missed = case.calls.processes.missed();
    let mut named = missed
        .iter()
        .filter(|m| m.is_static == is_static && !case.ended_well(m.source));
    let found = named.find_map(|missed| {
        let heard = case
            .said(Say::CutOff)
            .find(|heard| heard.evidence.text.contains(&missed.name))?;
        Some((missed, heard))
    });
    let Some((missed, heard)) = found else {
        return Vec::new();
    };
    let mut evidence = vec![heard.evidence.clone()];
    evidence.extend(
        missed
            .attempts
            .iter()
            .take(3)
            .map(|made| made.evidence.clone()),
    );
    let cause = if is_static {
        "dlopen-static-glibc"
    } else {
        "dlopen-missing"
    };
    let reason = "the running program looked for the library in vain and wrote a message with its name; not surer because \
                  the tracer cut the message off";
    vec![Opinion::likely(cause, evidence, reason).next("strace -s 256 -f ./app")]
}

/// The early start of another release's C library failed, inside the program itself.
fn aborted(case: &Case<'_>, late: Option<&Evidence>) -> Option<Opinion> {
    let mut early = case.said(Say::EarlyInit);
    let heard = early.find(|heard| !heard.evidence.text.contains("detected by ld.so"))?;
    let mut evidence = vec![heard.evidence.clone()];
    evidence.extend(late.cloned());
    evidence
        .extend(frame(case, &[OPENERS, USERS, HOSTS].concat()).map(|heard| heard.evidence.clone()));
    let cause = if frame(case, USERS).is_some() {
        "nss-static"
    } else if frame(case, HOSTS).is_some() {
        "nss-static-getaddrinfo"
    } else {
        "dlopen-static-glibc"
    };
    let reason = "the program's own copy of glibc started a C library of another release";
    Some(Opinion::certain(cause, evidence, reason))
}

/// A frame of a C wrapper whose name holds one of the words.
fn frame<'a>(case: &'a Case<'_>, words: &[&str]) -> Option<&'a Heard> {
    let mut frames = case.said(Say::CgoFrame);
    frames.find(|heard| words.iter().any(|word| heard.evidence.text.contains(word)))
}

/// A signal came while C code looked something up or opened a library.
fn crashed(case: &Case<'_>, late: Option<&Evidence>) -> Option<Vec<Opinion>> {
    let signal = [Signal::SEGV, Signal::FPE, Signal::ABRT, Signal::BUS]
        .into_iter()
        .find_map(|signal| case.first(Say::GoSignal(signal)));
    let signal = signal.or_else(|| case.first(Say::UnexpectedSignal))?;
    let (words, cause) = [
        (USERS, "nss-static"),
        (HOSTS, "nss-static-getaddrinfo"),
        (OPENERS, "dlopen-static-glibc"),
    ]
    .into_iter()
    .find(|(words, _)| frame(case, words).is_some())?;
    let frame = frame(case, words)?;
    let mut evidence = vec![signal.evidence.clone(), frame.evidence.clone()];
    if let Some(open) = late {
        evidence.push(open.clone());
        let reason = "the program was linked statically, opened shared libraries of a C library while it ran, and crashed \
                      in the C function that does so";
        return Some(vec![Opinion::certain(cause, evidence, reason)]);
    }
    let is_static = case
        .facts
        .is_some_and(|facts| facts.loading.interpreter.is_none());
    let reason = "the crash is in a C function that opens shared libraries in a static program; not surer because nothing \
                  tells how the program was linked";
    let mut opinions = vec![if is_static {
        let reason = "the crash is in a C function that opens shared libraries, and the audited binary is static";
        Opinion::certain(cause, evidence.clone(), reason)
    } else {
        Opinion::likely(cause, evidence.clone(), reason)
            .next("file ./app; strace -f -e trace=openat ./app")
    }];
    if !is_static {
        let other = "the C library, or code that replaces it, may have a fault of its own";
        let crash = match signal.say {
            Say::GoSignal(Signal::FPE) => "c-fpe",
            Say::GoSignal(Signal::ABRT) => "c-abort",
            Say::GoSignal(Signal::BUS) => "c-bus",
            _ => "c-segv",
        };
        opinions.push(Opinion::possible(crash, evidence, other).next("file ./app"));
    }
    Some(opinions)
}

/// A host was not resolved although the C library was asked.
fn unresolved(case: &Case<'_>, late: Option<&Evidence>) -> Option<Vec<Opinion>> {
    let failed = [Say::NoSuchHost, Say::TemporaryResolution]
        .into_iter()
        .find_map(|say| case.first(say))?;
    let asked = case
        .said(Say::LookupOrder)
        .find(|heard| heard.part(2).trim() == "cgo");
    let mut evidence = vec![failed.evidence.clone()];
    evidence.extend(asked.map(|heard| heard.evidence.clone()));
    let opened = late.cloned().or_else(|| configured_late(case));
    let is_static = case.facts.is_some_and(|facts| {
        facts.loading.interpreter.is_none() && facts.runtime.dns.is(&gobin::Lookup::Cgo)
    });
    if opened.is_some() || is_static {
        evidence.extend(opened);
        let reason = "the look-up went through the C library of a statically linked program: it failed there, and the \
                      files it needs are read at run time";
        return Some(vec![
            Opinion::likely("nss-static-getaddrinfo", evidence, reason)
                .next("GODEBUG=netdns=go ./app"),
        ]);
    }
    asked?;
    let next = "file ./app; GODEBUG=netdns=go+2 ./app";
    Some(vec![
        Opinion::possible(
            "nss-static-getaddrinfo",
            evidence.clone(),
            "the C library was asked; in a static program it fails like this where its own modules are not there",
        )
        .next(next),
        Opinion::possible(
            "dns-no-resolv-conf",
            evidence,
            "the C library was asked; without a name server it fails like this too",
        )
        .next(next),
    ])
}

/// A statically linked program read the C library's configuration of look-ups.
fn configured_late(case: &Case<'_>) -> Option<Evidence> {
    let mut all = case.calls.processes.all();
    let (source, _) =
        all.find(|(source, process)| process.is_static() && !case.ended_well(*source))?;
    let mut paths = case.calls.paths().filter(|made| made.source == source);
    let read = paths.find(|made| {
        made.path().ends_with("/etc/nsswitch.conf") || made.path().ends_with("/etc/resolv.conf")
    });
    read.map(|made| made.evidence.clone())
}
