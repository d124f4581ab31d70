//! `build-setting`

use std::collections::BTreeMap;

use crate::Build;
use crate::aspect::{Aspect, Found, Sides};
use crate::change::{Change, Direction, code};

pub(super) static ASPECT: Aspect = Aspect {
    name: "build-setting",
    summary: "what the build info records of the build line, without `vcs.*`: often the cause of the rest",
    compare,
};

fn compare(sides: &Sides<'_>, found: &mut Found) {
    // A build without build info records nothing: its settings are unknown, not removed.
    let (Some(old), Some(new)) = (settings(sides.old), settings(sides.new)) else {
        return;
    };
    let mut keys: Vec<&String> = old.keys().chain(new.keys()).collect();
    keys.sort_unstable();
    keys.dedup();
    for key in keys.into_iter().filter(|key| !key.starts_with("vcs")) {
        let (old, new) = (old.get(key), new.get(key));
        // Go records some variables only where the compiler of C was looked for; empty says the same as absent.
        if old.map_or("", String::as_str) == new.map_or("", String::as_str) {
            continue;
        }
        let word = |value: Option<&String>| {
            value.map_or("unset".to_owned(), |v| code(&format!("{key}={v}")))
        };
        found.changes.push(Change {
            aspect: sides.aspect,
            direction: Direction::Neutral,
            subject: key.clone(),
            message: match new {
                Some(_) => format!("built with {}, was {}", word(new), word(old)),
                None => format!("built without {}", word(old)),
            },
            old: old.cloned(),
            new: new.cloned(),
            evidence: Vec::new(),
        });
    }
}

fn settings(build: &Build) -> Option<&BTreeMap<String, String>> {
    build.go.as_ref()?.settings.as_ref()
}

#[cfg(test)]
mod tests {
    use super::ASPECT;
    use crate::Build;
    use crate::examples::{fixed, says};

    fn built(settings: &[(&str, &str)]) -> Build {
        let mut build = fixed();
        let pair = |(key, value): &(&str, &str)| ((*key).to_owned(), (*value).to_owned());
        build.go.as_mut().unwrap().settings = Some(settings.iter().map(pair).collect());
        build
    }

    #[test]
    fn the_build_line_is_compared_without_the_commit() {
        let old = built(&[("CGO_ENABLED", "0"), ("vcs.revision", "1"), ("-tags", "x")]);
        let new = built(&[
            ("CGO_ENABLED", "1"),
            ("vcs.revision", "2"),
            ("CGO_CFLAGS", ""),
        ]);
        assert_eq!(
            says(&ASPECT, &old, &new),
            [
                "neutral: built without `-tags=x`",
                "neutral: built with `CGO_ENABLED=1`, was `CGO_ENABLED=0`",
            ]
        );
        assert!(says(&ASPECT, &fixed(), &new).is_empty());
    }
}
