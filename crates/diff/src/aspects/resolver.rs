//! `resolver`

use crate::Build;
use crate::aspect::{Aspect, Found, Scalar, Sides};
use crate::change::Direction;

pub(super) static ASPECT: Aspect = Aspect {
    name: "resolver",
    summary: "who looks up host names and users; through cgo is worse, because the C library decides",
    compare,
};

fn compare(sides: &Sides<'_>, found: &mut Found) {
    let lookup = |field, called, read: fn(&Build) -> Option<String>| Scalar::<String> {
        field,
        called,
        read,
        judge,
    };
    lookup("runtime.dns", "the look-up of hosts", |b| {
        b.runtime.dns.clone()
    })
    .compare(sides, found);
    lookup("runtime.users", "the look-up of users", |b| {
        b.runtime.users.clone()
    })
    .compare(sides, found);
}

#[expect(clippy::ptr_arg, reason = "the shape of every scalar's judge")]
fn judge(old: &String, new: &String) -> Direction {
    match (old.as_str(), new.as_str()) {
        (_, "cgo") => Direction::Worse,
        ("cgo", _) => Direction::Better,
        _ => Direction::Neutral,
    }
}

#[cfg(test)]
mod tests {
    use super::ASPECT;
    use crate::Build;
    use crate::examples::{fixed, says};

    fn dns(lookup: &str) -> Build {
        let mut build = fixed();
        build.runtime.dns = Some(lookup.to_owned());
        build
    }

    #[test]
    fn through_cgo_is_worse() {
        let said = says(&ASPECT, &dns("go"), &dns("cgo"));
        assert_eq!(said, ["worse: the look-up of hosts is `cgo`, was `go`"]);
        let said = says(&ASPECT, &dns("not-linked"), &dns("go"));
        assert!(said[0].starts_with("neutral"), "{said:?}");
    }
}
