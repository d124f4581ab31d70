//! What the build info recorded, and how to show it.

use diagnostic::{Evidence, Located};
use gobin::{BuildInfo, Facts};

/// A recorded setting: key, value and place.
pub(crate) type Setting = Located<(String, String)>;

/// The build info, where there is one.
pub(crate) fn build_info(facts: &Facts) -> Option<&BuildInfo> {
    facts.go.as_ref()?.build_info.as_ref()
}

/// The setting of that key.
pub(crate) fn setting<'f>(facts: &'f Facts, key: &str) -> Option<&'f Setting> {
    build_info(facts)?.located(key)
}

/// The setting of that key if it has that value.
pub(crate) fn setting_is<'f>(facts: &'f Facts, key: &str, value: &str) -> Option<&'f Setting> {
    setting(facts, key).filter(|s| s.value.1 == value)
}

/// The setting as it would be typed: `CGO_ENABLED=1`, ``-ldflags=-s -w``.
pub(crate) fn evidence(setting: &Setting) -> Evidence {
    let (key, value) = &setting.value;
    setting.place.clone().value(format!("{key}={value}"))
}

/// The words of a recorded flag list, quotes and equals signs taken as separators:
/// `-linkmode=external -extldflags '-static'` gives `-linkmode external -extldflags -static`.
pub(crate) fn words(flags: &str) -> impl Iterator<Item = &str> {
    flags
        .split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '='))
        .filter(|word| !word.is_empty())
}

/// Whether the linker flags give the host linker this flag.
pub(crate) fn asks_host_linker(ldflags: &str, flag: &str) -> bool {
    words(ldflags)
        .skip_while(|word| !is_flag(word, "extldflags"))
        .any(|word| is_flag(word, flag))
}

/// The value of `-linkmode`, the last one if it is given twice.
pub(crate) fn link_mode(ldflags: &str) -> Option<&str> {
    let mut mode = None;
    let mut words = words(ldflags);
    while let Some(word) = words.next() {
        if is_flag(word, "linkmode") {
            mode = words.next();
        }
    }
    mode
}

/// Go's flag package takes one dash or two.
fn is_flag(word: &str, name: &str) -> bool {
    word.strip_prefix("--").or_else(|| word.strip_prefix('-')) == Some(name)
}

/// Whether the recorded build tags hold this one.
pub(crate) fn has_tag(setting: &Setting, tag: &str) -> bool {
    setting
        .value
        .1
        .split([',', ' '])
        .any(|recorded| recorded == tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn static_is_found_however_it_was_quoted() {
        for (ldflags, expect) in [
            ("-extldflags=-static", true),
            ("-s -w -extldflags '-static'", true),
            (
                "-linkmode external -extldflags \"-lm -static\" -X a.b=c",
                true,
            ),
            ("--extldflags=--static", true),
            ("-extldflags=-static-pie", false),
            ("-extldflags '-static-libgcc'", false),
            ("-X main.flags=-static", false),
            ("", false),
        ] {
            assert_eq!(asks_host_linker(ldflags, "static"), expect, "{ldflags}");
        }
    }

    #[test]
    fn the_last_linkmode_counts() {
        for (ldflags, expect) in [
            ("-s -w", None),
            ("-linkmode=external", Some("external")),
            ("-linkmode external -linkmode=internal", Some("internal")),
        ] {
            assert_eq!(link_mode(ldflags), expect, "{ldflags}");
        }
    }
}
