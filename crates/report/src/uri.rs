//! Paths as URIs, for formats that point at files.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// RFC 3986 leaves these and letters and digits as they are; `/` parts segments. A colon is encoded: in the
/// first segment of a relative reference it would end a scheme.
const PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'/');

/// Where a file is, for a reader who knows the folder that the run started in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FileUri {
    /// A reference relative to that folder.
    Relative(String),
    /// `file:///…`.
    Absolute(String),
}

/// The path as a URI.
pub(crate) fn of_path(path: &str) -> FileUri {
    let path = if cfg!(windows) {
        path.replace('\\', "/")
    } else {
        path.to_owned()
    };
    let encoded = utf8_percent_encode(plain(&path), PATH).to_string();
    if path.starts_with('/') {
        FileUri::Absolute(format!("file://{encoded}"))
    } else {
        FileUri::Relative(encoded)
    }
}

/// The path without a leading `./`, as formats want it that match it against the files of a repository.
pub(crate) fn plain(path: &str) -> &str {
    let mut plain = path;
    while let Some(rest) = plain.strip_prefix("./") {
        plain = rest.trim_start_matches('/');
    }
    if plain.is_empty() { "." } else { plain }
}

/// A segment of a package URL.
pub(crate) fn segment(text: &str) -> String {
    const SEGMENT: &AsciiSet = &PATH.add(b'/');
    utf8_percent_encode(text, SEGMENT).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, expect: &str) {
        let (FileUri::Relative(uri) | FileUri::Absolute(uri)) = of_path(path);
        assert_eq!(uri, expect, "{path}");
    }

    #[test]
    fn what_a_uri_reserves_is_encoded() {
        check("build/app", "build/app");
        check("./build//app", "build//app");
        check("a b/c#d?e%f", "a%20b/c%23d%3Fe%25f");
        check("c:x", "c%3Ax");
        check("naïve\n\u{fffd}", "na%C3%AFve%0A%EF%BF%BD");
        check("/opt/app", "file:///opt/app");
        check("./", ".");
        check(".//", ".");
    }
}
