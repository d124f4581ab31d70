//! `system-floor`

use crate::aspect::{Aspect, Found, Scalar, Sides};
use crate::change::Direction;
use crate::version;

pub(super) static ASPECT: Aspect = Aspect {
    name: "system-floor",
    summary: "the oldest kernel or system that the file admits; newer is worse",
    compare,
};

fn compare(sides: &Sides<'_>, found: &mut Found) {
    let before = found.unknown.len();
    Scalar::<String> {
        field: "link.minimum_system",
        called: "the oldest system",
        read: |build| build.link.minimum_system.clone(),
        judge: |old, new| Direction::of(version::compare(new, old)),
    }
    .compare(sides, found);
    // A file without such a note admits every system; that is no missing knowledge.
    found.unknown.truncate(before);
}

#[cfg(test)]
mod tests {
    use super::ASPECT;
    use crate::examples::{fixed, says};

    #[test]
    fn a_newer_system_is_worse_and_none_is_no_statement() {
        let (mut old, mut new) = (fixed(), fixed());
        old.link.minimum_system = Some("11.0".to_owned());
        assert!(says(&ASPECT, &old, &new).is_empty());
        new.link.minimum_system = Some("12.0".to_owned());
        assert_eq!(
            says(&ASPECT, &old, &new),
            ["worse: the oldest system is `12.0`, was `11.0`"]
        );
    }
}
