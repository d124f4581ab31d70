//! `test-or-debug-endpoint-linked`

use diagnostic::Finding;
use gobin::LinkedPackage;

use crate::Subject;
use crate::rule::declare_rule;

declare_rule! {
    /// ## What it does
    /// Records packages that are there for debugging and testing: `net/http/pprof`, `expvar`,
    /// `golang.org/x/net/trace` and `testing`.
    ///
    /// ## Why it matters
    /// The first three register handlers on `http.DefaultServeMux` as they are initialised, imported or not by
    /// anybody who knows: under `/debug/pprof/`, `/debug/vars`, `/debug/requests` and `/debug/events`. A
    /// program that serves the default mux then shows its command line, its memory and what it is busy with to
    /// everybody who can reach the port, and lets them start CPU profiles. `testing` serves nothing, but it is
    /// mostly there by mistake, through a package of test doubles. Servers that listen on an inner port are
    /// right to link these, so the level is `allow`: this is a fact to know.
    ///
    /// ## Example
    /// ```console
    /// $ go build ./cmd/imports-pprof
    /// $ cgone audit --deny test-or-debug-endpoint-linked ./imports-pprof
    /// ```
    ///
    /// ## Known limits
    /// Whether the program listens at all, on which address and with which mux, the file does not tell.
    /// `golang.org/x/net/trace` answers only requests from the machine itself unless it was told otherwise.
    "test-or-debug-endpoint-linked",
    "packages for debugging or testing are linked",
    Allow,
    since "0.2.0",
    check,
    in Runtime
}

fn check(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    found.extend(subject.linked.debug_packages.iter().filter_map(finding));
}

fn finding(package: &LinkedPackage) -> Option<Finding> {
    let path = package.path;
    let endpoints = match path {
        "net/http/pprof" => "/debug/pprof/",
        "expvar" => "/debug/vars",
        "golang.org/x/net/trace" => "/debug/requests",
        "testing" => "",
        _ => return None,
    };
    let message = if endpoints.is_empty() {
        format!("package `{path}` is linked")
    } else {
        format!("package `{path}` is linked, which registers `{endpoints}` on the default mux")
    };
    let help = if endpoints.is_empty() {
        "find who imports it by `go list -deps -f '{{.ImportPath}}: {{.Imports}}' ./...`, and move test doubles \
         into `_test.go` files: the program then has no `-test.*` flags to offer"
    } else {
        "serve a mux of your own (`http.NewServeMux`), or build without the import, for which `go list -deps` \
         shows the importer: the addresses under `/debug/` are then gone, and so are profiles over HTTP"
    };
    let mut finding = RULE.finding(message, vec![package.file.evidence()], help);
    finding.subject = path.to_owned();
    Some(finding)
}

#[cfg(test)]
mod tests {
    use diagnostic::{Located, Place};
    use gobin::{Facts, LinkedPackage};

    use super::check;
    use crate::examples::{messages, program};

    fn linking(packages: &[&'static str]) -> Facts {
        let mut facts = program();
        let located = |path: &&'static str| {
            let file = format!("{path}/file.go");
            LinkedPackage {
                path,
                file: Located::new(file, Place::new("pclntab file").at(0x40)),
            }
        };
        facts.linked.debug_packages = packages.iter().map(located).collect();
        facts
    }

    #[test]
    fn fires_on_each_package() {
        assert_eq!(
            messages(check, &linking(&["expvar", "net/http/pprof", "testing"])),
            [
                "package `expvar` is linked, which registers `/debug/vars` on the default mux",
                "package `net/http/pprof` is linked, which registers `/debug/pprof/` on the default mux",
                "package `testing` is linked",
            ],
        );
    }

    #[test]
    fn is_silent_on_a_package_that_serves_nothing() {
        assert!(messages(check, &linking(&["runtime/pprof"])).is_empty());
    }

    #[test]
    fn is_silent_on_nothing() {
        assert!(messages(check, &program()).is_empty());
    }
}
