//! `hardening`

use crate::Build;
use crate::aspect::{Aspect, Found, Scalar, Sides};
use crate::change::Direction;

pub(super) static ASPECT: Aspect = Aspect {
    name: "hardening",
    summary: "PIE, RELRO, BIND_NOW, NX and text relocations; losing one is worse",
    compare,
};

fn compare(sides: &Sides<'_>, found: &mut Found) {
    let flag = |field, called, read: fn(&Build) -> Option<bool>| Scalar::<bool> {
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
    flag("link.pie", "PIE", |b| b.link.pie).compare(sides, found);
    flag("link.bind_now", "BIND_NOW", |b| b.link.bind_now).compare(sides, found);
    flag("link.nx", "NX", |b| b.link.nx).compare(sides, found);
    Scalar::<bool> {
        judge: |old, _| {
            if *old {
                Direction::Better
            } else {
                Direction::Worse
            }
        },
        ..flag("link.textrel", "TEXTREL", |b| b.link.textrel)
    }
    .compare(sides, found);
    Scalar::<String> {
        field: "link.relro",
        called: "RELRO",
        read: |build| build.link.relro.clone(),
        judge: |old, new| Direction::of(relro(old).cmp(&relro(new))),
    }
    .compare(sides, found);
}

fn relro(name: &str) -> u8 {
    match name {
        "full" => 2,
        "partial" => 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::ASPECT;
    use crate::Build;
    use crate::examples::{fixed, says};

    fn hardened(is: bool) -> Build {
        let mut build = fixed();
        build.link.pie = Some(is);
        build.link.bind_now = Some(is);
        build.link.nx = Some(is);
        build.link.textrel = Some(!is);
        build.link.relro = Some(if is { "full" } else { "partial" }.to_owned());
        build
    }

    #[test]
    fn losing_is_worse_and_gaining_is_better() {
        let worse = says(&ASPECT, &hardened(true), &hardened(false));
        assert_eq!(worse.len(), 5);
        assert!(worse.iter().all(|s| s.starts_with("worse")), "{worse:?}");
        let better = says(&ASPECT, &hardened(false), &hardened(true));
        assert!(better.iter().all(|s| s.starts_with("better")), "{better:?}");
    }
}
