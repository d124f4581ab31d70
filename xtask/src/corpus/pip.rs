//! Wheels, by `pip download`.

use std::path::Path;
use std::process::Command;

use super::Row;
use super::client::{self, Brought, Refusal};

/// Brings the wheel with the row's tag into the folder.
pub(super) fn bring(row: &Row, folder: &Path) -> Brought {
    let Some(tag) = Tag::parse(&row.arch) else {
        return Err(Refusal::Failed(format!(
            "`{}` is no tag of a wheel",
            row.arch
        )));
    };
    let mut command = Command::new("pip");
    command
        .args([
            "download",
            "--no-deps",
            "--no-cache-dir",
            "--only-binary=:all:",
            "--quiet",
            "--dest",
        ])
        .arg(folder)
        .args(tag.arguments())
        .arg(format!("{}=={}", row.package, row.version));
    client::run(&mut command, gone)?;
    client::only_archive(folder, "whl")
}

/// pip lists the versions that the index has, and none if it could not ask.
fn gone(said: &str) -> bool {
    let listed = said.split_once("(from versions: ").map(|(_, rest)| rest);
    listed.is_some_and(|versions| !versions.starts_with("none"))
}

/// The tag of a wheel: `py3-none-manylinux2014_x86_64.musllinux_1_1_x86_64`.
struct Tag<'a> {
    abi: &'a str,
    platforms: &'a str,
}

impl<'a> Tag<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let (python, rest) = text.split_once('-')?;
        let (abi, platforms) = rest.split_once('-')?;
        (!python.is_empty()).then_some(Self { abi, platforms })
    }

    fn arguments(&self) -> Vec<&str> {
        let mut arguments = vec![
            "--python-version",
            "3.11",
            "--implementation",
            "cp",
            "--abi",
            self.abi,
        ];
        // A wheel for any platform fits every one.
        for platform in self
            .platforms
            .split('.')
            .filter(|platform| *platform != "any")
        {
            arguments.extend(["--platform", platform]);
        }
        arguments
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_platform_of_a_tag_is_named() {
        let arguments = Tag::parse("py3-none-manylinux2014_x86_64.musllinux_1_1_x86_64")
            .unwrap()
            .arguments()
            .join(" ");
        assert!(arguments.ends_with(
            "--abi none --platform manylinux2014_x86_64 --platform musllinux_1_1_x86_64"
        ));
        assert!(
            !Tag::parse("py3-none-any")
                .unwrap()
                .arguments()
                .contains(&"--platform")
        );
        assert!(Tag::parse("amd64").is_none());
    }

    #[test]
    fn an_index_that_answers_lists_versions() {
        assert!(gone(
            "ERROR: Could not find a version that satisfies the requirement a==9 (from versions: 1, 2)"
        ));
        assert!(!gone(
            "ERROR: Could not find a version that satisfies the requirement a==9 (from versions: none)"
        ));
        assert!(!gone("ERROR: Could not install packages due to an OSError"));
    }
}
