//! `import`

use crate::Build;
use crate::aspect::{Aspect, Found, Member, Members, Sides, compare_members};
use crate::build::Proof;
use crate::change::{Direction, code};

pub(super) static ASPECT: Aspect = Aspect {
    name: "import",
    summary: "the symbols that the loader must find elsewhere; which library has them is not judged",
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
    let member = |import: &crate::build::Import| Member {
        added: Direction::Neutral,
        removed: Direction::Neutral,
        arrives: format!("imports {}", code(&import.name)),
        leaves: format!("no longer imports {}", code(&import.name)),
        proof: Some(Proof::new(&import.place, &import.name)),
    };
    let imports = build.imports.iter();
    imports.map(|i| (i.name.clone(), member(i))).collect()
}

#[cfg(test)]
mod tests {
    use super::ASPECT;
    use crate::build::Import;
    use crate::examples::{dynamic, says};

    #[test]
    fn imports_come_and_go_once_a_name() {
        let mut new = dynamic();
        let import = Import {
            name: "getaddrinfo".to_owned(),
            ..Import::default()
        };
        new.imports = vec![import.clone(), import];
        assert_eq!(
            says(&ASPECT, &dynamic(), &new),
            ["neutral: imports `getaddrinfo`"]
        );
        assert_eq!(
            says(&ASPECT, &new, &dynamic()),
            ["neutral: no longer imports `getaddrinfo`"]
        );
    }
}
