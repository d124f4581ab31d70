//! Package URLs of Go modules: <https://github.com/package-url/purl-spec>, type `golang`.

use crate::uri::segment;

/// The package URL of a module; `None` for a folder, which a module can be replaced by, and for what is no path.
/// The case of the path is kept: Go tells `BurntSushi` from `burntsushi`.
pub(super) fn of_module(path: &str, version: &str) -> Option<String> {
    let folder = path.starts_with(['.', '/', '\\']) || path.contains([':', '\\']);
    if folder || path.split('/').any(str::is_empty) {
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
    (!version.is_empty() && !version.starts_with('(')).then_some(version)
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
            ("a.b/c d@e", "", Some("pkg:golang/a.b/c%20d%40e")),
            ("../fork", "", None),
            ("/src/fork", "", None),
            (r"C:\fork", "", None),
            ("", "v1.0.0", None),
        ] {
            assert_eq!(of_module(path, version).as_deref(), expect, "{path}");
        }
    }
}
