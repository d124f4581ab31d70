//! `fips`

use crate::aspect::{Aspect, Found, Scalar, Sides};
use crate::change::Direction;

pub(super) static ASPECT: Aspect = Aspect {
    name: "fips",
    summary: "cryptography of FIPS 140: the module, its mode at the start, BoringCrypto; losing it is worse",
    compare,
};

fn compare(sides: &Sides<'_>, found: &mut Found) {
    Scalar::<bool> {
        field: "runtime.fips.boring_linked",
        called: "linked BoringCrypto",
        read: |build| build.runtime.fips.boring_linked,
        judge: |old, _| {
            if *old {
                Direction::Worse
            } else {
                Direction::Better
            }
        },
    }
    .compare(sides, found);
    Scalar::<String> {
        field: "runtime.fips.module",
        called: "the FIPS module",
        read: |build| build.runtime.fips.module.clone(),
        judge: |old, new| judge(old, new),
    }
    .compare(sides, found);
    Scalar::<String> {
        field: "runtime.fips.default_mode",
        called: "the FIPS mode at the start",
        read: |build| build.runtime.fips.default_mode.clone(),
        judge: |old, new| judge(old, new),
    }
    .compare(sides, found);
}

fn judge(old: &str, new: &str) -> Direction {
    match (old, new) {
        (_, "off") => Direction::Worse,
        ("off", _) => Direction::Better,
        _ => Direction::Neutral,
    }
}

#[cfg(test)]
mod tests {
    use super::ASPECT;
    use crate::Build;
    use crate::examples::{fixed, says};

    fn module(name: &str) -> Build {
        let mut build = fixed();
        build.runtime.fips.module = Some(name.to_owned());
        build
    }

    #[test]
    fn losing_the_module_is_worse() {
        let said = says(&ASPECT, &module("v1.0.0"), &module("off"));
        assert_eq!(said, ["worse: the FIPS module is `off`, was `v1.0.0`"]);
        let said = says(&ASPECT, &module("v1.0.0"), &module("v1.26.0"));
        assert!(said[0].starts_with("neutral"), "{said:?}");
    }
}
