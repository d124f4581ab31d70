//! When Go's releases came out, and which of them are still mended.

use std::sync::LazyLock;

/// One line of releases: `go1.27` stands for go1.27.0 and what follows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Release {
    /// The line: `go1.27`.
    pub(crate) line: &'static str,
    /// The day of its first release: `2026-08-19`.
    pub(crate) released: &'static str,
}

/// Newer lines after which one is no longer mended.
const SUPPORTED: usize = 2;

/// Every known line, oldest first.
static RELEASES: LazyLock<Vec<Release>> = LazyLock::new(|| {
    include_str!("releases.tsv")
        .lines()
        .filter_map(parse)
        .collect()
});

fn parse(text: &'static str) -> Option<Release> {
    let (line, released) = text.split_once('\t')?;
    (!line.starts_with('#')).then_some(Release { line, released })
}

/// The line of an exact version: `go1.26` of `go1.26.7 (Red Hat …)`; `None` for development versions.
pub(crate) fn line_of(version: &str) -> Option<&str> {
    let rest = version.strip_prefix("go1")?;
    let minor = rest.strip_prefix('.').map_or(0, |rest| {
        1 + rest.bytes().take_while(u8::is_ascii_digit).count()
    });
    version.get(..3 + minor)
}

/// The line and the one whose release ended its support; `None` while it is supported, and for unknown lines.
pub(crate) fn ended(line: &str) -> Option<(Release, Release)> {
    let at = RELEASES.iter().position(|release| release.line == line)?;
    Some((*RELEASES.get(at)?, *RELEASES.get(at + SUPPORTED)?))
}

/// The oldest line that is supported.
pub(crate) fn oldest_supported() -> Release {
    let at = RELEASES.len().saturating_sub(SUPPORTED);
    RELEASES.get(at).copied().unwrap_or(Release {
        line: "the newest Go",
        released: "",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_read_and_each_is_younger_than_the_one_before() {
        let lines = include_str!("releases.tsv").lines();
        assert_eq!(
            lines.filter(|line| !line.starts_with('#')).count(),
            RELEASES.len()
        );
        assert!(RELEASES.is_sorted_by(|a, b| a.released < b.released));
        for (minor, release) in RELEASES.iter().enumerate().skip(1) {
            assert_eq!(release.line, format!("go1.{minor}"));
            assert_eq!(release.released.len(), 10, "{release:?}");
        }
    }

    #[test]
    fn a_line_is_supported_until_there_are_two_newer_ones() {
        let ended_by = |line| ended(line).map(|(_, by)| by.line);
        assert_eq!(ended_by("go1.25"), Some("go1.27"));
        assert_eq!(ended_by("go1.26"), None);
        assert_eq!(oldest_supported().line, "go1.26");
    }

    #[test]
    fn a_version_has_a_line_whatever_follows_it() {
        for (version, expect) in [
            ("go1.26.7 (Red Hat 1.26.7-1)", Some("go1.26")),
            ("go1.27rc1", Some("go1.27")),
            ("go1.24 X:boringcrypto", Some("go1.24")),
            ("go1", Some("go1")),
            ("go1.0.3", Some("go1.0")),
            ("devel go1.28-abc", None),
        ] {
            assert_eq!(line_of(version), expect, "{version}");
        }
    }
}
