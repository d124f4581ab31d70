//! A certificate was not trusted: no authorities at all, or one that is not among them.

use traces::{Outcome, Say};

use crate::cause::{Cause, build, docker, host};
use crate::{Case, Opinion, Symptom};

/// This symptom.
pub(crate) static SYMPTOM: Symptom = Symptom {
    name: "certificates",
    explains_death: false,
    is_crash: false,
    causes: CAUSES,
    judge,
    file: file!(),
};

const CAUSES: &[Cause] = &[
    Cause {
        name: "missing-ca-bundle",
        title: "the system has no file of certificate authorities",
        fix: &[
            docker(
                "`COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/`, or `apk add ca-certificates`",
            ),
            build("import `golang.org/x/crypto/x509roots/fallback`"),
            host("install `ca-certificates`; SSL_CERT_FILE names another file"),
        ],
        not: &["`InsecureSkipVerify`: it trusts everybody"],
    },
    Cause {
        name: "untrusted-certificate",
        title: "the server's certificate is signed by an authority that this system does not know",
        fix: &[
            docker(
                "add the authority: a file in /usr/local/share/ca-certificates and `update-ca-certificates`",
            ),
            host("SSL_CERT_FILE or SSL_CERT_DIR with the authority in it"),
            build("`x509.CertPool` with the private authority"),
        ],
        not: &[
            "installing `ca-certificates`: a private authority is not in it",
            "`InsecureSkipVerify`: it trusts everybody",
        ],
    },
];

/// What Go's `crypto/x509` reads on Linux begins or ends so (`root_linux.go`).
const PLACES: &[&str] = &[
    "/etc/ssl/",
    "/etc/pki/",
    "/system/etc/security/",
    "ca-bundle",
    "ca-certificates",
    "cert.pem",
];

fn judge(case: &Case<'_>) -> Vec<Opinion> {
    let roots = case.evidence(&[Say::NoSystemRoots], 2);
    if !roots.is_empty() {
        let reason = "crypto/x509 says that it could not read the system's certificates";
        return vec![Opinion::certain("missing-ca-bundle", roots, reason)];
    }
    let mut evidence = case.evidence(&[Say::UnknownAuthority], 2);
    let is_cut = evidence.is_empty();
    if is_cut {
        // Package net/http names the request before the reason.
        let cut = case
            .said(Say::CutOff)
            .find(|heard| heard.evidence.text.contains(" \"https://"));
        evidence.extend(cut.map(|heard| heard.evidence.clone()));
    }
    if evidence.is_empty() {
        return Vec::new();
    }
    let looked: Vec<_> = case
        .calls
        .paths()
        .filter(|made| {
            let path = made.path();
            made.call.name.starts_with("open")
                && PLACES.iter().any(|place| path.contains(place))
                && !path.contains(".so")
        })
        .collect();
    let found = looked.iter().find(|made| {
        matches!(made.call.outcome, Outcome::Returned(_)) && made.path().contains('.')
    });
    if let Some(found) = found.filter(|_| !is_cut) {
        let mut evidence = evidence;
        evidence.push(found.evidence.clone());
        let reason = "certificates were read, and the server's authority is not among them";
        return vec![
            Opinion::likely("untrusted-certificate", evidence, reason)
                .next("openssl s_client -connect HOST:443 -showcerts"),
        ];
    }
    if !looked.is_empty() && found.is_none() {
        let mut evidence = evidence;
        evidence.extend(looked.iter().take(3).map(|made| made.evidence.clone()));
        let reason = "every file and folder of certificates was looked for, and none is there; whether the server's \
                      authority is one of the public ones, nothing here tells";
        return vec![
            Opinion::likely("missing-ca-bundle", evidence, reason)
                .next("openssl s_client -connect HOST:443 -showcerts"),
        ];
    }
    if is_cut {
        return Vec::new();
    }
    let next = "ls -l /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt; openssl s_client -connect HOST:443 -showcerts";
    vec![
        Opinion::possible(
            "untrusted-certificate",
            evidence.clone(),
            "a private or self-signed authority has this text",
        )
        .next(next),
        Opinion::possible(
            "missing-ca-bundle",
            evidence,
            "an image without certificates has the same text",
        )
        .next(next),
    ]
}
