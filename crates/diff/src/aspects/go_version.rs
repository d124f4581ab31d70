//! `go-version`

use crate::aspect::{Aspect, Found, Scalar, Sides};
use crate::change::Direction;

pub(super) static ASPECT: Aspect = Aspect {
    name: "go-version",
    summary: "the Go release, and the version of the main module",
    compare,
};

fn compare(sides: &Sides<'_>, found: &mut Found) {
    Scalar::<String> {
        field: "go.version",
        called: "the Go version",
        read: |build| build.go.as_ref()?.version.clone(),
        judge: |_, _| Direction::Neutral,
    }
    .compare(sides, found);
    Scalar::<String> {
        field: "go.module",
        called: "the main module",
        read: |build| {
            let module = build.go.as_ref()?.module.as_ref()?;
            Some(format!("{} {}", module.path, module.version))
        },
        judge: |_, _| Direction::Neutral,
    }
    .compare(sides, found);
}

#[cfg(test)]
mod tests {
    use super::ASPECT;
    use crate::Build;
    use crate::examples::{fixed, says};

    fn version(version: &str) -> Build {
        let mut build = fixed();
        build.go.as_mut().unwrap().version = Some(version.to_owned());
        build
    }

    #[test]
    fn another_release_is_said() {
        assert_eq!(
            says(&ASPECT, &version("go1.26.6"), &version("go1.27.3")),
            ["neutral: the Go version is `go1.27.3`, was `go1.26.6`"]
        );
    }
}
