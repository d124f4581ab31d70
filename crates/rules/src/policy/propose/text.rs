//! The proposed policy as a commented file.

use std::collections::BTreeMap;

use super::{Proposal, Seen};
use crate::policy::CgoLimit;
use crate::policy::text::quote;

/// Findings of one rule that become exceptions; a rule with more is only warned of.
const EXCEPTIONS: usize = 10;

pub(super) fn write(proposal: &Proposal, seen: &[Seen]) -> String {
    let mut text = head(seen);
    text.push_str(&levels(&frequent(seen)));
    text.push_str(&requirements(proposal, seen.is_empty()));
    text.push_str(&exceptions(seen, &frequent(seen)));
    text
}

fn head(seen: &[Seen]) -> String {
    let origin = match seen.len() {
        0 => "Nothing was audited for it: the lines in comments are examples.".to_owned(),
        1 => format!("Written by `cgone init` from {}.", plain(seen)),
        many => format!("Written by `cgone init` from {many} images."),
    };
    format!(
        "# cgone.toml: what our Go binaries must be. {origin}\n\
         # `cgone audit PATH` finds this file from its working folder upwards; `cgone rules` lists the rules,\n\
         # `cgone explain RULE` prints what one means.\n"
    )
}

/// The only image, on one line whatever its name.
fn plain(seen: &[Seen]) -> String {
    let name = seen.first().map(|one| one.image.as_str());
    quote(name.unwrap_or_default())
}

fn levels(frequent: &BTreeMap<&str, usize>) -> String {
    let mut text = "\n# `deny` fails the build, `warn` shows, `allow` records in machine output alone. `all` is every rule.\n\
                    [levels]\n"
        .to_owned();
    for (rule, count) in frequent {
        text.push_str(&format!(
            "# {count} findings when this was written; mend them, then delete the line.\n{rule} = \"warn\"\n"
        ));
    }
    text.push_str("# interp-without-needed = \"deny\"\n");
    text
}

fn requirements(proposal: &Proposal, empty: bool) -> String {
    let mut text = "\n# What every binary must be. `[[path]]` sections take other values for some files.\n[require]\n"
        .to_owned();
    let mut line = |why: &str, active: bool, value: &str| {
        let mark = if active { "" } else { "# " };
        text.push_str(&format!("# {why}\n{mark}{value}\n"));
    };
    cgo(proposal, empty, &mut line);
    loading(proposal, empty, &mut line);
    line(
        "Starts with validated FIPS 140 cryptography.",
        proposal.fips,
        "fips = true",
    );
    let levels = proposal.cpu_levels.iter();
    let levels: Vec<String> = levels
        .map(|(arch, level)| format!("{arch} = {}", quote(level)))
        .collect();
    let (active, value) = match levels.as_slice() {
        [] => (false, "amd64 = \"v2\"".to_owned()),
        levels => (true, levels.join(", ")),
    };
    line(
        "The highest CPU level that the machines have: raise it only with the oldest of them.",
        active,
        &format!("cpu-level = {{ {value} }}"),
    );
    text
}

fn cgo(proposal: &Proposal, empty: bool, line: &mut impl FnMut(&str, bool, &str)) {
    let (active, limit) = match proposal.cgo {
        None => (false, CgoLimit::None),
        Some(limit) => (true, limit),
    };
    let why = match (empty, proposal.cgo) {
        (false, None) => "The most cgo that is admitted; not every image tells how much it has.",
        _ => "The most cgo that is admitted: `none`, `runtime-only`, `std` or `user`.",
    };
    line(why, active, &format!("cgo = \"{}\"", limit.name()));
    // An import path that Go would refuse cannot be required: it was made up by whoever wrote the binary.
    let fine = |path: &&String| !path.contains(char::is_whitespace) && !path.contains('*');
    let packages: Vec<String> = proposal
        .cgo_packages
        .iter()
        .filter(fine)
        .map(|p| quote(p))
        .collect();
    if proposal.cgo == Some(CgoLimit::User) && packages.len() == proposal.cgo_packages.len() {
        line(
            "Packages outside the standard library that may call C: a new one is a decision.",
            true,
            &format!("allowed-cgo-packages = [{}]", packages.join(", ")),
        );
    }
}

fn loading(proposal: &Proposal, empty: bool, line: &mut impl FnMut(&str, bool, &str)) {
    line(
        "Needs neither a loader nor a shared library: starts in an empty image.",
        proposal.is_static,
        "static = true",
    );
    if proposal.is_static {
        return;
    }
    let glibc = proposal.max_glibc.as_deref();
    line(
        "The newest glibc that may be needed: 2.31 is Debian 11 and Ubuntu 20.04, 2.34 is RHEL 9.",
        glibc.is_some_and(|version| version.starts_with("2.")),
        &format!("max-glibc = {}", quote(glibc.unwrap_or("2.31"))),
    );
    let libraries: Vec<String> = proposal.libraries.iter().map(|l| quote(l)).collect();
    let mut named = proposal.libraries.iter();
    let active = !empty && named.all(|name| !name.trim().is_empty() && name != "*");
    let value = if active {
        libraries.join(", ")
    } else {
        "\"libc.so.6\"".to_owned()
    };
    line(
        "Shared libraries that may be needed: each must be on every target.",
        active,
        &format!("allowed-libraries = [{value}]"),
    );
}

/// Rules with too many findings at `deny` to except each.
fn frequent(seen: &[Seen]) -> BTreeMap<&str, usize> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (rule, _) in seen.iter().flat_map(|one| &one.denied) {
        *counts.entry(rule).or_default() += 1;
    }
    counts.retain(|_, count| *count > EXCEPTIONS);
    counts
}

fn exceptions(seen: &[Seen], frequent: &BTreeMap<&str, usize>) -> String {
    let mut text = "\n# Findings that are set aside, each with a reason; `expires` is the last day on which one counts.\n"
        .to_owned();
    let mut none = true;
    for one in seen {
        for (rule, subject) in one
            .denied
            .iter()
            .filter(|(rule, _)| !frequent.contains_key(rule))
        {
            none = false;
            let subject = match subject.trim() {
                "" => String::new(),
                _ => format!("subject = {}\n", quote(subject)),
            };
            text.push_str(&format!(
                "[[exception]]\nrule = {}\npath = {}\n{subject}reason = \"there when this policy was written\"\n\n",
                quote(rule),
                quote(&globset::escape(&one.path)),
            ));
        }
    }
    if none {
        text.push_str(
            "# [[exception]]\n# rule = \"interp-without-needed\"\n# path = \"build/app\"\n\
             # reason = \"the image ships the loader\"\n# expires = 2027-01-31\n",
        );
    }
    text.trim_end().to_owned() + "\n"
}
