use std::collections::BTreeSet;

use super::CATALOGUE;
use crate::Cause;

/// The names that machine output promises.
const PROMISED: &str = "rlimit-nproc cgroup-pids-max kernel-threads-max kernel-pid-max rlimit-as rlimit-stack \
    rlimit-data rlimit-nofile rlimit-memlock vm-max-map-count vm-overcommit memcg-oom-kill clone-enomem \
    seccomp-clone3-eperm seccomp-clone-eperm seccomp-clone-eagain seccomp-enosys seccomp-eperm seccomp-kill \
    seccomp-trap go-max-threads missing-elf-interpreter qemu-missing-interpreter missing-shebang-interpreter \
    shebang-crlf file-missing missing-exec-bit search-permission noexec-mount noexec-mount-library \
    wrong-architecture wrong-elf-machine wrong-os-binary not-an-executable kernel-too-old goamd64-level \
    glibc-version no-version-information symbol-version-mismatch missing-shared-library missing-libgo \
    invalid-elf-header file-too-short undefined-symbol undefined-symbol-dlsym dlopen-missing \
    dlopen-static-glibc nss-static nss-static-getaddrinfo mixed-loader-and-libc musl-missing-library \
    musl-relocation go-cshared-musl static-tls-exhausted executable-stack plugin-mismatch \
    plugin-not-implemented cgo-pointer-rule c-segv c-call-null c-ill c-fpe c-bus c-abort c-stack-overflow \
    stack-corruption go-nil-deref go-panic go-deadlock go-concurrent-map go-stack-overflow huge-allocation \
    qemu-guest-signal qemu-clone-einval missing-ca-bundle untrusted-certificate missing-tzdata \
    dns-no-resolv-conf dns-without-nss user-unknown users-without-nss cgo-stub-driver";

fn causes() -> impl Iterator<Item = &'static Cause> {
    CATALOGUE.iter().flat_map(|symptom| symptom.causes)
}

#[test]
fn every_promised_cause_is_declared_once() {
    let mut declared: Vec<&str> = causes().map(|cause| cause.name).collect();
    declared.sort_unstable();
    let once: BTreeSet<&str> = declared.iter().copied().collect();
    assert_eq!(declared.len(), once.len(), "{declared:?}");
    let missing: Vec<&str> = PROMISED
        .split_whitespace()
        .filter(|name| !once.contains(name))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_cause_says_what_helps_and_what_does_not() {
    for cause in causes() {
        assert!(!cause.fix.is_empty(), "{}", cause.name);
        assert!(!cause.not.is_empty(), "{}", cause.name);
        assert!(!cause.title.ends_with('.'), "{}", cause.name);
    }
}

#[test]
fn a_symptom_is_its_file() {
    for symptom in CATALOGUE {
        let name = symptom.name.replace('-', "_");
        let file = symptom.file.replace("/mod.rs", ".rs");
        assert!(
            file.ends_with(&format!("/{name}.rs")),
            "{} in {}",
            symptom.name,
            symptom.file
        );
    }
}

#[test]
fn a_symptom_is_silent_on_nothing() {
    let case = crate::Case::new(None);
    for symptom in CATALOGUE {
        assert!((symptom.judge)(&case).is_empty(), "{}", symptom.name);
    }
}
