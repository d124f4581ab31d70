//! `build-paths-leaked`

use diagnostic::{Evidence, Finding, Located};

use crate::Subject;
use crate::rule::declare_rule;

declare_rule! {
    /// ## What it does
    /// Records a program that names folders of the machine it was built on, in the paths of its source files.
    ///
    /// ## Why it matters
    /// Without `-trimpath` the compiler records where each file lay, and stripping does not remove it: panics
    /// and profiles need these paths. They tell the name of the user whose home folder it was, how a build server is laid out
    /// and which folder a project lies in, and they make the program another one on every machine, so that
    /// nobody can rebuild it bit by bit. It is what `go build` does unless it is told otherwise, and nothing
    /// fails by it: the level is `allow`. Whoever publishes programs sets it to `deny`.
    ///
    /// ## Example
    /// ```console
    /// $ go build -ldflags='-s -w' ./cmd/app
    /// $ cgone audit --deny build-paths-leaked ./app
    /// ```
    ///
    /// ## Known limits
    /// Go's own folder counts only if it lies in a user's folder: `/usr/local/go` or `/usr/lib/go-1.24` tells
    /// nothing about anybody. Looked at are the last files of the table, which are those of package main and
    /// of what it needs, and one is shown for each of at most four folders. Where the standard library's paths
    /// are trimmed the rule is silent: an absolute path is then a `//line` comment that came with some
    /// module's generated code, from another machine.
    "build-paths-leaked",
    "source paths name folders of the build machine",
    Allow,
    since "0.2.0",
    check,
    in Provenance
}

/// Where users' folders lie.
const USERS: [&str; 4] = ["/home/", "/root/", "/Users/", ":/Users/"];

fn check(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let linked = &subject.linked;
    let goroot = linked
        .goroot
        .as_ref()
        .filter(|goroot| is_of_user(&goroot.value));
    let mut evidence: Vec<Evidence> = linked.machine_paths.iter().map(Located::evidence).collect();
    evidence.extend(goroot.map(Located::evidence));
    let first = linked
        .machine_paths
        .iter()
        .find(|path| is_of_user(&path.value));
    let Some(shown) = first.or(goroot).or(linked.machine_paths.first()) else {
        return;
    };
    let whose = if is_of_user(&shown.value) {
        "a user's folder"
    } else {
        "a folder"
    };
    let mut finding = RULE.finding(
        format!("the file names {whose} of the machine it was built on: `{}`", shown.value),
        evidence,
        "build with `-trimpath`: paths in panics and profiles then start with the module's path, and debuggers \
         need to be told where the sources lie",
    );
    finding.subject = "source paths".to_owned();
    found.push(finding);
}

fn is_of_user(path: &str) -> bool {
    let path = path.replace('\\', "/");
    USERS.iter().any(|users| match users.strip_prefix(':') {
        Some(_) => path.get(1..).is_some_and(|rest| rest.starts_with(users)),
        None => path.starts_with(users),
    })
}

#[cfg(test)]
mod tests {
    use diagnostic::{Located, Place};
    use gobin::Facts;

    use super::{check, is_of_user};
    use crate::examples::{messages, program};

    /// A path in the home folders of Unix.
    fn home(path: &str) -> String {
        ["", "home", path].join("/")
    }

    fn naming(goroot: &str, paths: &[&str]) -> Facts {
        let place = |offset| Place::new("pclntab file").at(offset);
        let mut facts = program();
        facts.linked.goroot = Some(Located::new(goroot.to_owned(), place(0x10)));
        facts.linked.machine_paths = paths
            .iter()
            .zip(0x100_u64..)
            .map(|(path, offset)| Located::new((*path).to_owned(), place(offset)))
            .collect();
        facts
    }

    #[test]
    fn fires_on_a_users_folder_before_any_other() {
        let facts = naming(
            "/usr/local/go",
            &["/src/app/main.go", &home("alice/lib/x.go")],
        );
        let said = messages(check, &facts);
        assert_eq!(said.len(), 1);
        assert!(
            said[0].starts_with("the file names a user's folder of the machine it was built on")
        );
        assert!(said[0].contains(&home("alice/lib/x.go")));
    }

    #[test]
    fn fires_on_a_build_folder_and_on_go_in_a_users_folder() {
        assert_eq!(
            messages(check, &naming("/usr/local/go", &["/build/app-1.0/main.go"])),
            ["the file names a folder of the machine it was built on: `/build/app-1.0/main.go`"],
        );
        let said = messages(check, &naming(&home("bob/sdk/go1.27.3"), &[]));
        assert!(said[0].contains("a user's folder"), "{said:?}");
    }

    #[test]
    fn is_silent_on_go_alone_in_its_usual_place() {
        assert!(messages(check, &naming("/usr/local/go", &[])).is_empty());
    }

    #[test]
    fn users_have_folders_on_every_system() {
        assert!(is_of_user("C:\\Users\\bob\\x.go") && is_of_user("D:\\Users\\b"));
        assert!(is_of_user(&home("a/x.go")) && is_of_user(&["", "Users", "a", "x.go"].join("/")));
        assert!(!is_of_user("/srv/a/x.go") && !is_of_user("C:/agent/x.go"));
    }

    #[test]
    fn is_silent_on_nothing() {
        assert!(messages(check, &program()).is_empty());
    }
}
