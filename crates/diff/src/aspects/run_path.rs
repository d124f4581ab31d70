//! `run-path`

use crate::Build;
use crate::aspect::{Aspect, Found, Member, Members, Sides, compare_members};
use crate::change::{Direction, code};

pub(super) static ASPECT: Aspect = Aspect {
    name: "run-path",
    summary: "where the file asks the loader to look (`DT_RUNPATH`, `DT_RPATH`), and its own soname",
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
    let link = &build.link;
    let named = |field: &'static str, what: &'static str, paths: &[String]| -> Vec<_> {
        let one = |path: &String| {
            let member = Member {
                added: Direction::Neutral,
                removed: Direction::Neutral,
                arrives: format!("has the {what} {}", code(path)),
                leaves: format!("no longer has the {what} {}", code(path)),
                proof: build.proof_of(field, path),
            };
            (format!("{what} {path}"), member)
        };
        paths.iter().map(one).collect()
    };
    let soname: Vec<String> = link.soname.iter().cloned().collect();
    [
        named("link.runpath", "runpath", &link.runpath),
        named("link.rpath", "rpath", &link.rpath),
        named("link.soname", "soname", &soname),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[cfg(test)]
mod tests {
    use super::ASPECT;
    use crate::examples::{dynamic, says};

    #[test]
    fn paths_come_and_go() {
        let mut new = dynamic();
        new.link.runpath = vec!["/opt/lib".to_owned()];
        assert_eq!(
            says(&ASPECT, &dynamic(), &new),
            ["neutral: has the runpath `/opt/lib`"]
        );
    }
}
