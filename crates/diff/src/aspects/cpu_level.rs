//! `cpu-level`

use std::collections::BTreeSet;

use crate::aspect::{Aspect, Found, Scalar, Sides, compare_members, needed};
use crate::change::Direction;
use crate::version;

pub(super) static ASPECT: Aspect = Aspect {
    name: "cpu-level",
    summary: "the CPU level asked of the compiler, and the instruction sets that the file marks as needed; higher is worse",
    compare,
};

fn compare(sides: &Sides<'_>, found: &mut Found) {
    if sides.old.arch == sides.new.arch {
        Scalar::<String> {
            field: "runtime.cpu_level",
            called: "the CPU level",
            read: |build| build.runtime.cpu_level.clone(),
            judge: |old, new| judge(old, new),
        }
        .compare(sides, found);
    }
    let of = |build: &crate::Build| {
        let field = "link.isa_needed";
        let mut sets = needed(&build.link.isa_needed, "the instruction set", field, build);
        // Every machine that can run the file has its baseline.
        let baseline = sets
            .iter_mut()
            .filter(|(name, _)| name.ends_with("-baseline"));
        baseline.for_each(|(_, member)| {
            member.added = Direction::Neutral;
            member.removed = Direction::Neutral;
        });
        sets
    };
    compare_members(sides.aspect, &of(sides.old), &of(sides.new), found);
}

/// A level is a word with a number (`v3`, `v8.1`, `power9`) and options after commas (`hardfloat`, `lse`).
fn judge(old: &str, new: &str) -> Direction {
    let (old, old_options) = parts(old);
    let (new, new_options) = parts(new);
    let (old_word, old_number) = split(old);
    let (new_word, new_number) = split(new);
    let higher = version::compare(new_number, old_number);
    if old_word != new_word {
        Direction::Neutral
    } else if higher.is_ne() {
        Direction::of(higher)
    } else if new_options.is_superset(&old_options) {
        Direction::Worse
    } else if new_options.is_subset(&old_options) {
        Direction::Better
    } else {
        Direction::Neutral
    }
}

fn parts(level: &str) -> (&str, BTreeSet<&str>) {
    let mut parts = level.split(',');
    (parts.next().unwrap_or_default(), parts.collect())
}

fn split(level: &str) -> (&str, &str) {
    let digits = level.find(|c: char| c.is_ascii_digit());
    level.split_at(digits.unwrap_or(level.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Build;
    use crate::examples::{fixed, says};

    fn level(level: &str) -> Build {
        let mut build = fixed();
        build.runtime.cpu_level = Some(level.to_owned());
        build
    }

    #[test]
    fn a_higher_level_is_worse() {
        let said = says(&ASPECT, &level("v1"), &level("v3"));
        assert_eq!(said, ["worse: the CPU level is `v3`, was `v1`"]);
        for (old, new, expect) in [
            ("v8.0", "v8.1", Direction::Worse),
            ("v9.0", "v8.9,lse", Direction::Better),
            ("v8.0", "v8.0,lse", Direction::Worse),
            ("power8", "power10", Direction::Worse),
            ("softfloat", "sse2", Direction::Neutral),
            ("7,hardfloat", "7,softfloat", Direction::Neutral),
        ] {
            assert_eq!(judge(old, new), expect, "{old} {new}");
        }
    }

    #[test]
    fn levels_of_two_machines_are_not_compared() {
        let mut other = level("v8.0");
        other.arch = Some("arm64".to_owned());
        assert!(says(&ASPECT, &level("v1"), &other).is_empty());
    }
}
