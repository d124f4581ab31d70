//! `glibc-floor`

use super::version_floor::compare_prefixes;
use crate::aspect::{Aspect, Found, Sides};

pub(super) static ASPECT: Aspect = Aspect {
    name: "glibc-floor",
    summary: "the highest glibc version that a symbol needs; higher is worse",
    compare,
};

fn compare(sides: &Sides<'_>, found: &mut Found) {
    compare_prefixes(sides, found, |prefix| prefix == "GLIBC");
}

#[cfg(test)]
mod tests {
    use super::ASPECT;
    use crate::Build;
    use crate::examples::{dynamic, fixed, need, says};

    fn floor(version: &str) -> Build {
        let mut build = dynamic();
        build.link.version_needs = vec![need(&format!("GLIBC_{version}"))];
        build.link.max_versions = [("GLIBC".to_owned(), version.to_owned())].into();
        build
    }

    #[test]
    fn the_floor_goes_up_and_down_by_number() {
        assert_eq!(
            says(&ASPECT, &floor("2.9"), &floor("2.34")),
            ["worse: needs GLIBC `2.34`, was `2.9`"]
        );
        assert_eq!(
            says(&ASPECT, &floor("2.34"), &floor("2.9")),
            ["better: needs GLIBC `2.9`, was `2.34`"]
        );
        assert_eq!(
            says(&ASPECT, &fixed(), &floor("2.34")),
            ["worse: needs GLIBC `2.34`"]
        );
        assert_eq!(
            says(&ASPECT, &floor("2.34"), &fixed()),
            ["better: no longer needs GLIBC `2.34`"]
        );
        assert!(says(&ASPECT, &floor("2.34"), &floor("2.34")).is_empty());
    }
}
