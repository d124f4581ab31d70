//! The commands that say what the file was built for, and its UUID.

use std::fmt::Write as _;

use diagnostic::Located;

use super::command::Command;
use crate::Image;

/// `LC_UUID`.
pub(super) fn uuid(command: &Command<'_, '_>, image: &mut Image<'_>) -> Option<()> {
    let mut text = String::with_capacity(32);
    for byte in command.words.bytes(8, 16)? {
        // Writing to a String cannot fail.
        write!(text, "{byte:02x}").ok()?;
    }
    image.loading.build_id = Some(Located::new(text, command.place("LC_UUID")));
    Some(())
}

/// `LC_BUILD_VERSION`: platform and oldest system.
pub(super) fn build_version(command: &Command<'_, '_>, image: &mut Image<'_>) -> Option<()> {
    let name = "LC_BUILD_VERSION";
    let os = goos(command.words.u32(8)?);
    let version = version(command.words.u32(12)?);
    image.os = os.map(|os| Located::new(os, command.place(name)));
    image.loading.minimum_system = Some(Located::new(version, command.place(name)));
    Some(())
}

/// `LC_VERSION_MIN_…`: oldest system, and the platform by the command's name.
pub(super) fn version_min(
    command: &Command<'_, '_>,
    image: &mut Image<'_>,
    (name, os): (&'static str, Option<&'static str>),
) -> Option<()> {
    let version = version(command.words.u32(8)?);
    image.os = os.map(|os| Located::new(os, command.place(name)));
    image.loading.minimum_system = Some(Located::new(version, command.place(name)));
    Some(())
}

/// `GOOS` by platform number: macOS; iOS, Mac Catalyst and the iOS simulator.
const fn goos(platform: u32) -> Option<&'static str> {
    match platform {
        1 => Some("darwin"),
        2 | 6 | 7 => Some("ios"),
        _ => None,
    }
}

/// `X.Y.Z` from the packed `xxxx.yy.zz`.
fn version(packed: u32) -> String {
    let (major, minor, patch) = (packed >> 16, packed >> 8 & 0xff, packed & 0xff);
    format!("{major}.{minor}.{patch}")
}
