//! A host was not resolved.

use traces::{Errno, Say};

use crate::cause::{Cause, build, docker, host, kubernetes};
use crate::{Case, Evidence, Opinion, Symptom};

/// This symptom.
pub(crate) static SYMPTOM: Symptom = Symptom {
    name: "host-lookup",
    explains_death: false,
    is_crash: false,
    causes: CAUSES,
    judge,
    file: file!(),
};

const CAUSES: &[Cause] = &[
    Cause {
        name: "dns-no-resolv-conf",
        title: "there is no /etc/resolv.conf, so Go asks a name server on this very machine, where none listens",
        fix: &[
            docker(
                "run the container with a network; in an image from `scratch`, let the runtime mount /etc/resolv.conf",
            ),
            kubernetes("`dnsPolicy: ClusterFirst`; look at /etc/resolv.conf in the pod"),
            host("write `nameserver …` into /etc/resolv.conf of the root that the program sees"),
        ],
        not: &["changing the resolver (`GODEBUG=netdns=cgo`): it needs the file too"],
    },
    Cause {
        name: "dns-without-nss",
        title: "the program resolves with Go's own code, which does not know the sources that /etc/nsswitch.conf names",
        fix: &[
            build("`CGO_ENABLED=1`, and no `netgo` tag"),
            host("a name server that answers for the name, or /etc/hosts"),
        ],
        not: &["`GODEBUG=netdns=cgo` in a program that was built without cgo: it is ignored"],
    },
];

fn judge(case: &Case<'_>) -> Vec<Opinion> {
    let refused = case.evidence(&[Say::LocalResolverRefused], 2);
    if !refused.is_empty() {
        return vec![local(case, refused)];
    }
    let ignored = case.evidence(&[Say::ResolverIgnored], 1);
    let failed = case
        .first(Say::NoSuchHost)
        .filter(|heard| !heard.part(1).contains(" on "));
    let (Some(failed), false) = (failed, has_cgo(case)) else {
        return Vec::new();
    };
    let is_go = case
        .facts
        .is_some_and(|facts| facts.runtime.dns.is(&gobin::Lookup::Go));
    if ignored.is_empty() && !is_go {
        return Vec::new();
    }
    let mut evidence = vec![failed.evidence.clone()];
    evidence.extend(ignored);
    let reason = "the host was not found, and the program cannot ask the C library; not surer because the name may exist \
                  nowhere";
    vec![
        Opinion::likely("dns-without-nss", evidence, reason)
            .next("getent hosts NAME; grep hosts /etc/nsswitch.conf"),
    ]
}

/// Whether the look-up went through the C library.
fn has_cgo(case: &Case<'_>) -> bool {
    case.said(Say::LookupOrder)
        .any(|heard| heard.part(2).trim() == "cgo")
}

fn local(case: &Case<'_>, mut evidence: Vec<Evidence>) -> Opinion {
    let mut opened = case
        .calls
        .paths()
        .filter(|made| made.path().ends_with("/etc/resolv.conf"));
    let missing = opened.find(|made| made.call.outcome.errno() == Some(Errno::NOENT));
    if let Some(missing) = missing {
        evidence.push(missing.evidence.clone());
        let reason =
            "/etc/resolv.conf is not there, and Go's default, this machine itself, refused";
        return Opinion::certain("dns-no-resolv-conf", evidence, reason);
    }
    let reason = "Go asks [::1] and 127.0.0.1 where no /etc/resolv.conf names a server; not surer because the file may \
                  name this machine, whose server is down";
    Opinion::likely("dns-no-resolv-conf", evidence, reason)
        .next("cat /etc/resolv.conf, inside the container")
}
