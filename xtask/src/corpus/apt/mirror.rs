//! Where this machine's own APT fetches Debian from: other suites are fetched from the same place.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

/// Suites without a suffix that live on Debian's main archive.
const SUITES: &[&str] = &[
    "bullseye",
    "bookworm",
    "trixie",
    "forky",
    "sid",
    "oldoldstable",
    "oldstable",
    "stable",
    "testing",
    "unstable",
];

/// The addresses of the two archives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mirror {
    /// The main archive.
    pub(super) main: String,
    /// Security updates, where the machine uses them.
    pub(super) security: Option<String>,
}

impl Mirror {
    /// Reads the machine's sources.
    ///
    /// # Errors
    /// The sources cannot be read, or none of them is a Debian archive.
    pub(super) fn of_this_machine() -> Result<Self> {
        let etc = Path::new("/etc/apt");
        let mut texts = vec![fs::read_to_string(etc.join("sources.list")).unwrap_or_default()];
        for entry in fs::read_dir(etc.join("sources.list.d"))
            .into_iter()
            .flatten()
        {
            texts.push(fs::read_to_string(entry?.path())?);
        }
        Self::named_in(&texts).context("the APT sources of this machine name no Debian archive")
    }

    fn named_in(texts: &[String]) -> Option<Self> {
        let sources: Vec<Source> = texts.iter().flat_map(|text| sources(text)).collect();
        let with = |suite: &dyn Fn(&str) -> bool| {
            sources
                .iter()
                .find(|s| s.suites.iter().any(|name| suite(name)))
                .map(|s| s.uri.clone())
        };
        Some(Self {
            main: with(&|suite| SUITES.contains(&suite))?,
            security: with(&|suite| {
                suite
                    .strip_suffix("-security")
                    .is_some_and(|s| SUITES.contains(&s))
            }),
        })
    }
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Source {
    uri: String,
    suites: Vec<String>,
}

/// Both forms of a sources file: one line a source, or stanzas of fields.
fn sources(text: &str) -> Vec<Source> {
    let lines = text.lines().filter_map(one_line);
    let plain: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    let plain = plain.join("\n");
    let stanzas: Vec<Source> = plain.split("\n\n").filter_map(stanza).collect();
    lines.chain(stanzas).collect()
}

/// `deb [options] URI SUITE COMPONENT…`
fn one_line(line: &str) -> Option<Source> {
    let rest = line.strip_prefix("deb ")?.trim_start();
    let rest = if rest.starts_with('[') {
        rest.split_once(']')?.1
    } else {
        rest
    };
    let mut words = rest.split_whitespace();
    Some(Source {
        uri: words.next()?.to_owned(),
        suites: vec![words.next()?.to_owned()],
    })
}

fn stanza(text: &str) -> Option<Source> {
    let field = |name: &str| {
        text.lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))
    };
    let words = |value: &str| {
        value
            .split_whitespace()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    field("Types")?.contains("deb").then_some(())?;
    Some(Source {
        uri: words(field("URIs")?).into_iter().next()?,
        suites: words(field("Suites")?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, main: &str, security: Option<&str>) {
        let expect = Mirror {
            main: main.into(),
            security: security.map(str::to_owned),
        };
        assert_eq!(Mirror::named_in(&[text.to_owned()]), Some(expect), "{text}");
    }

    #[test]
    fn stanzas() {
        let text = "Types: deb\n# http://old\nURIs: http://m/debian\nSuites: bookworm bookworm-updates\n\
                    Components: main\n\nTypes: deb\nURIs: http://m/sec\nSuites: bookworm-security\n";
        check(text, "http://m/debian", Some("http://m/sec"));
    }

    #[test]
    fn lines() {
        let text = "deb https://other/apt cloud main\n# deb http://not sid main\n\
                    deb [signed-by=/a/b.gpg arch=amd64] http://m/debian trixie main\n";
        check(text, "http://m/debian", None);
    }

    #[test]
    fn no_debian_is_none() {
        assert_eq!(
            Mirror::named_in(&["deb http://m/ubuntu noble main".to_owned()]),
            None
        );
    }
}
