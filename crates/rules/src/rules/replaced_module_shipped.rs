//! `replaced-module-shipped`

use diagnostic::{Evidence, Finding};
use gobin::Module;

use crate::Subject;
use crate::recorded;
use crate::rule::declare_rule;

declare_rule! {
    /// ## What it does
    /// Records a program with modules in it that a `replace` line of go.mod exchanged for others (`=>` in the
    /// build info).
    ///
    /// ## Why it matters
    /// The code that runs is not the one that the module's name says. A replacement by another module is
    /// recorded with its version and checksum. One by a folder (`=> ../fork`) has neither: no checksum was
    /// compared, nobody else can fetch it, and vulnerability scanners compare a version that is not there.
    /// Forks and the folders of one large repository are a normal way to work, so the level is `allow`; set it
    /// to `deny` where releases must be built from published modules.
    ///
    /// ## Example
    /// ```console
    /// $ go mod edit -replace example.org/lib=../lib
    /// $ go build ./cmd/app
    /// $ cgone audit --deny replaced-module-shipped ./app
    /// ```
    ///
    /// ## Known limits
    /// Modules that a workspace (`go.work`) or a vendor folder put in place leave no `=>` line. Go 1.12 and
    /// older recorded no modules.
    "replaced-module-shipped",
    "modules were exchanged by `replace` lines",
    Allow,
    since "0.2.0",
    check,
    in Provenance
}

/// Lines that are shown of each kind.
const SHOWN: usize = 8;

fn check(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let Some(info) = recorded::build_info(subject) else {
        return;
    };
    let modules = info.main.iter().chain(&info.deps);
    let replaced = modules.filter_map(|module| Some((module, module.replace.as_deref()?)));
    let (folders, others): (Vec<Replaced<'_>>, Vec<Replaced<'_>>) =
        replaced.partition(|(_, by)| is_folder(&by.path));
    if !folders.is_empty() {
        found.push(finding(
            &folders,
            "a folder of the build machine",
            "publish the folders as modules, or vendor them, and drop the `replace` lines: the code stays the \
             same, and its versions and checksums are then recorded",
        ));
    }
    if !others.is_empty() {
        found.push(finding(
            &others,
            "another module or version",
            "drop the `replace` lines of go.mod once the modules themselves have what the others were taken for: \
             the program then runs the code that its names say",
        ));
    }
}

/// A module and what it was replaced by.
type Replaced<'f> = (&'f Module, &'f Module);

fn finding(replaced: &[Replaced<'_>], by_what: &str, help: &str) -> Finding {
    let first = replaced
        .first()
        .map_or("", |(module, _)| module.path.as_str());
    let more = match replaced.len() {
        0 | 1 => "is",
        2 => "and 1 more are",
        more => &format!("and {} more are", more - 1),
    };
    let mut finding = RULE.finding(
        format!("`{first}` {more} replaced by {by_what}"),
        replaced.iter().take(SHOWN).map(evidence).collect(),
        help,
    );
    let names: Vec<&str> = replaced
        .iter()
        .map(|(module, _)| module.path.as_str())
        .collect();
    finding.subject = format!("{by_what}: {}", names.join(" "));
    finding
}

fn evidence((module, by): &Replaced<'_>) -> Evidence {
    let shown = |module: &Module| {
        format!("{} {}", module.path, module.version)
            .trim_end()
            .to_owned()
    };
    by.place
        .clone()
        .value(format!("{} => {}", shown(module), shown(by)))
}

/// What the go command takes for a folder: a path that starts with a dot or at the root
/// (`golang.org/x/mod/modfile.IsDirectoryPath`).
fn is_folder(path: &str) -> bool {
    let drive = path.as_bytes();
    let drive = matches!(drive, [letter, b':', ..] if letter.is_ascii_alphabetic());
    let dots = [".", ".."].contains(&path);
    let below = ["./", "../", "/", ".\\", "..\\", "\\"];
    dots || drive || below.iter().any(|start| path.starts_with(start))
}

#[cfg(test)]
mod tests {
    use diagnostic::Place;
    use gobin::{Facts, Module};

    use super::{check, is_folder};
    use crate::examples::{built_with, messages, program};

    fn module(path: &str, version: &str) -> Module {
        Module {
            path: path.to_owned(),
            version: version.to_owned(),
            place: Place::new("build info").index(3).name("=>").at(0x1000),
            ..Module::default()
        }
    }

    fn replacing(pairs: &[(&str, &str, &str)]) -> Facts {
        let mut facts = built_with(&[]);
        let info = facts
            .go
            .as_mut()
            .and_then(|go| go.build_info.as_mut())
            .unwrap();
        info.deps.push(module("example.org/plain", "v1.0.0"));
        for (path, by, version) in pairs {
            let replace = Some(Box::new(module(by, version)));
            info.deps.push(Module {
                replace,
                ..module(path, "v1.0.0")
            });
        }
        facts
    }

    #[test]
    fn fires_on_a_folder_apart_from_a_fork() {
        let facts = replacing(&[
            ("example.org/a", "../a", ""),
            ("example.org/b", "example.org/fork", "v1.0.1"),
            ("example.org/c", "./c", ""),
        ]);
        assert_eq!(
            messages(check, &facts),
            [
                "`example.org/a` and 1 more are replaced by a folder of the build machine",
                "`example.org/b` is replaced by another module or version",
            ],
        );
    }

    #[test]
    fn is_silent_on_modules_as_they_are_named() {
        assert!(messages(check, &replacing(&[])).is_empty());
    }

    #[test]
    fn folders_are_told_from_modules() {
        assert!(
            ["./a", "../a", "/a", "..", "C:\\a", "c:/a"]
                .iter()
                .all(|path| is_folder(path))
        );
        assert!(!["a.b/c", "a", ".a/b"].iter().any(|path| is_folder(path)));
    }

    #[test]
    fn is_silent_on_nothing() {
        assert!(messages(check, &program()).is_empty());
    }
}
