//! Packages with cgo whose build without it is a stub: which file tells it, and what then fails.

use std::sync::LazyLock;

/// One stub: a file that is compiled only without cgo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stub {
    /// Module path without a major version's ending.
    pub module: &'static str,
    /// The file, below the module's folder.
    pub file: &'static str,
    /// When the go command takes it, a clause: `without cgo`.
    pub chosen: &'static str,
    /// Versions whose source was read.
    pub verified: &'static str,
    /// What fails at run time, a clause.
    pub fails: &'static str,
}

/// Every known stub, sorted by module and file.
pub static STUBS: LazyLock<Vec<Stub>> = LazyLock::new(|| {
    include_str!("stubs.tsv")
        .lines()
        .filter_map(parse)
        .collect()
});

fn parse(line: &'static str) -> Option<Stub> {
    let mut fields = line.split('\t');
    let stub = Stub {
        module: fields.next().filter(|module| !module.starts_with('#'))?,
        file: fields.next()?,
        chosen: fields.next()?,
        verified: fields.next()?,
        fails: fields.next()?,
    };
    fields.next().is_none().then_some(stub)
}

/// The stub that a source file is, by its path as the compiler recorded it.
pub(crate) fn of_file(path: &str) -> Option<&'static Stub> {
    STUBS.iter().find(|stub| stub.is(path))
}

impl Stub {
    /// Whether the path is the stub's: the module, its major version, its version, then the file. A vendored
    /// module's path has no version.
    fn is(&self, path: &str) -> bool {
        let Some((_, rest)) = path.rsplit_once(self.module) else {
            return false;
        };
        let rest = rest.strip_prefix("/v").map_or(rest, |major| {
            major.trim_start_matches(|c: char| c.is_ascii_digit())
        });
        let rest = match rest.strip_prefix('@') {
            Some(version) => version.find('/').and_then(|at| version.get(at..)),
            None => Some(rest),
        };
        rest.and_then(|rest| rest.strip_prefix('/')) == Some(self.file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::mark;

    #[test]
    fn every_line_is_read_sorted_and_found_by_its_ending() {
        let lines = include_str!("stubs.tsv").lines();
        assert_eq!(
            lines.filter(|line| !line.starts_with('#')).count(),
            STUBS.len()
        );
        assert!(STUBS.is_sorted_by_key(|stub| (stub.module, stub.file)));
        for stub in STUBS.iter() {
            let found = mark::STUB_ENDINGS
                .iter()
                .any(|ending| stub.file.ends_with(ending));
            assert!(found, "no ending finds `{}`", stub.file);
            assert!(
                [stub.chosen, stub.verified, stub.fails]
                    .iter()
                    .all(|field| !field.is_empty())
            );
        }
    }

    #[test]
    fn a_path_is_a_stub_with_and_without_a_version() {
        let check = |path: &str| of_file(path).map(|stub| stub.module);
        let sqlite = Some("github.com/mattn/go-sqlite3");
        assert_eq!(
            check("github.com/mattn/go-sqlite3@v1.14.53/static_mock.go"),
            sqlite
        );
        assert_eq!(
            check("/b/src/github.com/mattn/go-sqlite3/static_mock.go"),
            sqlite
        );
        let systemd = Some("github.com/coreos/go-systemd");
        assert_eq!(
            check("github.com/coreos/go-systemd/v22@v22.5.0/util/util_stub.go"),
            systemd
        );
        assert_eq!(
            check("a/vendor/github.com/coreos/go-systemd/v22/util/util_stub.go"),
            systemd
        );
        assert_eq!(
            check("github.com/mattn/go-sqlite3@v1.14.53/sqlite3.go"),
            None
        );
        assert_eq!(check("github.com/mattn/go-sqlite3x/static_mock.go"), None);
        assert_eq!(check("github.com/a/b/static_mock.go"), None);
    }
}
