//! Builds for the tests: a static one, and the same with cgo.

use crate::Build;
use crate::build::{CgoPackage, Go, VersionNeed};

/// A Go program for linux/amd64.
pub(crate) fn program(path: &str) -> Build {
    let mut build = Build {
        schema: "cgone.audit/1".to_owned(),
        path: path.to_owned(),
        os: Some("linux".to_owned()),
        arch: Some("amd64".to_owned()),
        go: Some(Go::default()),
        ..Build::default()
    };
    build.runtime.cpu_level = Some("v1".to_owned());
    build
}

/// A static program without cgo.
pub(crate) fn fixed() -> Build {
    let mut build = program("app");
    build.cgo.state = Some("none".to_owned());
    build.link.mode = Some("static".to_owned());
    build
}

/// A dynamic program with cgo.
pub(crate) fn dynamic() -> Build {
    let mut build = program("app");
    build.cgo.state = Some("user".to_owned());
    build.cgo.by_package = vec![CgoPackage {
        path: "m/a".to_owned(),
        functions: vec!["one".to_owned()],
        ..CgoPackage::default()
    }];
    build.link.mode = Some("dynamic".to_owned());
    build.link.interpreter = Some("/lib64/ld-linux-x86-64.so.2".to_owned());
    build.link.needed = vec!["libc.so.6".to_owned()];
    build.link.version_needs = vec![need("GLIBC_2.34")];
    build.link.max_versions = [("GLIBC".to_owned(), "2.34".to_owned())].into();
    build
}

/// A version of libc.
pub(crate) fn need(version: &str) -> VersionNeed {
    VersionNeed {
        library: "libc.so.6".to_owned(),
        version: version.to_owned(),
        ..VersionNeed::default()
    }
}

/// What an aspect says: direction and clause.
pub(crate) fn says(aspect: &crate::Aspect, old: &Build, new: &Build) -> Vec<String> {
    let mut found = crate::aspect::Found::default();
    let sides = crate::aspect::Sides {
        aspect: aspect.name,
        old,
        new,
    };
    (aspect.compare)(&sides, &mut found);
    let changes = found.changes.iter();
    let changes = changes.map(|c| format!("{}: {}", c.direction.name(), c.message));
    let unknown = found.unknown.iter();
    let unknown = unknown.map(|u| format!("unknown on the {} side: {}", u.side.name(), u.field));
    changes.chain(unknown).collect()
}
