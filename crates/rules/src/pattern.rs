//! Names with `*` in a policy: `libssl.so.*`, `github.com/mattn/*`.

/// Whether a name fits a pattern, in which `*` stands for any characters, none included.
///
/// Takes the pieces between the stars from left to right, each at its first place: where the last piece ends the
/// name, no other choice would fit better.
pub(crate) fn fits(pattern: &str, name: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else {
        return pattern == name;
    };
    let Some(mut name) = name.strip_prefix(start) else {
        return false;
    };
    let (pieces, end) = rest.rsplit_once('*').unwrap_or(("", rest));
    for piece in pieces.split('*') {
        let Some(at) = name.find(piece) else {
            return false;
        };
        name = name.get(at + piece.len()..).unwrap_or_default();
    }
    name.ends_with(end)
}

/// Whether a name fits one of the patterns.
pub(crate) fn fits_any(patterns: &[String], name: &str) -> bool {
    patterns.iter().any(|pattern| fits(pattern, name))
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn a_star_stands_for_anything() {
        for (pattern, name, expect) in [
            ("libc.so.6", "libc.so.6", true),
            ("libc.so.6", "libc.so.60", false),
            ("libssl.so.*", "libssl.so.3", true),
            ("libssl.so.*", "libssl.so.", true),
            ("lib*.so.1", "libz.so.1", true),
            ("lib*.so.1", "libz.so.1.2", false),
            ("*", "", true),
            ("*a*b*", "xaxbx", true),
            ("*a*b*", "xbxax", false),
            ("a*a", "a", false),
            ("a*ab", "aab", true),
            ("github.com/mattn/*", "github.com/mattn/go-sqlite3", true),
            ("github.com/mattn/*", "github.com/mattn", false),
            ("", "a", false),
        ] {
            assert_eq!(fits(pattern, name), expect, "{pattern} {name}");
        }
    }
}
