//! `cgo-package-not-allowed`

use diagnostic::Finding;
use gobin::CgoPackage;

use crate::Subject;
use crate::pattern;
use crate::recorded;
use crate::rule::declare_rule;

declare_rule! {
    /// ## What it does
    /// Reports each package outside the standard library that crosses into C and that the policy's
    /// requirement `allowed-cgo-packages` does not name. Without that requirement it says nothing.
    ///
    /// ## Why it matters
    /// A team that has decided to live with one C library (`SQLite`, say) wants to hear of the second. A
    /// package with cgo comes in by a dependency of a dependency, and the build says nothing. The decision
    /// rests on the functions that are linked, so it holds for stripped files. The level is `deny` because
    /// the policy named what may come in.
    ///
    /// ## Example
    /// ```toml
    /// [require]
    /// allowed-cgo-packages = ["github.com/mattn/go-sqlite3", "example.com/ours/*"]
    /// ```
    /// ```console
    /// $ go build ./cmd/uses-sqlite
    /// $ cgone audit ./uses-sqlite
    /// ```
    ///
    /// ## Known limits
    /// The main package is called `main` in a binary; it may be named so, or by its import path where the
    /// build info has it. A package that uses only constants of C leaves no trace, and where the function
    /// table is missing no package is known. A function that is only exported to C is not always told apart
    /// by package: then it has no name to compare and is passed over. The standard library is judged by
    /// `cgo`.
    "cgo-package-not-allowed",
    "a package calls C that the policy does not name",
    Deny,
    since "0.2.0",
    check,
    in Cgo
}

/// Functions shown as evidence of one package.
const SHOWN: usize = 5;

fn check(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let Some(wanted) = &subject.wanted.allowed_cgo_packages else {
        return;
    };
    let main = recorded::build_info(subject).and_then(|info| info.path.as_deref());
    for package in &subject.cgo.packages {
        let path = package.path.as_str();
        // What `go build FILE` records is no import path.
        let by_path = main.filter(|main| path == "main" && *main != "command-line-arguments");
        let allowed = pattern::fits_any(&wanted.value, path)
            || by_path.is_some_and(|main| pattern::fits_any(&wanted.value, main));
        if package.std || path.is_empty() || allowed {
            continue;
        }
        let name = match by_path {
            Some(main) => format!("`main` (`{main}`)"),
            None => format!("`{path}`"),
        };
        let mut finding = RULE.violation(
            wanted,
            format!("{name} {}, and is not among the allowed packages", crosses(package)),
            package.evidence.clone(),
            format!(
                "replace `{path}` by a package in Go, or build it out with `CGO_ENABLED=0` where it has a part \
                 without C, which may do less; or add `{}` to `allowed-cgo-packages`",
                by_path.unwrap_or(path)
            ),
        );
        by_path.unwrap_or(path).clone_into(&mut finding.subject);
        found.push(finding);
    }
}

/// What it does with C, in words.
fn crosses(package: &CgoPackage) -> String {
    let listed = |names: &[String]| {
        let shown: Vec<&str> = names.iter().take(SHOWN).map(String::as_str).collect();
        let more = match names.len().saturating_sub(SHOWN) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        format!("`{}`{more}", shown.join("`, `"))
    };
    match (package.functions.as_slice(), package.exports.as_slice()) {
        ([], []) => "holds code of cgo".to_owned(),
        ([], exports) => format!("exports {} to C", listed(exports)),
        (functions, _) => format!("calls C ({})", listed(functions)),
    }
}

#[cfg(test)]
mod tests {
    use diagnostic::Place;
    use gobin::{BuildInfo, CgoPackage, CgoState, Facts};

    use super::check;
    use crate::Requirements;
    use crate::examples::{Observed, built_with, messages, messages_wanting, program, wanted};

    fn allowing(patterns: &[&str]) -> Requirements {
        Requirements {
            allowed_cgo_packages: wanted(patterns.iter().map(|p| (*p).to_owned()).collect()),
            ..Requirements::default()
        }
    }

    fn calling(mut facts: Facts, path: &str, std: bool) -> Facts {
        facts.cgo.packages.push(CgoPackage {
            path: path.to_owned(),
            std,
            functions: vec!["sqlite3_open".to_owned()],
            evidence: vec![Place::new("pclntab function").index(9).at(0x90).value(path)],
            ..CgoPackage::default()
        });
        facts.cgo(CgoState::User)
    }

    const SQLITE: &str = "github.com/mattn/go-sqlite3";

    #[test]
    fn fires_on_a_package_that_is_not_named() {
        let facts = calling(program(), SQLITE, false);
        assert_eq!(
            messages_wanting(check, &facts, &allowing(&["example.com/*"])),
            [
                "`github.com/mattn/go-sqlite3` calls C (`sqlite3_open`), and is not among the allowed packages"
            ],
        );
    }

    #[test]
    fn fires_on_main_under_its_import_path() {
        let mut facts = calling(built_with(&[]), "main", false);
        let info = facts.go.as_mut().and_then(|go| go.build_info.as_mut());
        *info.unwrap() = BuildInfo {
            path: Some("example.com/app".to_owned()),
            ..BuildInfo::default()
        };
        assert_eq!(
            messages_wanting(check, &facts, &allowing(&[])),
            [
                "`main` (`example.com/app`) calls C (`sqlite3_open`), and is not among the allowed packages"
            ],
        );
        assert!(messages_wanting(check, &facts, &allowing(&["example.com/*"])).is_empty());
        assert!(messages_wanting(check, &facts, &allowing(&["main"])).is_empty());
    }

    #[test]
    fn is_silent_on_a_named_package_and_the_standard_library() {
        let facts = calling(calling(program(), SQLITE, false), "net", true);
        let allowed = allowing(&["github.com/mattn/*"]);
        assert!(messages_wanting(check, &facts, &allowed).is_empty());
    }

    #[test]
    fn is_silent_where_nothing_is_required_or_linked() {
        assert!(messages(check, &calling(program(), SQLITE, false)).is_empty());
        assert!(messages_wanting(check, &program(), &allowing(&[])).is_empty());
    }
}
