//! Alpine: musl, and the few libraries of its base image.

use image::Library;

use super::machine::Machine;
use super::{packages, symbols};
use crate::{Entry, Exports, Loader, Profile};

/// Debian's releases have musl of these releases, and their symbols were read.
const READ: [((u32, u32, u32), &str); 4] = [
    ((1, 2, 2), "debian:11"),
    ((1, 2, 3), "debian:12"),
    ((1, 2, 5), "debian:13"),
    ((1, 2, 6), "debian:sid"),
];

/// Puts musl and the libraries of apk into a profile.
pub(super) fn put(
    profile: &mut Profile,
    machine: &Machine,
    musl: Option<(u32, u32, u32)>,
    openssl: &str,
) {
    let mut library = Library::blank(machine.identity());
    library.dynamic = true;
    library.soname = Some(format!("libc.musl-{}.so.1", machine.musl));
    library.executable_stack = Some(false);
    let object = packages::object(library, exports(musl, machine));
    let loader = machine.musl_loader();
    profile.entries.insert(
        loader.clone(),
        Entry::Interpreter(Loader::Musl(musl), object),
    );
    let link = Entry::Link(loader.rsplit('/').next().unwrap_or_default().to_owned());
    profile
        .entries
        .insert(format!("/lib/libc.musl-{}.so.1", machine.musl), link);
    for name in [
        "libz.so.1".to_owned(),
        format!("libcrypto.so.{openssl}"),
        format!("libssl.so.{openssl}"),
    ] {
        let mut library = Library::blank(machine.identity());
        library.dynamic = true;
        library.soname = Some(name.clone());
        let object = packages::object(library, Exports::Unknown);
        profile
            .entries
            .insert(format!("/lib/{name}"), Entry::Library(object));
    }
}

/// The symbols of a release that was read. musl 1.2.4 lies between two that were: it is left open.
fn exports(musl: Option<(u32, u32, u32)>, machine: &Machine) -> Exports {
    let read = READ.iter().find(|(release, _)| Some(*release) == musl);
    read.map_or(Exports::Unknown, |(_, release)| {
        symbols::of("musl", release, machine)
    })
}
