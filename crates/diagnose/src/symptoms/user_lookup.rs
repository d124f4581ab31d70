//! A user was not found.

use traces::{Errno, Say};

use crate::cause::{Cause, build, docker, host, kubernetes};
use crate::{Case, Opinion, Symptom};

/// This symptom.
pub(crate) static SYMPTOM: Symptom = Symptom {
    name: "user-lookup",
    explains_death: false,
    is_crash: false,
    causes: CAUSES,
    judge,
    file: file!(),
};

const CAUSES: &[Cause] = &[
    Cause {
        name: "user-unknown",
        title: "the system that the program sees has no file of users, or not this one",
        fix: &[
            docker("`COPY --from=build /etc/passwd /etc/group /etc/`, or set USER and HOME"),
            kubernetes("set USER and HOME in `env`, or an image with /etc/passwd"),
            build("do not look the user up: take HOME and `os.Getuid`"),
        ],
        not: &["`CGO_ENABLED=1`: the C library reads the same file"],
    },
    Cause {
        name: "users-without-nss",
        title: "the program looks users up with Go's own code, which reads /etc/passwd alone",
        fix: &[
            build("`CGO_ENABLED=1`, and no `osusergo` tag: the C library asks LDAP and SSSD too"),
            host("an entry in /etc/passwd"),
        ],
        not: &["a user in LDAP with another shell or group: the program never asks there"],
    },
];

fn judge(case: &Case<'_>) -> Vec<Opinion> {
    let mut evidence = case.evidence(&[Say::NoPasswdFile, Say::CurrentUserUnknown], 2);
    if !evidence.is_empty() {
        let mut opened = case
            .calls
            .paths()
            .filter(|made| made.path().ends_with("/etc/passwd"));
        evidence.extend(
            opened
                .find(|made| made.call.outcome.errno() == Some(Errno::NOENT))
                .map(|made| made.evidence.clone()),
        );
        if !case.has(Say::NoPasswdFile) && evidence.len() < 2 {
            let reason = "without cgo, and without USER and HOME, the current user is told from /etc/passwd; not surer \
                          because the file may be there without the user";
            return vec![
                Opinion::likely("user-unknown", evidence, reason).next("grep $(id -u) /etc/passwd"),
            ];
        }
        let reason = "/etc/passwd is not there";
        return vec![Opinion::certain("user-unknown", evidence, reason)];
    }
    let is_go = case
        .facts
        .is_some_and(|facts| facts.runtime.users.is(&gobin::Lookup::Go));
    let unknown = case.evidence(&[Say::UnknownUser], 2);
    if unknown.is_empty() || !is_go {
        return Vec::new();
    }
    let reason = "the user was not found, and the audited binary reads /etc/passwd alone; not surer because there may be \
                  no such user";
    vec![Opinion::likely("users-without-nss", unknown, reason).next("getent passwd NAME")]
}
