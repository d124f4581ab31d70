//! `cgo-state`

use crate::aspect::{Aspect, Found, Scalar, Sides};
use crate::change::Direction;

pub(super) static ASPECT: Aspect = Aspect {
    name: "cgo-state",
    summary: "how much cgo is linked; more is worse",
    compare,
};

fn compare(sides: &Sides<'_>, found: &mut Found) {
    Scalar::<String> {
        field: "cgo.state",
        called: "the cgo state",
        read: |build| build.cgo.state.clone(),
        judge: |old, new| match (rank(old), rank(new)) {
            (Some(old), Some(new)) => Direction::of(new.cmp(&old)),
            _ => Direction::Neutral,
        },
    }
    .compare(sides, found);
}

/// `fake` reaches C as `user` does; `broken` does not even have the runtime for it.
fn rank(state: &str) -> Option<u8> {
    match state {
        "none" => Some(0),
        "runtime-only" => Some(1),
        "std" => Some(2),
        "user" | "fake" => Some(3),
        "broken" => Some(4),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::ASPECT;
    use crate::examples::{dynamic, fixed, says};

    #[test]
    fn more_cgo_is_worse() {
        let said = says(&ASPECT, &fixed(), &dynamic());
        assert_eq!(said, ["worse: the cgo state is `user`, was `none`"]);
        let mut fake = dynamic();
        fake.cgo.state = Some("fake".to_owned());
        assert!(says(&ASPECT, &dynamic(), &fake)[0].starts_with("neutral"));
        assert!(says(&ASPECT, &fake, &fixed())[0].starts_with("better"));
    }
}
