//! `cgo-module`

use std::collections::BTreeMap;

use crate::Build;
use crate::aspect::{Aspect, Found, Sides};
use crate::build::{Go, Module};
use crate::change::{Change, Direction, code};

pub(super) static ASPECT: Aspect = Aspect {
    name: "cgo-module",
    summary: "the modules whose packages call C, with their versions; another one is worse",
    compare,
};

fn compare(sides: &Sides<'_>, found: &mut Found) {
    let (old, new) = (modules(sides.old), modules(sides.new));
    let mut paths: Vec<&String> = old.keys().chain(new.keys()).collect();
    paths.sort_unstable();
    paths.dedup();
    for path in paths {
        let (old, new) = (old.get(path), new.get(path));
        let name = code(path);
        let (direction, message) = match (old, new) {
            (None, Some(new)) => {
                let message = format!("the module {name} {} brings cgo", code(new));
                (Direction::Worse, message)
            }
            (Some(_), None) => {
                let message = format!("the module {name} no longer brings cgo");
                (Direction::Better, message)
            }
            (Some(old), Some(new)) if old != new => {
                let (old, new) = (code(old), code(new));
                let message = format!("the module {name}, which brings cgo, is {new}, was {old}");
                (Direction::Neutral, message)
            }
            _ => continue,
        };
        found.changes.push(Change {
            aspect: sides.aspect,
            direction,
            subject: path.clone(),
            message,
            old: old.cloned(),
            new: new.cloned(),
            evidence: Vec::new(),
        });
    }
}

/// Modules with cgo and their versions, as far as the build info names the module of each package.
fn modules(build: &Build) -> BTreeMap<String, String> {
    let Some(go) = &build.go else {
        return BTreeMap::new();
    };
    let packages = build.cgo.by_package.iter().filter(|p| !p.std);
    let owners = packages.filter_map(|package| owner(go, &package.path));
    owners.map(|m| (m.path.clone(), version(m))).collect()
}

/// The module with the longest path that holds the package. The main package's symbols are called `main`.
fn owner<'g>(go: &'g Go, package: &str) -> Option<&'g Module> {
    if package == "main" {
        return go.module.as_ref();
    }
    let holds = |module: &&Module| {
        let rest = package.strip_prefix(module.path.as_str());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let modules = go.deps.iter().flatten().chain(&go.module);
    modules.filter(holds).max_by_key(|module| module.path.len())
}

fn version(module: &Module) -> String {
    match &module.replace {
        Some(other) => format!("{} => {} {}", module.version, other.path, other.version),
        None => module.version.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::ASPECT;
    use crate::Build;
    use crate::build::Module;
    use crate::examples::{dynamic, fixed, says};

    fn with(version: &str) -> Build {
        let mut build = dynamic();
        let module = |path: &str| Module {
            path: path.to_owned(),
            version: version.to_owned(),
            ..Module::default()
        };
        build.go.as_mut().unwrap().deps = Some(vec![module("m"), module("m/a"), module("m/ab")]);
        build
    }

    #[test]
    fn the_module_with_the_longest_path_owns_the_package() {
        assert_eq!(
            says(&ASPECT, &fixed(), &with("v1.0.0")),
            ["worse: the module `m/a` `v1.0.0` brings cgo"]
        );
        assert_eq!(
            says(&ASPECT, &with("v1.0.0"), &with("v1.1.0")),
            ["neutral: the module `m/a`, which brings cgo, is `v1.1.0`, was `v1.0.0`"]
        );
    }
}
