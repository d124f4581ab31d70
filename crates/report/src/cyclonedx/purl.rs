//! Package URLs of Go modules: <https://github.com/package-url/purl-spec>, type `golang`.

use crate::uri::segment;

/// The package URL of a module; `None` for a folder, which a module can be replaced by, and for what Go takes for
/// no module path (`golang.org/x/mod/module`, `CheckPath`). The case is kept: Go tells `BurntSushi` from
/// `burntsushi`.
pub(super) fn of_module(path: &str, version: &str) -> Option<String> {
    let part = |part: &str| !part.is_empty() && part.chars().all(|c| is_plain(c) || c == '~');
    if path.starts_with('.') || !path.split('/').all(part) {
        return None;
    }
    let segments: Vec<String> = path.split('/').map(segment).collect();
    let path = segments.join("/");
    Some(match released(version) {
        Some(version) => format!("pkg:golang/{path}@{}", segment(version)),
        None => format!("pkg:golang/{path}"),
    })
}

/// A version that somebody else can ask for: `(devel)` is none.
pub(super) fn released(version: &str) -> Option<&str> {
    let plain = version.chars().all(|c| is_plain(c) || c == '+');
    (!version.is_empty() && plain).then_some(version)
}

fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_have_addresses_and_folders_none() {
        for (path, version, expect) in [
            (
                "github.com/BurntSushi/toml",
                "v1.5.0",
                Some("pkg:golang/github.com/BurntSushi/toml@v1.5.0"),
            ),
            (
                "a.b/c",
                "v1.0.0+incompatible",
                Some("pkg:golang/a.b/c@v1.0.0%2Bincompatible"),
            ),
            ("a.b/c", "(devel)", Some("pkg:golang/a.b/c")),
            ("a.b/c", "v1/2", Some("pkg:golang/a.b/c")),
            ("a.b/c d@e", "", None),
            ("../fork", "", None),
            ("/src/fork", "", None),
            (r"C:\fork", "", None),
            ("", "v1.0.0", None),
        ] {
            assert_eq!(of_module(path, version).as_deref(), expect, "{path}");
        }
    }
}
