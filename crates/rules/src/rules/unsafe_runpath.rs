//! `unsafe-runpath`

use diagnostic::{Finding, Located};
use gobin::Facts;
use image::Format;

use crate::Subject;
use crate::build_machine;
use crate::recorded;
use crate::rule::declare_rule;

declare_rule! {
    /// ## What it does
    /// Reports each entry of the library search path in the file (`DT_RPATH`, `DT_RUNPATH`, `LC_RPATH`)
    /// that is relative, empty, in a folder that everybody may write to, or in a home or build folder.
    ///
    /// ## Why it matters
    /// The loader looks there first, before the system's own folders. Whoever can write to the folder, or
    /// can create it, or chooses the current folder, gives the program its libraries: code that runs with
    /// the program's rights. An entry in a build folder is harmless on the machine that built it and an
    /// open door where that path can be created. The usual causes are `#cgo LDFLAGS:
    /// -Wl,-rpath,${SRCDIR}/lib`, `go build -ldflags='-r DIR'`, and an empty variable in
    /// `-Wl,-rpath,$A:$B`.
    ///
    /// The level is `warn`: such an entry is never needed on the target, but it hurts only where somebody
    /// else can reach the folder.
    ///
    /// ## Example
    /// ```console
    /// $ CGO_LDFLAGS='-Wl,-rpath,/tmp/lib' go build ./cmd/calls-c
    /// $ cgone audit ./calls-c
    /// ```
    ///
    /// ## Known limits
    /// Entries from `$ORIGIN`, `@loader_path` and `@executable_path` are taken as safe: they follow the
    /// file. So are the stores of Nix and Guix, which nobody can change. Who may really write to a folder
    /// on the target cannot be seen in the file. An attribute that is empty as a whole is ignored by the
    /// loaders and by this rule; musl also ignores empty entries, glibc takes them as the current folder.
    "unsafe-runpath",
    "libraries are looked for where others may put them",
    Warn,
    since "0.2.0",
    check,
    in Hardening
}

fn check(facts: &Subject<'_>, found: &mut Vec<Finding>) {
    if facts.go.is_none() {
        return;
    }
    let mut seen: Vec<&str> = Vec::new();
    for path in facts.loading.rpath.iter().chain(&facts.loading.runpath) {
        for entry in entries(facts, &path.value) {
            if seen.contains(&entry) {
                continue;
            }
            if let Some(why) = fault(entry) {
                seen.push(entry);
                found.push(finding(facts, path, entry, why));
            }
        }
    }
}

fn finding(facts: &Facts, path: &Located<String>, entry: &str, why: &str) -> Finding {
    let mut evidence = vec![path.evidence()];
    evidence.extend(recorded::setting(facts, "-ldflags").map(recorded::evidence));
    evidence.extend(recorded::setting(facts, "CGO_LDFLAGS").map(recorded::evidence));
    let mut finding = RULE.finding(
        format!("the library search path holds `{entry}`, {why}"),
        evidence,
        "remove `-rpath` from `CGO_LDFLAGS`, `#cgo LDFLAGS` and `-extldflags`, or `-r` from `-ldflags`: the \
         loader then looks in the system's folders only; for libraries that are shipped with the program write \
         `-Wl,-rpath,'$ORIGIN/lib'`, which follows the file",
    );
    entry.clone_into(&mut finding.subject);
    finding
}

/// The entries of a search path: Mach-O has one a command, ELF joins them by `:`. One that is empty as a whole
/// is ignored (glibc's `decompose_rpath`, musl's `path_open`).
fn entries<'p>(facts: &Facts, path: &'p str) -> Vec<&'p str> {
    if path.is_empty() {
        Vec::new()
    } else if facts.format == Format::Elf {
        path.split(':').collect()
    } else {
        vec![path]
    }
}

/// Paths that start so follow the file.
const FOLLOWS_THE_FILE: &[&str] = &[
    "$ORIGIN",
    "${ORIGIN}",
    "@loader_path",
    "@executable_path",
    "@rpath",
];

/// What is unsafe about an entry.
fn fault(entry: &str) -> Option<&'static str> {
    if entry.is_empty() {
        return Some("an empty entry, which glibc takes as the current folder");
    }
    let follows = |start: &&str| {
        entry
            .strip_prefix(*start)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    if FOLLOWS_THE_FILE.iter().any(follows) {
        return None;
    }
    if !entry.starts_with('/') {
        return Some("a relative path, which starts at the current folder");
    }
    let path = normal(entry);
    if build_machine::writable(&path) {
        return Some("which every user may write to");
    }
    if build_machine::immutable(&path) {
        return None;
    }
    build_machine::owner(&path).map(|_| "a folder of the machine that built it")
}

/// An absolute path without `.`, `..` and double slashes, as if no folder were a link.
fn normal(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    format!("/{}", parts.join("/"))
}

#[cfg(test)]
mod tests {
    use diagnostic::{Located, Place};
    use gobin::Facts;
    use image::Format;

    use super::check;
    use crate::examples::{messages, program};

    fn with(path: &str) -> Facts {
        let mut facts = program();
        let place = Place::new("dynamic entry").index(3).name("DT_RUNPATH");
        let path = Located::new(path.to_owned(), place.at(0x2e18));
        facts.loading.runpath.push(path);
        facts
    }

    #[test]
    fn fires_on_each_kind_of_unsafe_entry() {
        for (path, expect) in [
            (
                "lib",
                "`lib`, a relative path, which starts at the current folder",
            ),
            (
                "$LIB/x",
                "`$LIB/x`, a relative path, which starts at the current folder",
            ),
            (
                "$ORIGINAL",
                "`$ORIGINAL`, a relative path, which starts at the current folder",
            ),
            (
                "/opt/lib:",
                "``, an empty entry, which glibc takes as the current folder",
            ),
            ("/tmp/lib", "`/tmp/lib`, which every user may write to"),
            (
                "/usr/lib/../../tmp",
                "`/usr/lib/../../tmp`, which every user may write to",
            ),
            (
                "/export/home/ann/lib",
                "`/export/home/ann/lib`, a folder of the machine that built it",
            ),
            (
                "/builds/a/b",
                "`/builds/a/b`, a folder of the machine that built it",
            ),
        ] {
            assert_eq!(
                messages(check, &with(path)),
                [format!("the library search path holds {expect}")],
            );
        }
    }

    #[test]
    fn fires_once_for_an_entry_in_both_paths() {
        let mut facts = with("/tmp/a:/tmp/b");
        facts.loading.rpath = facts.loading.runpath.clone();
        assert_eq!(messages(check, &facts).len(), 2);
    }

    #[test]
    fn is_silent_on_what_follows_the_file_or_is_the_systems() {
        for path in [
            "$ORIGIN",
            "${ORIGIN}/../lib",
            "$ORIGIN/../lib:/usr/lib/x86_64-linux-gnu",
            "/nix/store/0n9-zlib/lib",
            "/opt/app/lib",
            "/tmpfiles",
            "",
        ] {
            assert!(messages(check, &with(path)).is_empty(), "{path}");
        }
        let mut apple = with("@loader_path/../Frameworks");
        apple.format = Format::MachO;
        assert!(messages(check, &apple).is_empty());
    }

    #[test]
    fn is_silent_on_nothing() {
        assert!(messages(check, &program()).is_empty());
    }
}
