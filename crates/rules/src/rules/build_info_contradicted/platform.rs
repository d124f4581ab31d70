//! Operating system, machine and Go version.

use diagnostic::Evidence;
use gobin::{BuildInfo, Facts};

use super::Contradiction;
use crate::recorded;

/// Names that the bytes of a file do not tell apart.
const SISTERS: &[&[&str]] = &[
    &["android", "linux"],
    &["darwin", "ios"],
    &["illumos", "solaris"],
];

/// Contradictions about where the program runs and what built it.
pub(super) fn contradictions(facts: &Facts, info: &BuildInfo) -> Vec<Contradiction> {
    [system(facts), machine(facts), version(facts, info)]
        .into_iter()
        .flatten()
        .collect()
}

fn system(facts: &Facts) -> Option<Contradiction> {
    let said = recorded::setting(facts, "GOOS")?;
    let is = facts.os.value.as_deref()?;
    let same = said.value.1 == is
        || SISTERS
            .iter()
            .any(|names| names.contains(&is) && names.contains(&said.value.1.as_str()));
    let from_build_info = |e: &Evidence| e.place.table == "build info";
    if same || facts.os.evidence.iter().any(from_build_info) {
        return None;
    }
    let clause = format!("the file is for {is}");
    Some(Contradiction::of(said, clause, &facts.os.evidence))
}

fn machine(facts: &Facts) -> Option<Contradiction> {
    let said = recorded::setting(facts, "GOARCH")?;
    let is = facts.arch.goarch()?;
    let header = diagnostic::Place::new("file header").value(is);
    (said.value.1 != is)
        .then(|| Contradiction::of(said, format!("the file is for {is}"), &[header]))
}

/// Function tables by their magic (Go source: `internal/abi/symtab.go`): the first Go release that wrote it,
/// the last if there is one, and both in words.
const MAGICS: &[(u32, u32, Option<u32>, &str)] = &[
    (0xffff_fffb, 2, Some(15), "Go 1.15 or older"),
    (0xffff_fffa, 16, Some(17), "Go 1.16 or 1.17"),
    (0xffff_fff0, 18, Some(19), "Go 1.18 or 1.19"),
    (0xffff_fff1, 20, None, "Go 1.20 or newer"),
];

/// A magic that is none of Go's was changed on purpose, and tells no version.
fn version(facts: &Facts, info: &BuildInfo) -> Option<Contradiction> {
    let table = facts.go.as_ref()?.pclntab.as_ref()?;
    let said = released_minor(&info.version)?;
    let (_, first, last, words) = MAGICS.iter().find(|(magic, ..)| *magic == table.magic)?;
    if said >= *first && last.is_none_or(|last| said <= last) {
        return None;
    }
    let bytes = table
        .place
        .clone()
        .value(format!("magic {:#x}", table.magic));
    Some(Contradiction {
        says: info.version.clone(),
        is: format!("{words} wrote its function table"),
        evidence: vec![info.place.clone().value(info.version.clone()), bytes],
        help: None,
    })
}

/// 27 for `go1.27.3 X:boringcrypto`; `None` for development versions, whose tables may be of either side.
fn released_minor(version: &str) -> Option<u32> {
    let rest = version.strip_prefix("go1.")?;
    let digits = rest.split(|c: char| !c.is_ascii_digit()).next()?;
    let after = rest.get(digits.len()..)?;
    let released = after.is_empty() || after.starts_with(['.', ' ']);
    released.then(|| digits.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::released_minor;

    #[test]
    fn only_releases_have_a_minor() {
        for (version, expect) in [
            ("go1.27.3", Some(27)),
            ("go1.20", Some(20)),
            ("go1.26.7 (Red Hat 1.26.7-1.module_el8)", Some(26)),
            ("go1.20rc1", None),
            ("devel go1.20-a1b2c3", None),
            ("go1.20-devel_abc", None),
            ("gopher", None),
            ("go1.99999999999", None),
        ] {
            assert_eq!(released_minor(version), expect, "{version}");
        }
    }
}
