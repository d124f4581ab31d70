//! `link-mode`

use crate::aspect::{Aspect, Found, Scalar, Sides};
use crate::change::Direction;

pub(super) static ASPECT: Aspect = Aspect {
    name: "link-mode",
    summary: "what the file is to its loader, and who linked it; from static towards dynamic is worse",
    compare,
};

fn compare(sides: &Sides<'_>, found: &mut Found) {
    Scalar::<String> {
        field: "link.mode",
        called: "the link mode",
        read: |build| build.link.mode.clone(),
        judge: |old, new| match (rank(old), rank(new)) {
            (Some(old), Some(new)) => Direction::of(new.cmp(&old)),
            _ => Direction::Neutral,
        },
    }
    .compare(sides, found);
    Scalar::<String> {
        field: "link.linking",
        called: "linking",
        read: |build| build.link.linking.clone(),
        judge: |_, _| Direction::Neutral,
    }
    .compare(sides, found);
}

/// How much a program asks of its target; `None` for what is no program.
fn rank(mode: &str) -> Option<u8> {
    match mode {
        "static" | "static-pie" => Some(0),
        "dynamic-without-libraries" => Some(1),
        "dynamic" => Some(2),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::ASPECT;
    use crate::Build;
    use crate::examples::{fixed, says};

    fn mode(mode: &str) -> Build {
        let mut build = fixed();
        build.link.mode = Some(mode.to_owned());
        build
    }

    #[test]
    fn more_to_load_is_worse() {
        for (old, new, expect) in [
            ("static", "dynamic", "worse"),
            ("static", "static-pie", "neutral"),
            ("dynamic", "dynamic-without-libraries", "better"),
            ("static", "shared-library", "neutral"),
        ] {
            let said = says(&ASPECT, &mode(old), &mode(new));
            let message = format!("{expect}: the link mode is `{new}`, was `{old}`");
            assert_eq!(said, [message]);
        }
    }

    #[test]
    fn what_one_side_does_not_know_is_no_change() {
        let mut unknown = fixed();
        unknown.link.mode = None;
        assert_eq!(
            says(&ASPECT, &unknown, &fixed()),
            ["unknown on the old side: link.mode"]
        );
        assert!(says(&ASPECT, &unknown, &unknown).is_empty());
    }
}
