//! `c-function`

use crate::Build;
use crate::aspect::{Aspect, Found, Member, Members, Sides, compare_members};
use crate::build::CgoPackage;
use crate::change::{Direction, code};

pub(super) static ASPECT: Aspect = Aspect {
    name: "c-function",
    summary: "the C functions that each Go package calls, and those it exports to C; another one called is worse",
    compare,
};

fn compare(sides: &Sides<'_>, found: &mut Found) {
    compare_members(
        sides.aspect,
        &members(sides.old),
        &members(sides.new),
        found,
    );
}

fn members(build: &Build) -> Members {
    build.cgo.by_package.iter().flat_map(functions).collect()
}

fn functions(package: &CgoPackage) -> impl Iterator<Item = (String, Member)> {
    let called = package.functions.iter().map(|function| {
        let what = format!("the C function {}", code(function));
        let towards = (Direction::Worse, Direction::Better);
        let member = member(package, function, "calls", &what, towards);
        (format!("{}.{function}", package.path), member)
    });
    let exported = package.exports.iter().map(|function| {
        let what = format!("{} to C", code(function));
        let towards = (Direction::Neutral, Direction::Neutral);
        let member = member(package, function, "exports", &what, towards);
        (format!("{} exports {function}", package.path), member)
    });
    called.chain(exported)
}

/// A report proves a package by one of its wrappers: only that function has a place.
fn member(
    package: &CgoPackage,
    function: &str,
    verb: &str,
    what: &str,
    (added, removed): (Direction, Direction),
) -> Member {
    let name = code(&package.path);
    let stem = verb.trim_end_matches('s');
    let wrapper = format!("_{function})");
    let mut proofs = package.evidence.iter();
    Member {
        added,
        removed,
        arrives: format!("{name} {verb} {what}"),
        leaves: format!("{name} does not {stem} {what} any more"),
        proof: proofs
            .find(|proof| proof.place().contains(&wrapper))
            .cloned(),
    }
}

#[cfg(test)]
mod tests {
    use super::ASPECT;
    use crate::examples::{dynamic, says};

    #[test]
    fn functions_come_and_go_by_package() {
        let mut new = dynamic();
        new.cgo.by_package[0].functions = vec!["two".to_owned()];
        new.cgo.by_package[0].exports = vec!["back".to_owned()];
        assert_eq!(
            says(&ASPECT, &dynamic(), &new),
            [
                "neutral: `m/a` exports `back` to C",
                "worse: `m/a` calls the C function `two`",
                "better: `m/a` does not call the C function `one` any more",
            ]
        );
    }
}
