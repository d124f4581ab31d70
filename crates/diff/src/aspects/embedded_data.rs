//! `embedded-data`

use crate::Build;
use crate::aspect::{Aspect, Found, Scalar, Sides};
use crate::change::Direction;

pub(super) static ASPECT: Aspect = Aspect {
    name: "embedded-data",
    summary: "embedded time zones and root certificates, and whether `plugin.Open` works; losing data is worse",
    compare,
};

fn compare(sides: &Sides<'_>, found: &mut Found) {
    let embedded = |field, called, read: fn(&Build) -> Option<bool>| Scalar::<bool> {
        field,
        called,
        read,
        judge: |old, _| {
            if *old {
                Direction::Worse
            } else {
                Direction::Better
            }
        },
    };
    embedded("runtime.tzdata", "embedded tzdata", |b| b.runtime.tzdata).compare(sides, found);
    embedded("runtime.x509_roots", "embedded x509 roots", |b| {
        b.runtime.x509_roots
    })
    .compare(sides, found);
    Scalar::<bool> {
        judge: |_, _| Direction::Neutral,
        ..embedded("runtime.plugin", "plugin support", |b| b.runtime.plugin)
    }
    .compare(sides, found);
}

#[cfg(test)]
mod tests {
    use super::ASPECT;
    use crate::examples::{fixed, says};

    #[test]
    fn data_that_is_no_longer_embedded_must_be_on_the_target() {
        let (mut old, mut new) = (fixed(), fixed());
        old.runtime.tzdata = Some(true);
        new.runtime.tzdata = Some(false);
        let said = says(&ASPECT, &old, &new);
        assert_eq!(said, ["worse: embedded tzdata is `false`, was `true`"]);
        assert!(says(&ASPECT, &new, &old)[0].starts_with("better"));
    }
}
