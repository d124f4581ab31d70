//! A release's profile as text.

use std::fmt::Write as _;

use anyhow::Result;

use super::Release;
use super::scan::{Item, Part, Section};
use crate::command;

/// The file of a release.
pub(super) fn release(release: &Release, sections: &[Section]) -> Result<String> {
    let date = command::text(std::process::Command::new("date").args(["-u", "+%F"]))?;
    let mut text = format!(
        "# {}: libraries of Debian's suite {}, read in its packages. Written by `cargo xtask profiles`.\n\
         release {}\ndate {}\n",
        release.name,
        release.suite,
        release.name,
        date.trim()
    );
    for section in sections {
        text += &one(section);
    }
    Ok(text)
}

/// One machine.
pub(super) fn one(section: &Section) -> String {
    let mut text = format!(
        "\narch {}\nglibc {}\ninterpreter {}\nfolders {}\n",
        section.machine.go,
        section.glibc,
        section.machine.interpreter,
        section.machine.folders().join(" ")
    );
    for (path, target) in &section.merged {
        let _ = writeln!(text, "link {path} {target}");
    }
    for part in &section.parts {
        text += &package(part);
    }
    text
}

fn package(part: &Part) -> String {
    let extra = if part.extra { " extra" } else { "" };
    let mut text = format!(
        "package {} {}{extra}\n",
        part.package.name, part.package.version
    );
    for item in &part.items {
        text += &line(item);
    }
    text
}

/// One item, with its versions on a line of their own.
pub(super) fn line(item: &Item) -> String {
    match item {
        Item::Link(path, target) => format!("link {path} {target}\n"),
        Item::Has(path) => format!("has {path}\n"),
        Item::Library(path, facts) => {
            let versions = facts.versions.as_ref().map_or(String::new(), |versions| {
                format!("versions {}\n", versions.join(" "))
            });
            format!("lib {path}{}\n{versions}", facts.words())
        }
    }
}
