//! `loader`

use crate::aspect::{Aspect, Found, Sides};
use crate::change::{Change, Direction, code};

pub(super) static ASPECT: Aspect = Aspect {
    name: "loader",
    summary: "the loader that the file asks for; needing one, or another, is worse",
    compare,
};

fn compare(sides: &Sides<'_>, found: &mut Found) {
    let (old, new) = (&sides.old.link.interpreter, &sides.new.link.interpreter);
    let (direction, message) = match (old, new) {
        (None, Some(new)) => (Direction::Worse, format!("needs the loader {}", code(new))),
        (Some(old), None) => (
            Direction::Better,
            format!("no longer needs the loader {}", code(old)),
        ),
        (Some(old), Some(new)) if old != new => (
            Direction::Worse,
            format!("needs the loader {}, was {}", code(new), code(old)),
        ),
        _ => return,
    };
    found.changes.push(Change {
        aspect: sides.aspect,
        direction,
        subject: "link.interpreter".to_owned(),
        message,
        old: old.clone(),
        new: new.clone(),
        evidence: sides.first_proofs("link.interpreter"),
    });
}

#[cfg(test)]
mod tests {
    use super::ASPECT;
    use crate::examples::{dynamic, fixed, says};

    #[test]
    fn a_loader_comes_goes_and_changes() {
        let (old, mut new) = (fixed(), dynamic());
        let needs = "needs the loader `/lib64/ld-linux-x86-64.so.2`";
        assert_eq!(says(&ASPECT, &old, &new), [format!("worse: {needs}")]);
        assert_eq!(
            says(&ASPECT, &new, &old),
            [format!("better: no longer {needs}")]
        );
        new.link.interpreter = Some("/lib/ld-musl-x86_64.so.1".to_owned());
        assert!(says(&ASPECT, &dynamic(), &new)[0].starts_with("worse"));
        assert!(says(&ASPECT, &new, &new).is_empty());
    }
}
