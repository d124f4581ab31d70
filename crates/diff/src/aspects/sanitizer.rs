//! `sanitizer`

use crate::aspect::{Aspect, Found, Scalar, Sides};
use crate::change::Direction;

pub(super) static ASPECT: Aspect = Aspect {
    name: "sanitizer",
    summary: "a linked race, memory or address sanitizer; having one is worse",
    compare,
};

fn compare(sides: &Sides<'_>, found: &mut Found) {
    Scalar::<String> {
        field: "runtime.sanitizer",
        called: "the sanitizer",
        read: |build| build.runtime.sanitizer.clone(),
        judge: |old, new| match (old.as_str(), new.as_str()) {
            ("none", _) => Direction::Worse,
            (_, "none") => Direction::Better,
            _ => Direction::Neutral,
        },
    }
    .compare(sides, found);
}

#[cfg(test)]
mod tests {
    use super::ASPECT;
    use crate::examples::{fixed, says};

    #[test]
    fn a_sanitizer_is_worse() {
        let (mut old, mut new) = (fixed(), fixed());
        old.runtime.sanitizer = Some("none".to_owned());
        new.runtime.sanitizer = Some("race".to_owned());
        let said = says(&ASPECT, &old, &new);
        assert_eq!(said, ["worse: the sanitizer is `race`, was `none`"]);
    }
}
