//! Too many open files.

use traces::{Errno, Say};

use crate::cause::{Cause, build, docker, host, kubernetes, systemd};
use crate::{Case, Evidence, Opinion, Symptom};

/// This symptom.
pub(crate) static SYMPTOM: Symptom = Symptom {
    name: "descriptors",
    explains_death: false,
    is_crash: false,
    causes: CAUSES,
    judge,
    file: file!(),
};

const CAUSES: &[Cause] = &[Cause {
    name: "rlimit-nofile",
    title: "the process has as many open files as RLIMIT_NOFILE allows",
    fix: &[
        docker("`docker run --ulimit nofile=65536:65536`"),
        kubernetes("the limit is the container runtime's; or close what leaks"),
        systemd("`LimitNOFILE=65536`"),
        host("`ulimit -n 65536` in the shell that starts it"),
        build("close response bodies and files: `ls /proc/PID/fd | wc -l` grows where they leak"),
    ],
    not: &[
        "`fs.file-max`: that is the machine's, with another message (`too many open files in system`)",
    ],
}];

fn judge(case: &Case<'_>) -> Vec<Opinion> {
    let said = case
        .said(Say::TooManyFiles)
        .filter(|heard| !heard.evidence.text.contains("open files in system"));
    let mut evidence: Vec<Evidence> = said.map(|heard| heard.evidence.clone()).take(2).collect();
    let made = case
        .calls
        .with(Errno::MFILE)
        .find(|made| !case.ended_well(made.source));
    let opened = case.calls.paths().find(|made| {
        made.call.outcome.errno() == Some(Errno::MFILE) && !case.ended_well(made.source)
    });
    let made = opened.or(made);
    if let Some(made) = made.filter(|made| !made.call.name.starts_with("inotify")) {
        evidence.push(made.evidence.clone());
        evidence.extend(case.gauges.evidence(&["limit Max open files"]));
        let reason = format!(
            "`{}` failed with EMFILE, which is the process's own limit",
            made.call.name
        );
        return vec![Opinion::certain("rlimit-nofile", evidence, reason)];
    }
    if evidence.is_empty() {
        return Vec::new();
    }
    let reason =
        "the text of EMFILE; not surer because `inotify` answers alike for limits of its own";
    vec![
        Opinion::likely("rlimit-nofile", evidence, reason)
            .next("ls /proc/PID/fd | wc -l; grep 'open files' /proc/PID/limits"),
    ]
}
