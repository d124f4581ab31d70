//! `packed`

use crate::aspect::{Aspect, Found, Sides};
use crate::change::{Change, Direction, code};

pub(super) static ASPECT: Aspect = Aspect {
    name: "packed",
    summary: "a packer around the program; being packed is worse, because every other fact is the stub's",
    compare,
};

fn compare(sides: &Sides<'_>, found: &mut Found) {
    let (old, new) = (&sides.old.packed, &sides.new.packed);
    let (direction, message) = match (old, new) {
        (None, Some(new)) => (Direction::Worse, format!("is packed by {}", code(new))),
        (Some(old), None) => (
            Direction::Better,
            format!("is no longer packed by {}", code(old)),
        ),
        (Some(old), Some(new)) if old != new => (
            Direction::Neutral,
            format!("is packed by {}, was by {}", code(new), code(old)),
        ),
        _ => return,
    };
    found.changes.push(Change {
        aspect: sides.aspect,
        direction,
        subject: "packed".to_owned(),
        message,
        old: old.clone(),
        new: new.clone(),
        evidence: sides.first_proofs("packed"),
    });
}

#[cfg(test)]
mod tests {
    use super::ASPECT;
    use crate::examples::{fixed, says};

    #[test]
    fn a_packer_is_worse() {
        let mut packed = fixed();
        packed.packed = Some("UPX 3.96".to_owned());
        assert_eq!(
            says(&ASPECT, &fixed(), &packed),
            ["worse: is packed by `UPX 3.96`"]
        );
        assert!(says(&ASPECT, &packed, &fixed())[0].starts_with("better"));
    }
}
