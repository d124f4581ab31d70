use std::collections::BTreeMap;

use super::packages::Section;
use super::*;
use crate::{Absence, Content, Exports, Loader, Node, Tree};

fn get(name: &str, arch: &str) -> Profile {
    profile(name, arch).unwrap_or_else(|error| panic!("{name} {arch}: {error}"))
}

fn object(profile: &Profile, path: &str) -> Arc<Object> {
    let Node::File(node) = profile.look(path) else {
        panic!("{path}: {:?}", profile.look(path));
    };
    match profile.content(&node.path) {
        Content::Elf(object) => object,
        other => panic!("{path}: {other:?}"),
    }
}

fn versions(object: &Object) -> Vec<String> {
    let versions = object.facts.versions.as_ref().unwrap();
    versions
        .iter()
        .map(|version| version.name.clone())
        .collect()
}

fn exports(object: &Object) -> BTreeMap<String, Vec<String>> {
    match object.exports() {
        Exports::Listed(names) => names.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_release_that_is_listed_can_be_had() {
    for release in listed() {
        assert!(!release.arches.is_empty(), "{}", release.name);
        for name in release.aliases.iter().chain([&release.name]) {
            let profile = get(name, release.arches[0].0);
            assert_eq!(&profile.name, name);
        }
    }
}

#[test]
fn what_is_no_release_is_near_one() {
    let error = profile("debain:12", "amd64").unwrap_err().to_string();
    assert!(
        error.contains("no release is named `debain:12`; near: `debian:12`"),
        "{error}"
    );
    let error = profile("debian:12", "mips").unwrap_err();
    assert!(matches!(error, NoProfile::Machine { .. }), "{error:?}");
}

#[test]
fn debian_12_is_as_it_is() {
    let profile = get("debian:bookworm-slim", "amd64");
    let libc = object(&profile, "/lib/x86_64-linux-gnu/libc.so.6");
    let versions = versions(&libc);
    assert!(versions.contains(&"GLIBC_2.36".into()) && !versions.contains(&"GLIBC_2.37".into()));
    let exports = exports(&libc);
    assert_eq!(exports["pthread_create"], ["GLIBC_2.2.5", "GLIBC_2.34"]);
    assert!(!exports.contains_key("strlcpy"));
    let loader = profile.look("/lib64/ld-linux-x86-64.so.2");
    let Node::File(node) = loader else {
        panic!("{loader:?}")
    };
    assert_eq!(
        profile.loader(&node.path),
        Some(Loader::Glibc(Some((2, 36))))
    );
    assert_eq!(
        profile.look("/lib/x86_64-linux-gnu/libssl.so.3"),
        Node::Missing(Absence::NotFound)
    );
    assert_eq!(
        profile.look("/lib/ld-linux.so.2"),
        Node::Missing(Absence::NotFound)
    );
    assert!(matches!(profile.look("/etc/passwd"), Node::File(_)));
    assert!(matches!(
        profile.look("/etc/ssl/certs/ca-certificates.crt"),
        Node::Missing(_)
    ));
}

#[test]
fn distroless_has_some_packages() {
    let has = |name: &str, library: &str| {
        let path = format!("/usr/lib/x86_64-linux-gnu/{library}");
        matches!(get(name, "amd64").look(&path), Node::File(_))
    };
    assert!(!has("gcr.io/distroless/base-nossl-debian12", "libssl.so.3"));
    assert!(has("gcr.io/distroless/base-debian12", "libssl.so.3"));
    assert!(!has("gcr.io/distroless/base-debian12", "libstdc++.so.6"));
    assert!(has(
        "gcr.io/distroless/cc-debian12:nonroot",
        "libstdc++.so.6"
    ));
    let statics = get("distroless/static-debian12", "amd64");
    assert!(matches!(
        statics.look("/lib64/ld-linux-x86-64.so.2"),
        Node::Missing(_)
    ));
    assert!(matches!(statics.look("/usr/share/zoneinfo"), Node::Folder));
}

#[test]
fn the_loader_of_every_glibc_release_is_where_programs_look() {
    for release in listed()
        .iter()
        .filter(|release| release.libc.starts_with("glibc 2"))
    {
        for (arch, _) in &release.arches {
            let profile = get(release.name, arch);
            let path = machine::of(arch).unwrap().glibc;
            let Node::File(node) = profile.look(path) else {
                panic!("{} {arch}: {:?}", release.name, profile.look(path));
            };
            assert!(
                matches!(profile.loader(&node.path), Some(Loader::Glibc(Some(_)))),
                "{path}"
            );
            let found = profile.folders.iter().any(|folder| {
                matches!(profile.look(&format!("{folder}/libc.so.6")), Node::File(_))
            });
            assert!(found, "{} {arch} has no libc.so.6", release.name);
        }
    }
}

#[test]
fn a_machine_is_known_as_well_as_it_was_read() {
    let listed = listed();
    let of = |name: &str| listed.iter().find(|release| release.name == name).unwrap();
    assert!(
        of("debian:13")
            .arches
            .contains(&("amd64", Certainty::Packages))
    );
    assert!(
        of("debian:13")
            .arches
            .contains(&("s390x", Certainty::Table))
    );
    let old = &of("ubuntu:16.04").arches;
    assert!(!old.iter().any(|(arch, _)| *arch == "riscv64"), "{old:?}");
}

#[test]
fn alpine_has_no_glibc() {
    let profile = get("alpine:3.22", "amd64");
    assert!(matches!(
        profile.look("/lib64/ld-linux-x86-64.so.2"),
        Node::Missing(_)
    ));
    assert!(matches!(
        profile.look("/usr/lib/libgcc_s.so.1"),
        Node::Missing(_)
    ));
    assert_eq!(
        profile.loader("/lib/ld-musl-x86_64.so.1"),
        Some(Loader::Musl(Some((1, 2, 5))))
    );
    let musl = exports(&object(&profile, "/lib/libc.musl-x86_64.so.1"));
    assert!(musl.contains_key("pthread_create") && !musl.contains_key("__memcpy_chk"));
}

#[test]
fn ubuntu_says_what_follows_from_glibc_and_no_more() {
    let profile = get("ubuntu:22.04", "amd64");
    let libc = object(&profile, "/lib/x86_64-linux-gnu/libc.so.6");
    let versions = versions(&libc);
    assert!(versions.contains(&"GLIBC_2.35".into()) && !versions.contains(&"GLIBC_2.36".into()));
    assert!(matches!(
        profile.look("/lib/x86_64-linux-gnu/libssl.so.3"),
        Node::Unknown(_)
    ));
    assert!(matches!(profile.look("/etc/passwd"), Node::Unknown(_)));
}

/// A newer glibc, cut down to an older release, is that release: the ground on which releases are derived.
#[test]
fn what_is_derived_is_what_was_read() {
    let mut compared = 0;
    for arch in machine::all() {
        let machine = machine::of(arch).unwrap();
        let read: Vec<Section> = packages::all(machine).collect();
        for pair in read.windows(2).filter(|pair| pair[0].glibc >= (2, 34)) {
            compared += derived::compare(&pair[1], &pair[0]);
        }
    }
    assert!(
        compared > 30_000,
        "{compared} versions and symbols compared"
    );
}
