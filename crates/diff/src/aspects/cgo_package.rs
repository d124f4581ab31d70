//! `cgo-package`

use crate::Build;
use crate::aspect::{Aspect, Found, Member, Members, Sides, compare_members};
use crate::build::CgoPackage;
use crate::change::{Direction, code};

pub(super) static ASPECT: Aspect = Aspect {
    name: "cgo-package",
    summary: "the Go packages that call C; another one is worse",
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
    let packages = build.cgo.by_package.iter();
    packages.map(|p| (p.path.clone(), member(p))).collect()
}

fn member(package: &CgoPackage) -> Member {
    let name = code(&package.path);
    let functions = match package.functions.len() {
        0 => String::new(),
        1 => " (1 C function)".to_owned(),
        many => format!(" ({many} C functions)"),
    };
    Member {
        added: Direction::Worse,
        removed: Direction::Better,
        arrives: format!("the package {name} calls C{functions}"),
        leaves: format!("the package {name} no longer calls C"),
        proof: package.evidence.first().cloned(),
    }
}

#[cfg(test)]
mod tests {
    use super::ASPECT;
    use crate::examples::{dynamic, fixed, says};

    #[test]
    fn packages_come_and_go() {
        assert_eq!(
            says(&ASPECT, &fixed(), &dynamic()),
            ["worse: the package `m/a` calls C (1 C function)"]
        );
        assert_eq!(
            says(&ASPECT, &dynamic(), &fixed()),
            ["better: the package `m/a` no longer calls C"]
        );
    }
}
