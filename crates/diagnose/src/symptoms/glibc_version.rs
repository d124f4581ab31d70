//! The C library is older than the one that the program was built against.

use traces::Say;

use crate::cause::{Cause, build, docker, host, kubernetes};
use crate::{Case, Evidence, Heard, Opinion, Symptom};

/// This symptom.
pub(crate) static SYMPTOM: Symptom = Symptom {
    name: "glibc-version",
    explains_death: true,
    is_crash: false,
    causes: CAUSES,
    judge,
    file: file!(),
};

const CAUSES: &[Cause] = &[Cause {
    name: "glibc-version",
    title: "the program needs symbols of a newer glibc than this system has",
    fix: &[
        build(
            "build on the oldest system that must run it, or `CC='zig cc -target x86_64-linux-gnu.2.31'`; `CGO_ENABLED=0` needs no glibc",
        ),
        docker("a base image whose glibc is as new as the one of the stage that builds"),
        kubernetes("an image whose base is as new as the build's"),
        host("a newer release of the system"),
    ],
    not: &[
        "copying a newer libc.so.6 beside the program: the loader must match it",
        "a symbolic link to another version",
    ],
}];

fn judge(case: &Case<'_>) -> Vec<Opinion> {
    let (of_glibc, of_others): (Vec<&Heard>, Vec<&Heard>) = case
        .said(Say::VersionNotFound)
        .partition(|heard| is_of_glibc(heard));
    let mut opinions = Vec::new();
    if !of_glibc.is_empty() {
        let reason = match highest(&of_glibc) {
            Some(version) => format!(
                "the loader names each version that the library lacks; {version} is the oldest glibc that will do"
            ),
            None => "the loader names each version that the library lacks".to_owned(),
        };
        opinions.push(Opinion::certain("glibc-version", lines(&of_glibc), reason));
    }
    if !of_others.is_empty() {
        let reason = "the loader names a version that is not glibc's: another library is older than the one at build time";
        opinions.push(Opinion::certain(
            "symbol-version-mismatch",
            lines(&of_others),
            reason,
        ));
    }
    opinions
}

fn lines(heard: &[&Heard]) -> Vec<Evidence> {
    heard
        .iter()
        .take(6)
        .map(|heard| heard.evidence.clone())
        .collect()
}

/// `GLIBC_2.34`, and text that a tracer cut off.
fn is_of_glibc(heard: &Heard) -> bool {
    heard.part(1).starts_with("GLIBC_") || heard.part(1).is_empty() || heard.part(1).contains('…')
}

/// The highest of the versions, as numbers.
fn highest(heard: &[&Heard]) -> Option<String> {
    let version = |heard: &&Heard| {
        let (major, minor) = heard.part(1).strip_prefix("GLIBC_")?.split_once('.')?;
        let minor: u32 = minor.split('.').next()?.parse().ok()?;
        Some((major.parse::<u32>().ok()?, minor))
    };
    let (major, minor) = heard.iter().filter_map(version).max()?;
    Some(format!("{major}.{minor}"))
}
