//! Whether a profile still says what a real root filesystem has.

use anyhow::{Result, bail, ensure};

use super::scan::{self, Section};
use super::{folder, write};
use crate::roots;

/// The root of the gate, and the profile and machine that it must agree with.
const ROOT: (&str, &str, &str) = ("bookworm", "debian-12.txt", "amd64");

/// Holds every library of the root against the profile's lines.
///
/// # Errors
/// A line is missing or differs.
pub(crate) fn run() -> Result<String> {
    let (name, file, arch) = ROOT;
    let root = roots::ensure(&[name.to_owned()])?.remove(0);
    let section = scan::root(&root, &root.contents.packages)?;
    let text = std::fs::read_to_string(folder().join(file))?;
    let written = part(&text, arch);
    let lines = lines(&section);
    ensure!(lines.len() > 50, "the root has {} lines", lines.len());
    let missing: Vec<&String> = lines
        .iter()
        .filter(|line| !written.contains(line.as_str()))
        .collect();
    if !missing.is_empty() {
        bail!(
            "{file} does not have {} lines of `{name}`:\n{missing:#?}",
            missing.len()
        );
    }
    Ok(format!("{} lines of {file} as in `{name}`", lines.len()))
}

/// The section of one machine.
fn part<'a>(text: &'a str, arch: &str) -> &'a str {
    let start = text.find(&format!("\narch {arch}\n")).unwrap_or(text.len());
    let rest = text.get(start + 1..).unwrap_or_default();
    rest.find("\narch ")
        .and_then(|end| rest.get(..end))
        .unwrap_or(rest)
}

/// Every line but those with versions of packages, which change with each security update.
fn lines(section: &Section) -> Vec<String> {
    let items = section.parts.iter().flat_map(|part| &part.items);
    items.map(write::line).collect()
}
