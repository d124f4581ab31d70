//! `cgone load --list-targets`.

use std::fmt::Write as _;

use target::{Certainty, Listed, listed};

/// Every release that can be named, a line each.
pub(crate) fn list_targets() -> String {
    let mut text = format!(
        "{:28} {:12} {:10} {}\n",
        "release", "C library", "known", "machines; other names"
    );
    for release in listed() {
        let _ = writeln!(text, "{}", line(&release));
    }
    text
}

fn line(release: &Listed) -> String {
    let known = release.certainty.name();
    let (name, libc) = (release.name, release.libc);
    let arch = |(arch, how): &(&str, Certainty)| match *how == release.certainty {
        true => (*arch).to_owned(),
        false => format!("{arch} ({})", how.name()),
    };
    let arches: Vec<String> = release.arches.iter().map(arch).collect();
    let mut line = format!("{name:28} {libc:12} {known:10} {}", arches.join(" "));
    if !release.aliases.is_empty() {
        let _ = write!(line, "; {}", release.aliases.join(", "));
    }
    line
}
