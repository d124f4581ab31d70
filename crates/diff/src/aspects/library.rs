//! `library`

use crate::aspect::{Aspect, Found, Sides, compare_members, needed};

pub(super) static ASPECT: Aspect = Aspect {
    name: "library",
    summary: "the shared libraries that the file needs; another one is worse",
    compare,
};

fn compare(sides: &Sides<'_>, found: &mut Found) {
    let of = |build| {
        let build: &crate::Build = build;
        needed(&build.link.needed, "the library", "link.needed", build)
    };
    compare_members(sides.aspect, &of(sides.old), &of(sides.new), found);
}

#[cfg(test)]
mod tests {
    use super::ASPECT;
    use crate::examples::{dynamic, fixed, says};

    #[test]
    fn libraries_come_and_go_in_any_order() {
        let mut new = dynamic();
        new.link.needed = vec!["libm.so.6".to_owned(), "libc.so.6".to_owned()];
        assert_eq!(
            says(&ASPECT, &dynamic(), &new),
            ["worse: needs the library `libm.so.6`"]
        );
        assert_eq!(
            says(&ASPECT, &dynamic(), &fixed()),
            ["better: no longer needs the library `libc.so.6`"]
        );
        let mut turned = new.clone();
        turned.link.needed.reverse();
        assert!(says(&ASPECT, &new, &turned).is_empty());
    }
}
