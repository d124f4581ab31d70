//! Patterns of paths.

use globset::{GlobBuilder, GlobMatcher};

/// A pattern of paths, written with `/`.
///
/// `*` and `?` stay within one name, `**` crosses folders, `{a,b}` and `[a-z]` are alternatives. A pattern
/// without `/` is compared with the file's name alone, whatever its folder.
#[derive(Clone, Debug)]
pub struct PathGlob {
    text: String,
    matcher: GlobMatcher,
    name_alone: bool,
}

impl PathGlob {
    /// Reads a pattern.
    ///
    /// # Errors
    /// A clause that says what is wrong with it.
    pub fn new(text: &str) -> Result<Self, String> {
        if text.contains('\\') {
            return Err("a backslash; paths are written with `/`".to_owned());
        }
        let pattern = text.strip_prefix("./").unwrap_or(text);
        let glob = GlobBuilder::new(pattern)
            .literal_separator(true)
            .build()
            .map_err(|error| error.kind().to_string())?;
        Ok(Self {
            text: text.to_owned(),
            matcher: glob.compile_matcher(),
            name_alone: !pattern.contains('/'),
        })
    }

    /// As it was written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether a path, relative to the policy's folder and written with `/`, fits.
    #[must_use]
    pub fn fits(&self, path: &str) -> bool {
        let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
        self.matcher
            .is_match(if self.name_alone { name } else { path })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &str, fits: &[&str], fits_not: &[&str]) {
        let glob = PathGlob::new(pattern).unwrap();
        for path in fits {
            assert!(glob.fits(path), "{pattern} {path}");
        }
        for path in fits_not {
            assert!(!glob.fits(path), "{pattern} {path}");
        }
    }

    #[test]
    fn stars_stay_in_a_folder_and_double_stars_do_not() {
        check(
            "build/*",
            &["build/app"],
            &["build/x/app", "app", "other/build/app"],
        );
        check("build/**", &["build/app", "build/x/app"], &["app"]);
        check("**/app", &["app", "build/x/app"], &["build/apps"]);
        check("./build/{a,b}", &["build/a", "build/b"], &["build/c"]);
    }

    #[test]
    fn a_pattern_without_a_folder_is_of_names() {
        check(
            "app-*",
            &["app-1", "build/app-1", "/opt/app-1"],
            &["app-1/x"],
        );
        check("*", &["a", "a/b"], &[]);
    }

    #[test]
    fn what_is_no_pattern_says_why() {
        assert!(PathGlob::new("build/[").is_err());
        assert!(
            PathGlob::new("build\\app")
                .unwrap_err()
                .contains("written with `/`")
        );
    }
}
